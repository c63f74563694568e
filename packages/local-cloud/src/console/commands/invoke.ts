import { UserError } from "../../kernel/errors";
import { functions, InvokeRefused, type InvokeAnswer } from "../../kernel/interfaces/functions";
import type { Run } from "../../kernel/service";
import { headerOfTrace, newTrace } from "../../kernel/facts/traces";
import { shownSteps } from "../record/caused";
import { optionalTextIn, textIn, type CommandInput } from "../commandInput";
import type { FlowStep, FunctionDetail, InvokeResult } from "../eventWire";
import { mappingsOf } from "../record/mappings";
import type { Observer } from "../record/observer";
import { samplesOf } from "./samples";

/** Returns qualifiers, sample events and mappings of a function; undefined for an unknown function. */
export function askFunction(run: Run, observer: Observer, name: string): FunctionDetail | undefined {
  const described = run.registry.use(functions).descriptions.find((each) => each.name === name);
  if (described === undefined) return undefined;
  const { aliases, versions } = described;
  return {
    qualifiers: ["$LATEST", ...Object.keys(aliases), ...versions.filter((version) => version !== "$LATEST")],
    samples: samplesOf(run, observer.resources, name),
    mappings: mappingsOf(run, observer.batches, name),
  };
}

/** Calls a function without a permission, as a role that may invoke every function does. @throws UserError */
export async function invokeFunction(run: Run, observer: Observer, given: CommandInput): Promise<InvokeResult> {
  const [functionName, payload] = [textIn(given, "function"), textIn(given, "payload")];
  const qualifier = optionalTextIn(given, "qualifier");
  checkJson(payload);
  const trace = newTrace(run.clock.now());
  observer.requests.flows.start(trace);
  const started = performance.now();
  const request = { functionName, payload, logType: "Tail" as const, traceId: headerOfTrace(trace) };
  const answer: Answer = await run.registry
    .use(functions)
    .invoke({ ...request, ...(qualifier === undefined ? {} : { qualifier }) })
    .catch(answerOfRefusal);
  const { statusCode: status, executedVersion: version, requestId, payload: text, logTail = "" } = answer;
  return {
    ...{ status, version, requestId, trace, error: answer.functionError ?? answer.refusal },
    millis: performance.now() - started,
    payload: observer.hide(text),
    log: observer.hide(logTail),
  };
}

/** Returns what a call from the console has caused so far. */
export function askCaused({ requests }: Observer, trace: string): FlowStep[] {
  const steps = requests.flows.of(trace);
  const [first] = steps;
  return first === undefined ? [] : shownSteps(steps, first.at - (first.millis ?? 0));
}

/** @throws UserError */
function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new UserError(`the event is not JSON: ${(error as Error).message}`);
  }
}

type Answer = Pick<InvokeAnswer, "statusCode" | "payload"> & Partial<InvokeAnswer> & { readonly refusal?: string };

/** Returns the answer for a call that Lambda rejects. @throws any other error */
function answerOfRefusal(error: unknown): Answer {
  if (!(error instanceof InvokeRefused)) throw error;
  return { statusCode: error.statusCode, refusal: error.code, payload: JSON.stringify({ message: error.message }) };
}
