import type { Declared } from "@onemachine/local-cloud";
import type { BilledAmount } from "./lines";
import type { Traffic } from "./traffic";

type Json = Readonly<Record<string, unknown>>;

/** Transitions, executions and calls of one execution, if no state fails. Each state is entered once. */
export interface ExecutionWork {
  /** State transitions of the execution, and of the standard executions of its maps. */
  readonly transitions: number;
  /** Express executions, with the calls that each waits for. */
  readonly express: readonly { readonly count: number; readonly calls: number }[];
  /** Calls by the ARN or name of the function. */
  readonly calls: readonly { readonly function: string; readonly count: number }[];
}

const nothing: ExecutionWork = { transitions: 0, express: [], calls: [] };

/** Express executions are billed in chunks of 64 MB and 100 ms (Step Functions pricing). */
const chunk = { gigabytes: 1 / 16, millis: 100 };

/** Returns what one execution of a machine causes. @param pageItems iterations of a map */
export function executionWork({ state }: Declared, pageItems: number): ExecutionWork {
  return runOf(parsed(state["definition"]), { isExpress: state["type"] === "EXPRESS", count: 1, pageItems });
}

/** Returns what executions cost, without the calls of functions. */
export function executionAmounts(machine: Declared, executions: number, traffic: Traffic): BilledAmount[] {
  const { transitions, express } = executionWork(machine, traffic.pageItems);
  const seconds = (calls: number) =>
    (Math.ceil((calls * traffic.durationMillis) / chunk.millis) * chunk.millis) / 1_000;
  return [
    { price: "stateTransitions", quantity: executions * transitions },
    ...express.flatMap(({ count, calls }): BilledAmount[] => [
      { price: "expressRequests", quantity: executions * count },
      { price: "expressDuration", quantity: executions * count * seconds(Math.max(1, calls)) * chunk.gigabytes },
    ]),
  ];
}

interface Executions {
  readonly isExpress: boolean;
  readonly count: number;
  readonly pageItems: number;
}

/** Sums up executions of a sequence of states. */
function runOf(block: Json, executions: Executions): ExecutionWork {
  const { isExpress, count } = executions;
  const work = statesOf(block, executions);
  const calls = work.calls.reduce((sum, each) => sum + each.count, 0) / Math.max(1, count);
  if (!isExpress) return work;
  return { ...work, transitions: 0, express: [...work.express, { count, calls }] };
}

function statesOf(block: Json, executions: Executions): ExecutionWork {
  return reachable(block)
    .map((state) => sum([{ ...nothing, transitions: executions.count }, workOf(state, executions)]))
    .reduce((all, each) => sum([all, each]), nothing);
}

function workOf(state: Json, executions: Executions): ExecutionWork {
  const { count, pageItems } = executions;
  if (state["Type"] === "Task") return { ...nothing, calls: callsOf(state, count) };
  if (state["Type"] === "Parallel") {
    return sum((state["Branches"] as Json[]).map((branch) => statesOf(branch, executions)));
  }
  if (state["Type"] !== "Map") return nothing;
  const processor = (state["ItemProcessor"] ?? state["Iterator"] ?? {}) as Json;
  const { Mode, ExecutionType } = (processor["ProcessorConfig"] ?? {}) as Json;
  if (Mode !== "DISTRIBUTED") return statesOf(processor, { ...executions, count: count * pageItems });
  const { MaxItemsPerBatch = 1 } = (state["ItemBatcher"] ?? {}) as { MaxItemsPerBatch?: unknown };
  const perBatch = typeof MaxItemsPerBatch === "number" ? MaxItemsPerBatch : 1;
  const children = count * Math.ceil(pageItems / perBatch);
  return runOf(processor, { isExpress: ExecutionType === "EXPRESS", count: children, pageItems });
}

function callsOf(state: Json, count: number): ExecutionWork["calls"] {
  const resource = String(state["Resource"]);
  const parameters = (state["Arguments"] ?? state["Parameters"] ?? {}) as Json;
  const isInvoke = /:states:[\w-]*:\d*:lambda:invoke/.test(resource);
  const name = isInvoke ? parameters["FunctionName"] : /:lambda:.*:function:/.test(resource) ? resource : undefined;
  return typeof name === "string" ? [{ function: name, count }] : [];
}

/** Returns the states that follow the first one without an error. */
function reachable({ StartAt, States = {} }: Json): Json[] {
  const states = States as Readonly<Record<string, Json | undefined>>;
  const found = new Set<string>();
  const waiting = [String(StartAt)];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const state = states[name];
    if (state === undefined || found.has(name)) continue;
    found.add(name);
    const choices = (state["Choices"] ?? []) as Json[];
    const next = [state["Next"], state["Default"], ...choices.map((each) => each["Next"])];
    waiting.push(...next.filter((each) => typeof each === "string"));
  }
  return [...found].map((name) => states[name]!);
}

function sum(works: readonly ExecutionWork[]): ExecutionWork {
  return {
    transitions: works.reduce((all, each) => all + each.transitions, 0),
    express: works.flatMap(({ express }) => express),
    calls: works.flatMap(({ calls }) => calls),
  };
}

function parsed(definition: unknown): Json {
  try {
    return JSON.parse(String(definition)) as Json;
  } catch {
    return {};
  }
}
