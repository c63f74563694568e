import { LocalCloud } from "../cloud";
import { declaredKeys, declaredPlans } from "../apigateway/declared/apis";
import { declaredStages } from "../apigateway/declared/stages";
import { console } from "../console";
import { tables } from "../kernel/descriptions";
import type { Fact } from "../kernel/facts";
import { Faults } from "../kernel/faults";
import { functions, type InvokeAnswer } from "../kernel/interfaces";
import { alarms } from "../kernel/monitoring";
import type { Declared } from "../kernel/resources";
import { readProject } from "../program/project";
import { Usage, type UsedGrant } from "../readers/usage";
import { services } from "../services";
import { keepAlive } from "./keepAlive";
import { MovedClock } from "./movedClock";
import { testTables, type TestTable } from "./tables";

export interface StartOptions {
  /** Folder of the program's Pulumi.yaml; the working directory without it. */
  readonly program?: string;
  /** Reads Pulumi.<stack>.yaml; `dev` without it. */
  readonly stack?: string;
  /** Settings that override the stack's, by key; a key without a namespace is the project's. Objects become JSON. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Faults to switch on, as `--fault` takes them: `dynamodb:throttle=0.1`. */
  readonly faults?: readonly string[];
  /** Where the clock begins, in epoch milliseconds; the present without it. */
  readonly now?: number;
  /** `running` lets the clock follow real time between the test's moves; without it the clock stands still. */
  readonly clock?: "standing" | "running";
  /** Serves the console and the document below `/_local/`, as `local-cloud` does. */
  readonly console?: boolean;
  /** Folder for tables; in memory without it. */
  readonly data?: string;
}

/** A request that an API has answered. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  /** Behind the stage, as sent. */
  readonly path: string;
  readonly query: string;
  /** As declared, `/items/{id}`; undefined where no route matched. */
  readonly route: string | undefined;
  readonly status: number;
  /** Why the gateway answered itself; undefined where an integration answered. */
  readonly reason: string | undefined;
}

/** A call to a table. */
export interface DataCall {
  /** `GetItem`. */
  readonly operation: string;
  readonly tables: readonly string[];
  readonly status: number;
  /** `ConditionalCheckFailedException`; undefined for a success. */
  readonly errorType: string | undefined;
  /** The sentence of IAM's denial; undefined for an allowed call. */
  readonly denial: string | undefined;
}

