import { setTimeout } from "node:timers/promises";
import { LocalCloud } from "../cloud";
import { declaredKeys, declaredPlans } from "../apigateway/declared/apis";
import { declaredStages } from "../apigateway/declared/stages";
import { console } from "../console";
import { tables } from "../kernel/interfaces/descriptions";
import { Faults } from "../kernel/faults";
import { functions, type InvokeAnswer, type InvokeRequest } from "../kernel/interfaces/functions";
import { alarms } from "../kernel/interfaces/monitoring";
import { objects } from "../kernel/interfaces/objects";
import type { Declared } from "../kernel/resources";
import { readProject } from "../program/project/readProject";
import type { UsedGrant } from "../readers/usage";
import { services } from "../services";
import { keepAlive } from "./keepAlive";
import { MovedClock } from "./movedClock";
import { Recording, type AnsweredRequest, type BusEvent, type DataCall, type LogLine } from "./recording";
import { testTables, type TestTable } from "./tables";

export interface StartOptions {
  /** Folder of Pulumi.yaml; defaults to the working directory. */
  readonly program?: string;
  /** Selects Pulumi.<stack>.yaml; defaults to `dev`. */
  readonly stack?: string;
  /** File to read instead of `Pulumi.<stack>.yaml`, as with `--config-file` of the Pulumi CLI. */
  readonly configFile?: string;
  /** Configuration overrides by key. A key without a namespace is the project's. Objects become JSON. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The same, for values that the program gets as secrets. */
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** Faults to inject, in the syntax of `--fault`, such as `dynamodb:throttle=0.1`. */
  readonly faults?: readonly string[];
  /** Start of the clock, in epoch milliseconds; defaults to the current time. */
  readonly now?: number;
  /** `running` makes the clock follow real time. By default, only the test moves it. */
  readonly clock?: "standing" | "running";
  /** True to serve the console and the API reference below `/_local/`. */
  readonly console?: boolean;
  /** Folder of persistent tables; undefined keeps them in memory. */
  readonly data?: string;
}

/** The current state of an alarm. */
export interface AlarmNow {
  /** Logical name. */
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

/** Options of a call. */
export type InvokeOptions = Pick<InvokeRequest, "qualifier" | "invocationType">;

/** A running program. */
export interface Cloud {
  readonly location: { readonly project: string; readonly stack: string; readonly region: string };
  /** Stack outputs; secrets are plain values. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URL of the first stage of the first API, without a trailing slash; empty without an API. */
  readonly url: string;
  /** Value of the first key of the first usage plan; undefined without one. */
  readonly apiKey: string | undefined;
  /** All declared resources. */
  readonly resources: readonly Declared[];
  /** Clock of throttles, quotas, metrics, alarms and retries. */
  readonly clock: Pick<MovedClock, "now" | "advance" | "set">;
  readonly faults: Pick<Faults, "set">;
  /** Keyed by logical name. @throws TypeError for an unknown name; the message lists the known ones. */
  readonly tables: Readonly<Record<string, TestTable>>;
  /** Returns the newest requests, at most 1,000, oldest first. */
  requests(): readonly AnsweredRequest[];
  /** Returns the newest calls to tables, at most 1,000, oldest first. */
  dataCalls(): readonly DataCall[];
  /** Returns the newest events of all buses, at most 1,000, oldest first. */
  events(): readonly BusEvent[];
  /** Returns the newest log lines, at most 1,000, oldest first. */
  logs(): readonly LogLine[];
  /** Returns all alarms, in the order of declaration. */
  alarms(): readonly AlarmNow[];
  /** Returns the grants of each function's role, by the function's logical name, and whether each was used. */
  grants(): Readonly<Record<string, readonly UsedGrant[]>>;
  /** Returns IAM's messages for denied calls without duplicates, oldest first. */
  denials(): readonly string[];
  /**
   * Calls a function as AWS's Invoke does. With `Event`, it does not wait for the function.
   *
   * @param name logical name. @throws Error for an unknown function.
   */
  invoke(name: string, event?: unknown, options?: InvokeOptions): Promise<InvokeAnswer>;
  /**
   * Resolves when no call of a function is in progress. Functions run in real time, which the clock does not move. A call
   * that itself waits for the clock, such as a long poll, ends only after the clock has moved.
   */
  idle(): Promise<void>;
  /** Empties all tables and buckets, and clears requests, calls, logs and used grants. Counts of throttles and quotas stay. */
  reset(): Promise<void>;
  /** Finishes requests in progress, then stops all services. */
  stop(): Promise<void>;
}

/**
 * Runs a Pulumi program in this process, on a free port of 127.0.0.1, with a clock that the test moves. Several clouds
 * can run at the same time. Their programs load one after the other, because Pulumi's runtime is global.
 *
 * @throws UserError for a mistake in the program, its settings or the options.
 */
export function startCloud(options: StartOptions = {}): Promise<Cloud> {
  return keepAlive(() => start(options));
}

async function start(options: StartOptions): Promise<Cloud> {
  const { program = ".", stack = "dev", config = {}, secrets = {}, now = Date.now(), data } = options;
  const clock = new MovedClock(now);
  const faults = new Faults([...(options.faults ?? [])]);
  const record = new Recording();
  const overrides = (values: object) => Object.entries(values).map(([key, value]) => `${key}=${toText(value)}`);
  const secretOverrides = overrides(secrets).map((secret) => ({ secret }));
  const project = readProject(program, stack, {
    overrides: [...overrides(config), ...secretOverrides],
    configFile: options.configFile,
  });
  const cloud = await runOneAtATime(() =>
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
  return createTestCloud({ cloud, clock, faults, record, stopClock });
}

let loading: Promise<unknown> = Promise.resolve();

function runOneAtATime<T>(load: () => Promise<T>): Promise<T> {
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

function createTestCloud({ cloud, clock, faults, record, stopClock }: Parts): Cloud {
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
    events: () => record.events,
    logs: () => record.logs,
    alarms: () =>
      cloud.registry.use(alarms).descriptions.map(({ label, state, reason }) => ({ name: label, state, reason })),
    grants: () => record.usage.grants(cloud.registry),
    denials: () => [...record.denials],
    invoke: (name, event = {}, options = {}) =>
      keepAlive(() => cloud.invoke({ functionName: functionName(cloud, name), payload: toText(event), ...options })),
    idle: () => keepAlive(() => callsEnded(cloud)),
    reset: async () => {
      for (const table of Object.values(byName)) await table.clear();
      await cloud.registry.find(objects)?.reset();
      record.forget();
    },
    stop: () => {
      stopClock();
      return keepAlive(() => cloud.stop());
    },
  };
}

/** Interval at which calls in progress are counted, in real milliseconds. */
const countMillis = 5;

async function callsEnded({ registry }: LocalCloud): Promise<void> {
  const hasCalls = () =>
    registry
      .use(functions)
      .descriptions.some(({ environments }) => environments.some(({ busy, waiting }) => busy + waiting > 0));
  while (hasCalls()) await setTimeout(countMillis);
}

function functionName(cloud: LocalCloud, label: string): string {
  const { descriptions } = cloud.registry.use(functions);
  const found = descriptions.find((each) => each.label === label);
  if (found !== undefined) return found.name;
  const known = descriptions.map((each) => each.label).join(", ");
  throw new TypeError(`no function ${label}: the program declares ${known || "none"}`);
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
