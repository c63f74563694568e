import { UserError } from "../kernel/errors";
import { plans, tables } from "../kernel/interfaces/descriptions";
import { alarms, dashboards } from "../kernel/interfaces/monitoring";
import { objects } from "../kernel/interfaces/objects";
import type { Run } from "../kernel/service";
import { architecture } from "./architecture/architecture";
import { askBuckets } from "./views/buckets";
import { askBuses, sendEvent } from "./views/buses";
import { textIn, type CommandInput } from "./commandInput";
import { askDistributions, invalidate } from "./views/distributions";
import { askCaused, askFunction, invokeFunction } from "./commands/invoke";
import { switchMapping } from "./record/mappings";
import { askExecution, askMachines, commandMachine } from "./views/machines";
import type { Observer } from "./record/observer";
import { askQueues, commandQueue } from "./views/queues";
import { issueCredentials, issueToken, setAlarm, setScale } from "./commands/runCommands";
import { askSchedules, runSchedule } from "./views/schedules";
import { askTopics, publishMessage } from "./views/topics";

/** Requests and commands of pages. */
export class Questions {
  constructor(
    private readonly run: Run,
    private readonly observer: Observer,
  ) {}

  /** Returns JSON text; undefined for an unknown path. @param name such as `requests/12` @throws UserError */
  async ask(name: string, query: URLSearchParams): Promise<string | undefined> {
    const [what = "", ...rest] = name.split("/");
    const which = decodedName(rest.join("/"));
    const { registry } = this.run;
    switch (what) {
      case "requests":
        return this.observer.timelineText(Number(which), query.has("reveal"));
      case "keys":
        return text(registry.use(plans).keyValue(which));
      case "tables":
        return text(await this.askTable(which, query));
      case "alarms":
        return text(registry.use(alarms).chart(which));
      case "dashboards":
        return text(registry.use(dashboards).descriptions);
      case "architecture":
        return text(architecture(this.observer.resources, registry));
      case "buses":
        return text(askBuses(this.run, this.observer, which));
      case "queues":
        return text(askQueues(this.run, this.observer, which));
      case "topics":
        return text(askTopics(this.run, this.observer));
      case "distributions":
        return text(askDistributions(this.run, this.observer, which));
      case "schedules":
        return text(askSchedules(this.run));
      case "machines":
        return text(askMachines(this.run, which));
      case "executions":
        return askExecution(this.run, this.observer, which);
      case "buckets":
        return text(await askBuckets(this.run, this.observer, { bucket: which, query }));
      case "functions":
        return text(askFunction(this.run, this.observer, which));
      case "caused":
        return text(askCaused(this.observer, which));
      case "resources":
        return text(this.observer.declaration(which));
      default:
        return undefined;
    }
  }

  /** Returns a page of a table or of its index `?index=`, or with `?stream` the newest records of its stream. */
  private async askTable(name: string, query: URLSearchParams): Promise<object | undefined> {
    const declared = this.run.registry.use(tables);
    if (query.has("stream")) return declared.streamRecords(name);
    return declared.page(name, { start: startOf(query), index: query.get("index") ?? undefined });
  }

  /** Returns the bytes of an object; undefined for an unknown one. @param bucket may be percent-encoded */
  async object(bucket: string, key: string): Promise<Buffer | undefined> {
    const stored = this.run.registry.use(objects);
    const name = decodedName(bucket);
    return stored.hasBucket(name) ? (await stored.read(name, key))?.body : undefined;
  }

  /** @returns the result; undefined for an unknown command. @throws UserError for an invalid value. */
  command(name: string, given: CommandInput): object | Promise<object> | undefined {
    return Object.hasOwn(commands, name) ? commands[name]!(this.run, given, this.observer) : undefined;
  }
}

type Command = (run: Run, given: CommandInput, observer: Observer) => object | Promise<object>;

const commands: Readonly<Record<string, Command>> = {
  faults: ({ faults }, given) => {
    faults.set(textIn(given, "spec"));
    return {};
  },
  clock: ({ clock }, given) => setScale(clock, given),
  alarms: setAlarm,
  tokens: issueToken,
  credentials: (run, _given, observer) => issueCredentials(run, observer.outputs),
  buses: sendEvent,
  queues: commandQueue,
  topics: publishMessage,
  distributions: invalidate,
  schedules: runSchedule,
  mappings: switchMapping,
  machines: commandMachine,
  invoke: (run, given, observer) => invokeFunction(run, observer, given),
};

/** @throws UserError */
function decodedName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new UserError("the path contains an invalid percent-encoding");
  }
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Returns the start key of a page of a table. @throws UserError */
function startOf(query: URLSearchParams): object | undefined {
  const start = query.get("start");
  if (start === null) return undefined;
  try {
    const key: unknown = JSON.parse(start);
    if (typeof key === "object" && key !== null && !Array.isArray(key)) return key;
  } catch {
    throw new UserError("start is not JSON");
  }
  throw new UserError("start is not a JSON object");
}
