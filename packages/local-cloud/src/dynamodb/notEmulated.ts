import { notEmulated, operations } from "../kernel/dynamodbPackage";
import { errorResponse, type EngineResponse } from "./engine";

/** Returns the response to an operation that is not emulated, whatever IAM allows; undefined for other operations. */
export function operationRefusal(operation: string): EngineResponse | undefined {
  if (operations.has(operation)) return undefined;
  return notEmulated.has(operation)
    ? errorResponse(
        "NotEmulatedException",
        `the local cloud does not emulate DynamoDB's ${operation}: nothing was done`,
      )
    : errorResponse("UnknownOperationException");
}
