import { UserError } from "../../kernel/errors";
import { machineContents, type ExecutionState, type MachineContents } from "../../kernel/interfaces/machineContents";
import type { Run } from "../../kernel/service";
import { optionalTextIn, textIn, type CommandInput } from "../commandInput";
import { pathOf } from "./executionPath";
import { drawMachine } from "./machineDrawing";
import type { ExecutionDetail, MachineDetail, PathStep } from "./machineWire";
import type { Observer } from "../record/observer";
import { truncateText } from "../record/truncate";

/** Maximum numbers of listed executions, and of shown visits of states. */
const maxListed = 100;
const maxSteps = 500;

/** Returns all machines, or one with its executions. @returns undefined for an unknown machine */
export function askMachines({ registry }: Run, machineArn: string): object | undefined {
  const contents = registry.use(machineContents);
  if (machineArn === "") return contents.states;
  const state = contents.states.find(({ arn }) => arn === machineArn);
  if (state === undefined) return undefined;
  const drawing = drawMachine(contents.definition(machineArn)!);
  const detail: MachineDetail = { ...state, drawing, executions: contents.executions(machineArn, maxListed) };
  return detail;
}

/** Returns an execution with its path as JSON text; undefined if it is not kept. */
export function askExecution({ registry }: Run, observer: Observer, executionArn: string): string | undefined {
  const execution = registry.use(machineContents).execution(executionArn);
  return execution && observer.hide(JSON.stringify(detailOf(execution, observer)));
}

function detailOf(execution: ExecutionState, observer: Observer): ExecutionDetail {
  const { definition, events: _events, waiting: _waiting, input, output, ...rest } = execution;
  const steps = pathOf(execution);
  return {
    ...rest,
    input: truncateText(input),
    output: output === undefined ? undefined : truncateText(output),
    request: execution.trace === undefined ? undefined : observer.requests.causeOf(execution.trace),
    drawing: drawMachine(definition),
    steps: steps.slice(-maxSteps),
    droppedSteps: Math.max(0, steps.length - maxSteps),
    visits: visitsOf(steps),
  };
}

function visitsOf(steps: readonly PathStep[]): ExecutionDetail["visits"] {
  const visits: Record<string, Partial<Record<PathStep["status"], number>>> = {};
  for (const { name, status } of steps) {
    const counts = (visits[name] ??= {});
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return visits;
}

/** Starts, stops or redrives an execution, or ends a task with its token. @throws UserError */
export function commandMachine({ registry }: Run, given: CommandInput): object {
  const what = given["do"];
  const act = typeof what === "string" && Object.hasOwn(actions, what) ? actions[what] : undefined;
  if (act !== undefined) return act(registry.use(machineContents), given);
  const names = Object.keys(actions).map((name) => JSON.stringify(name));
  throw new UserError(`do must be ${names.slice(0, -1).join(", ")} or ${names.at(-1)!}, not ${JSON.stringify(what)}`);
}

type Action = (contents: MachineContents, given: CommandInput) => object;

const actions: Readonly<Record<string, Action>> = {
  start: (contents, given) => {
    const [name, input] = [optionalTextIn(given, "name"), optionalTextIn(given, "input")];
    return { execution: contents.start(textIn(given, "machine"), { name, input }) };
  },
  stop: (contents, given) => {
    contents.stop(textIn(given, "execution"));
    return {};
  },
  redrive: (contents, given) => {
    contents.redrive(textIn(given, "execution"));
    return {};
  },
  success: (contents, given) => {
    contents.succeed(textIn(given, "token"), textIn(given, "output"));
    return {};
  },
  failure: (contents, given) => {
    const [error, cause] = [optionalTextIn(given, "error"), optionalTextIn(given, "cause")];
    contents.fail(textIn(given, "token"), error, cause);
    return {};
  },
};
