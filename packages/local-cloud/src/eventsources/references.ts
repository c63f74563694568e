import { knownText } from "../kernel/checks";
import { Refusal } from "../kernel/errors";
import { ofType, type Declared, type Program } from "../kernel/resources";
import { nameOf } from "./functionNames";
import { isQueueArn, isTableStreamArn } from "./mapping";

/**
 * Rejects a mapping of a function, a queue or a stream that does not exist. A program that refers to another stack may
 * map resources of that stack.
 *
 * @throws Refusal
 */
export function checkReferences({ resources, reads = [] }: Pick<Program, "resources" | "reads">): void {
  const all = [...resources, ...reads];
  if (all.some(({ type }) => type === "pulumi:pulumi:StackReference")) return;
  for (const { name, state } of ofType(resources, "aws:lambda/eventSourceMapping:EventSourceMapping")) {
    const message = functionFault(state, all) ?? sourceFault(state, all);
    if (message === undefined) continue;
    const answer = { statusCode: 400, code: "InvalidParameterValueException", message };
    throw new Refusal(`event source mapping ${name}`, answer);
  }
}

function functionFault(state: Declared["state"], all: readonly Declared[]): string | undefined {
  const functionName = knownText(state, "functionName");
  if (functionName === undefined) return undefined;
  const functions = ofType(all, "aws:lambda/function:Function");
  const name = nameOf({ functionName });
  return functions.some((fn) => fn.state["name"] === name) ? undefined : "Function does not exist";
}

/** Returns Lambda's message (recorded: event-source-mappings/dynamodb-unknown-stream). */
function sourceFault(state: Declared["state"], all: readonly Declared[]): string | undefined {
  const arn = knownText(state, "eventSourceArn");
  if (arn === undefined) return undefined;
  if (isTableStreamArn(arn)) {
    const tables = ofType(all, "aws:dynamodb/table:Table");
    return tables.some((table) => table.state["streamArn"] === arn) ? undefined : `Stream not found: ${arn}`;
  }
  if (!isQueueArn(arn) || ofType(all, "aws:sqs/queue:Queue").some((queue) => queue.state["arn"] === arn))
    return undefined;
  return "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.";
}
