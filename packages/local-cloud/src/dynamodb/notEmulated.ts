import { notEmulated, operations } from "../kernel/dynamodbPackage";
import { refused, type EngineResponse } from "./engine";

/** The answer to an operation that cannot be carried out whatever the caller may do; undefined for any other. */
export function operationRefusal(operation: string): EngineResponse | undefined {
  if (operations.has(operation)) return undefined;
  return notEmulated.has(operation)
    ? refused("NotEmulatedException", `the local cloud does not emulate DynamoDB's ${operation}: nothing was done`)
    : refused("UnknownOperationException");
}
