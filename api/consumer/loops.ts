import type { Declaration, Declarations } from "../kinds";
import { tasksOf } from "../workflow/tasks";
import type { Consumer } from "./consumer";
import { declarationOf, type Source } from "./sources";

/** Actions that cause events of a source, by its kind. */
const causingActions: Readonly<Record<Exclude<Source["kind"], "bucket" | "schedule">, readonly string[]>> = {
  stream: ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"],
  queue: ["SendMessage"],
  topic: ["Publish"],
  bus: ["PutEvents"],
};

/** Actions that cause a change of an object. */
const changingActions = { created: ["PutObject"], removed: ["DeleteObject", "DeleteObjectVersion"] } as const;

/** A consumer or a task of a workflow. */
interface Caller {
  readonly name: string;
  readonly access: Readonly<Record<string, readonly string[]>>;
  readonly declarations: Declarations;
}

/** An action of a function that causes the call of another one. */
interface Call {
  /** For messages, such as `PutItem on rows`. */
  readonly cause: string;
  readonly called: Caller;
}

/**
 * Returns a sentence for each consumer that may cause the events of its own source, by itself or through other consumers
 * and tasks of workflows. Lambda stops loops through SQS, SNS and S3 after about 16 calls, and none through a table's
 * stream or a bus (Lambda Developer Guide, "Use Lambda recursive loop detection").
 */
export function findLoops(consumers: readonly Consumer[]): string[] {
  const reported = new Set<string>();
  return consumers.flatMap((consumer) => {
    const own = callsOf(consumer, consumers).filter(({ called }) => called.name === consumer.name);
    const through = findWayBack(consumer, consumers);
    const names = through.map(({ called }) => called.name);
    const loop = [...names].sort().join();
    const isNew = through.length > 0 && !reported.has(loop);
    reported.add(loop);
    return [
      ...own.map(
        ({ cause }) =>
          `consumer ${consumer.name} may call itself: ${cause} causes events of its source; make sure that it ends`,
      ),
      ...(isNew ? [describeLoop(consumer.name, through)] : []),
    ];
  });
}

function describeLoop(name: string, calls: readonly Call[]): string {
  const others = calls.slice(0, -1).map(({ called }) => called.name);
  const steps = calls.map(({ cause, called }) => `${cause} calls ${called.name}`);
  return `consumer ${name} may call itself through ${others.join(" and ")}: ${steps.join(", ")}; make sure that it ends`;
}

/** Returns the shortest chain of calls from a consumer through other functions to itself; empty without one. */
function findWayBack(consumer: Consumer, consumers: readonly Consumer[]): readonly Call[] {
  const visited = new Set<string>([consumer.name]);
  let chains: (readonly Call[])[] = [[]];
  while (chains.length > 0) {
    const longer: (readonly Call[])[] = [];
    for (const chain of chains) {
      const caller = chain.at(-1)?.called ?? consumer;
      for (const call of callsOf(caller, consumers)) {
        if (call.called.name === consumer.name && chain.length > 0) return [...chain, call];
        if (visited.has(call.called.name)) continue;
        visited.add(call.called.name);
        longer.push([...chain, call]);
      }
    }
    chains = longer;
  }
  return [];
}

/** Returns the calls that a function may cause, one for each function and declaration. */
function callsOf({ access, declarations }: Caller, consumers: readonly Consumer[]): Call[] {
  return Object.entries(access).flatMap(([key, actions]) => {
    const declaration = declarations[key];
    if (declaration === undefined) return [];
    return [...calledBy(declaration, consumers)].flatMap(([called, causing]) => {
      const action = actions.find((each) => causing.includes(each));
      return action === undefined ? [] : [{ cause: `${action} on ${key}`, called }];
    });
  });
}

/** Returns the functions that a declaration calls, with the actions that cause it. */
function* calledBy(
  declaration: Declaration,
  consumers: readonly Consumer[],
): Generator<readonly [called: Caller, causing: readonly string[]]> {
  if (declaration.kind === "workflow") {
    for (const task of tasksOf(declaration)) yield [task, ["StartExecution"]];
  }
  for (const consumer of consumers) {
    if (declarationOf(consumer.from) === declaration) yield [consumer, actionsCausing(consumer.from)];
  }
}

function actionsCausing(from: Source): readonly string[] {
  if (from.kind === "bucket") return from.changes.flatMap((change) => changingActions[change]);
  return from.kind === "schedule" ? [] : causingActions[from.kind];
}
