import type { ExecutionState } from "../../kernel/interfaces/machineContents";
import type { PathStep, StepAttempt } from "./machineWire";
import { truncateText } from "../record/truncate";

/** Maximum length of a shown input, output or cause, in characters. */
const maxShown = 8_192;

type Event = Readonly<Record<string, unknown>>;
type Details = Readonly<Record<string, unknown>>;

interface Attempt {
  readonly resource: string | undefined;
  readonly at: number;
  end: number | undefined;
  error: string | undefined;
  cause: string | undefined;
  failed: boolean;
}

/** A visit of a state while the events are read. */
interface Visit {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly parent: Visit | undefined;
  readonly iteration: number | undefined;
  readonly enteredAt: number;
  readonly input: string;
  readonly attempts: Attempt[];
  exitedAt: number | undefined;
  output: string | undefined;
  assigned: PathStep["assigned"];
}

/** The visit to which the event after an event belongs. */
interface Position {
  /** The visited state, or the one that contains the sequence; undefined at the machine's start. */
  readonly visit: Visit | undefined;
  readonly iteration: number | undefined;
}

/** Returns the visits of states from an execution's events, oldest first. An event names the one before it. */
export function pathOf(execution: Pick<ExecutionState, "events" | "status" | "started" | "waiting">): PathStep[] {
  const { events, status, started, waiting } = execution;
  const visits: Visit[] = [];
  const positions = new Map<unknown, Position>();
  for (const event of events) {
    const { id, previousEventId } = event;
    const before = positions.get(previousEventId) ?? { visit: undefined, iteration: undefined };
    const visit = enteredVisit(event, before);
    if (visit !== undefined) visits.push(visit);
    positions.set(id, visit === undefined ? follow(event, before) : { visit, iteration: undefined });
  }
  const tokens = new Map(waiting.map(({ enteredId, token }) => [enteredId, token]));
  const failedIds = status === "RUNNING" || status === "SUCCEEDED" ? undefined : openAtEnd(visits);
  return visits.map((visit) => shown(visit, { started, status, token: tokens.get(visit.id), failedIds }));
}

function timeOf({ timestamp }: Event): number {
  return Number(timestamp) * 1_000;
}

function detailsOf(event: Event): Details {
  const [, details = {}] = Object.entries(event).find(([key]) => key.endsWith("EventDetails")) ?? [];
  return details as Details;
}

function textIn(details: Details, key: string): string | undefined {
  const value = details[key];
  return typeof value === "string" ? value : undefined;
}

function enteredVisit(event: Event, before: Position): Visit | undefined {
  const type = String(event["type"]);
  if (!type.endsWith("StateEntered")) return undefined;
  const details = detailsOf(event);
  return {
    id: Number(event["id"]),
    name: String(details["name"]),
    type: type.slice(0, -"StateEntered".length),
    parent: before.visit,
    iteration: before.iteration,
    enteredAt: timeOf(event),
    input: textIn(details, "input") ?? "",
    ...{ attempts: [], exitedAt: undefined, output: undefined, assigned: [] },
  };
}

/** Applies an event to the visit of the event before it. @returns where the next event continues */
function follow(event: Event, before: Position): Position {
  const type = String(event["type"]);
  const { visit } = before;
  if (visit === undefined) return before;
  if (type.endsWith("StateExited")) return exit(visit, event);
  if (type === "MapIterationStarted") return { visit, iteration: Number(detailsOf(event)["index"]) };
  // The sequence of an iteration ends here, and its Map state continues.
  if (/^MapIteration(?:Succeeded|Failed|Aborted)$/.test(type))
    return { visit: containerOf(before, event), iteration: undefined };
  const around = /^(?:Map|Parallel)State(?:Succeeded|Failed)$/.exec(type) ? ownerOf(visit, type) : visit;
  attempt(around, event, type);
  return { visit: around, iteration: before.iteration };
}

/** A sequence that has ended belongs to the state around it, in which a next state may follow. */
function exit(visit: Visit, event: Event): Position {
  const details = detailsOf(event);
  const owner = visit.name === details["name"] ? visit : ancestorNamed(visit, String(details["name"]));
  owner.exitedAt = timeOf(event);
  owner.output = textIn(details, "output");
  owner.assigned = Object.entries((details["assignedVariables"] ?? {}) as Record<string, string>);
  return { visit: owner.parent, iteration: owner.iteration };
}