/** An alarm, as it is now. */
export interface AlarmNow {
  /** Logical name. */
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

/** A line of a log. */
export interface LogLine {
  /** Epoch milliseconds of the cloud's clock. */
  readonly at: number;
  /** The function's logical name, or the part of the local cloud that writes. */
  readonly source: string;
  readonly text: string;
}

/** A program's resources in this process. */
export interface Cloud {
  readonly location: { readonly project: string; readonly stack: string; readonly region: string };
  /** The stack's outputs, secrets in clear. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URL of the first API's first stage, without a trailing slash. Empty for a program without one. */
  readonly url: string;
  /** Value of the first usage plan's first key; undefined for a program without one. */
  readonly apiKey: string | undefined;
  /** Everything that the program declares. */
  readonly resources: readonly Declared[];
  /** Throttles, quotas, metrics, alarms and retries follow it. */
  readonly clock: Pick<MovedClock, "now" | "advance" | "set">;
  readonly faults: Pick<Faults, "set">;
  /** Keyed by logical name. @throws TypeError for another name, with the list. */
  readonly tables: Readonly<Record<string, TestTable>>;
  /** The newest requests, at most 1,000, oldest first. */
  requests(): readonly AnsweredRequest[];
  /** The newest calls to tables, at most 1,000, oldest first. */
  dataCalls(): readonly DataCall[];
  /** The newest log lines, at most 1,000, oldest first. */
  logs(): readonly LogLine[];
  /** Every alarm, in the order of declaration. */
  alarms(): readonly AlarmNow[];
  /** What each function's role allows, by the function's logical name, and whether it was used. */
  grants(): Readonly<Record<string, readonly UsedGrant[]>>;
  /** IAM's sentences for calls that a role does not allow, oldest first, each once. */
  denials(): readonly string[];
  /** Calls a function as AWS's Invoke does. @param name logical. @throws Error for a function that is not declared. */
  invoke(name: string, event?: unknown): Promise<InvokeAnswer>;
  /** Empties every table and forgets requests, calls, logs and used grants. Counts of throttles and quotas stay. */
  reset(): Promise<void>;
  /** Finishes what is in flight, then closes everything. */
  stop(): Promise<void>;
}

/** What a record keeps at most. */
const mostKept = 1_000;

/**
 * Runs a Pulumi program in this process, on a free port of 127.0.0.1 and on a clock that the test moves. Several clouds
 * can run at once; their programs load one after the other, because Pulumi's runtime is global.
 *
 * @throws UserError for a mistake in the program, its settings or the options.
 */
export function startCloud(options: StartOptions = {}): Promise<Cloud> {
  return keepAlive(() => start(options));
}

async function start(options: StartOptions): Promise<Cloud> {
  const { program = ".", stack = "dev", config = {}, now = Date.now(), data } = options;
  const clock = new MovedClock(now);
  const faults = new Faults([...(options.faults ?? [])]);
  const record = new Recording();
  const overrides = Object.entries(config).map(([key, value]) => `${key}=${asText(value)}`);
  const project = readProject(program, stack, overrides);
  const cloud = await oneAtATime(() =>
    LocalCloud.start(project, {
      host: "127.0.0.1",
      port: 0,
      clock,
      faults,
      readers: [record.read],
      services: services.filter((service) => service !== console || options.console === true),
      ...(data === undefined ? {} : { dataDir: data }),
    }),
  );
  const stopClock = options.clock === "running" ? clock.follow() : () => undefined;
  return testCloud({ cloud, clock, faults, record, stopClock });
}

let loading: Promise<unknown> = Promise.resolve();

function oneAtATime<T>(load: () => Promise<T>): Promise<T> {
  const started = loading.then(load);
  loading = started.catch(() => undefined);
  return started;
}

interface Parts {
  readonly cloud: LocalCloud;
  readonly clock: MovedClock;
  readonly faults: Faults;
  readonly record: Recording;
  readonly stopClock: () => void;
}

function testCloud({ cloud, clock, faults, record, stopClock }: Parts): Cloud {
  const { location, resources, outputs } = cloud.program;
  const [plan] = declaredPlans(resources);
  const [stage] = declaredStages(resources);
  const byName = testTables(cloud.registry.use(tables));
  return {
    location,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    url: stage === undefined ? "" : String(stage.state["invokeUrl"]),
    apiKey: declaredKeys(resources).find(({ id }) => plan?.keyIds.has(id) === true)?.value,
    resources,
    clock,
    faults,
    tables: byName,
    requests: () => record.requests,
    dataCalls: () => record.dataCalls,
    logs: () => record.logs,
    alarms: () =>
      cloud.registry.use(alarms).descriptions.map(({ label, state, reason }) => ({ name: label, state, reason })),
    grants: () => record.usage.grants(cloud.registry),
    denials: () => [...record.denials],
    invoke: (name, event = {}) =>
      keepAlive(() => cloud.invoke({ functionName: functionName(cloud, name), payload: asText(event) })),
    reset: async () => {
      for (const table of Object.values(byName)) await table.clear();
      record.forget();
    },
    stop: () => {
      stopClock();
      return keepAlive(() => cloud.stop());
    },
  };
}

function functionName(cloud: LocalCloud, label: string): string {
  const { descriptions } = cloud.registry.use(functions);
  const found = descriptions.find((each) => each.label === label);
  if (found !== undefined) return found.name;
  const known = descriptions.map((each) => each.label).join(", ");
  throw new TypeError(`no function ${label}: the program declares ${known || "none"}`);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a test asks about afterwards. */
class Recording {
  requests: AnsweredRequest[] = [];
  dataCalls: DataCall[] = [];
  logs: LogLine[] = [];
  usage = new Usage();
  denials = new Set<string>();

  readonly read = (fact: Fact): void => {
    this.usage.read(fact);
    if (fact.kind === "log") keep(this.logs, { at: fact.at, source: fact.source, text: fact.text });
    if (fact.kind === "dataCall") {
      if (fact.denial !== undefined) this.denials.add(fact.denial);
      const { operation, tables: names, status, errorType, denial } = fact;
      keep(this.dataCalls, { operation, tables: names, status, errorType, denial });
    }
    if (fact.kind === "request") {
      const { requestId, method, path, query, resourcePath: route, status, reason } = fact;
      keep(this.requests, { requestId, method, path, query, route, status, reason });
    }
  };

  forget(): void {
    [this.requests, this.dataCalls, this.logs] = [[], [], []];
    [this.usage, this.denials] = [new Usage(), new Set()];
  }
}

function keep<T>(list: T[], entry: T): void {
  list.push(entry);
  if (list.length > mostKept) list.shift();
}
