import { knownNumber, knownText } from "../kernel/checks";
import { Refusal } from "../kernel/errors";
import { functions } from "../kernel/interfaces/functions";
import { queues } from "../kernel/interfaces/queues";
import { ofType, type Program, type Properties } from "../kernel/resources";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { streams } from "../kernel/interfaces/streams";
import { nameOf, qualifierOf } from "./functionNames";
import { isQueueArn, isTableStreamArn, mappingType } from "./mapping";

/** The resources that a mapping refers to. */
export interface Referred {
  /** Returns the timeout of a function in seconds; undefined if it does not exist. */
  functionTimeout(functionName: string): number | undefined;
  /** Returns the visibility timeout of a queue in seconds; undefined if it does not exist. */
  visibilityTimeout(queueArn: string): number | undefined;
  hasStream(streamArn: string): boolean;
}

/** Default timeouts in seconds (API references of Lambda and SQS). */
const defaults = { function: 3, queue: 30 };

/** Returns the resources that a program declares or reads. */
function declaredIn({ resources, reads = [] }: Pick<Program, "resources" | "reads">): Referred {
  const all = [...resources, ...reads];
  const stateOf = (type: string, property: string, value: string) =>
    ofType(all, type).find(({ state }) => state[property] === value)?.state;
  return {
    functionTimeout: (functionName) => {
      const state = stateOf("aws:lambda/function:Function", "name", nameOf({ functionName }));
      return state && (knownNumber(state, "timeout") ?? defaults.function);
    },
    visibilityTimeout: (queueArn) => {
      const state = stateOf("aws:sqs/queue:Queue", "arn", queueArn);
      return state && (knownNumber(state, "visibilityTimeoutSeconds") ?? defaults.queue);
    },
    hasStream: (arn) => stateOf("aws:dynamodb/table:Table", "streamArn", arn) !== undefined,
  };
}

/** Returns the resources of a run, including those that functions have created. */
export function runningIn(registry: ServiceRegistry): Referred {
  return {
    functionTimeout: (functionName) => {
      const [name, qualifier = "$LATEST"] = [nameOf({ functionName }), qualifierOf({ functionName })];
      const found = registry.use(functions).descriptions.find((each) => each.name === name);
      if (found === undefined) return undefined;
      const isKnown =
        qualifier === "$LATEST" || found.versions.includes(qualifier) || Object.hasOwn(found.aliases, qualifier);
      return isKnown ? found.timeoutSeconds : undefined;
    },
    visibilityTimeout: (queueArn) => registry.use(queues).describe(queueArn)?.visibilityTimeout,
    hasStream: (StreamArn) => registry.use(streams).call("DescribeStream", { StreamArn }) !== undefined,
  };
}

/**
 * Rejects a mapping of a function, a queue or a stream that does not exist. A program that refers to another stack may
 * map resources of that stack.
 *
 * @throws Refusal
 */
export function checkReferences(program: Pick<Program, "resources" | "reads">): void {
  if (refersToStacks(program)) return;
  const referred = declaredIn(program);
  for (const { name, state } of ofType(program.resources, mappingType)) refuseReferences(name, state, referred);
}

/** Returns whether resources of other stacks may be mapped. */
export function refersToStacks({ resources, reads = [] }: Pick<Program, "resources" | "reads">): boolean {
  return [...resources, ...reads].some(({ type }) => type === "pulumi:pulumi:StackReference");
}

/** @throws Refusal */
export function refuseReferences(name: string, state: Properties, referred: Referred): void {
  const message = referenceFault(state, referred);
  if (message === undefined) return;
  const answer = { statusCode: 400, code: "InvalidParameterValueException", message };
  throw new Refusal(`event source mapping ${name}`, answer);
}

/** Returns Lambda's message. It checks the function first (recorded: event-source-mappings/no-function, dynamodb-unknown-stream). */
function referenceFault(state: Properties, referred: Referred): string | undefined {
  const functionName = knownText(state, "functionName");
  const timeout = functionName === undefined ? undefined : referred.functionTimeout(functionName);
  if (functionName !== undefined && timeout === undefined) return "Function does not exist";
  const arn = knownText(state, "eventSourceArn");
  if (arn === undefined) return undefined;
  if (isTableStreamArn(arn)) return referred.hasStream(arn) ? undefined : `Stream not found: ${arn}`;
  return isQueueArn(arn) ? queueFault(referred.visibilityTimeout(arn), timeout) : undefined;
}

/** @param visibility timeout of the queue @param timeout of the function; both in seconds */
function queueFault(visibility: number | undefined, timeout: number | undefined): string | undefined {
  if (visibility === undefined) {
    return "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.";
  }
  return timeout !== undefined && visibility < timeout
    ? `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`
    : undefined;
}