function containerOf({ visit }: Position, event: Event): Visit | undefined {
  return visit && ancestorNamed(visit, String(detailsOf(event)["name"]));
}

function ancestorNamed(visit: Visit, name: string): Visit {
  for (let each: Visit | undefined = visit; each !== undefined; each = each.parent) if (each.name === name) return each;
  return visit;
}

/** Returns the nearest Map or Parallel state, to which the end of its branches belongs. */
function ownerOf(visit: Visit, type: string): Visit {
  const kind = type.startsWith("Map") ? "Map" : "Parallel";
  for (let each: Visit | undefined = visit; each !== undefined; each = each.parent) if (each.type === kind) return each;
  return visit;
}

const scheduled = /^(?:Task|LambdaFunction|Activity)Scheduled$/;
const ended = /^(?:Task|LambdaFunction|Activity|MapRun|(?:Map|Parallel)State)(Succeeded|Failed|TimedOut)$/;
const notScheduled = /(?:ScheduleFailed|StartFailed|SubmitFailed)$/;

function attempt({ attempts }: Visit, event: Event, type: string): void {
  const details = detailsOf(event);
  if (scheduled.test(type)) {
    const names = [textIn(details, "resourceType"), textIn(details, "resource")];
    attempts.push({ ...open(event), resource: names.filter((name) => name !== undefined).join(":") });
    return;
  }
  const [, result = notScheduled.test(type) ? "Failed" : undefined] = ended.exec(type) ?? [];
  if (result === undefined) return;
  if (result === "Succeeded" && !/^(?:Task|Lambda|Activity)/.test(type)) return;
  let last = attempts.at(-1);
  if (last === undefined || last.end !== undefined) attempts.push((last = open(event)));
  last.end = timeOf(event);
  last.failed = result !== "Succeeded";
  last.error = last.failed
    ? (textIn(details, "error") ?? (result === "TimedOut" ? "States.Timeout" : undefined))
    : undefined;
  last.cause = textIn(details, "cause");
}

function open(event: Event): Attempt {
  return { resource: undefined, at: timeOf(event), end: undefined, error: undefined, cause: undefined, failed: false };
}

/** Returns the ids of the state at which an execution ended, and of the states around it. */
function openAtEnd(visits: readonly Visit[]): ReadonlySet<number> {
  const last = visits.findLast(({ exitedAt }) => exitedAt === undefined);
  const ids = new Set<number>();
  for (let each = last; each !== undefined; each = each.parent) ids.add(each.id);
  return ids;
}

interface Surroundings {
  readonly started: number;
  readonly status: string;
  readonly token: string | undefined;
  /** Ids of the visits at which the execution failed. */
  readonly failedIds: ReadonlySet<number> | undefined;
}

function shown(visit: Visit, surroundings: Surroundings): PathStep {
  const { id, name, type, parent, iteration, enteredAt, exitedAt, input, output, assigned, attempts } = visit;
  return {
    ...{ id, name, type, iteration, parent: parent?.id, token: surroundings.token },
    status: statusOf(visit, surroundings),
    at: Math.round(enteredAt - surroundings.started),
    millis: exitedAt === undefined ? undefined : Math.round(exitedAt - enteredAt),
    input: truncateText(input, maxShown),
    output: output === undefined ? undefined : truncateText(output, maxShown),
    assigned: assigned.map(([variable, value]) => [variable, truncateText(value, maxShown)] as const),
    attempts: attempts.map(shownAttempt),
  };
}

function shownAttempt({ resource, failed, error, cause, at, end }: Attempt): StepAttempt {
  const millis = end === undefined ? undefined : Math.round(end - at);
  return { resource, failed, error, millis, cause: cause === undefined ? undefined : truncateText(cause, maxShown) };
}

function statusOf({ id, exitedAt, attempts }: Visit, { status, failedIds }: Surroundings): PathStep["status"] {
  if (exitedAt !== undefined) return attempts.at(-1)?.failed === true ? "caught" : "succeeded";
  if (status === "RUNNING") return "running";
  return failedIds?.has(id) === true && status !== "ABORTED" ? "failed" : "aborted";
}
