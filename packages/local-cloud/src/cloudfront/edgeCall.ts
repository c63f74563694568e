import { functions, InvokeRefused } from "../kernel/interfaces/functions";
import { headerOfTrace } from "../kernel/facts/traces";
import { EdgeError } from "./errorPage";
import type { Exchange } from "./exchange";
import type { EventType } from "./model";
import { invalidResult } from "./edgeHeaders";

/** Splits the ARN of a published version. */
export function splitVersion(arn: string): { readonly name: string; readonly version: string } {
  const [, name = arn, version = ""] = /:function:([^:]+):(\d+)$/.exec(arn) ?? [];
  return { name, version };
}

/**
 * Calls the version of a function, and returns what it returned. Replicas of Lambda@Edge need no permission of the
 * function to be called.
 *
 * @throws EdgeError if the function is throttled, fails, or returns no JSON.
 */
export async function callEdge(
  { run: { registry }, trace, called }: Pick<Exchange, "run" | "trace" | "called">,
  { type, functionArn, event }: { readonly type: EventType; readonly functionArn: string; readonly event: object },
): Promise<unknown> {
  called.push(type);
  const { name, version } = splitVersion(functionArn);
  const call = {
    functionName: name,
    qualifier: version,
    payload: JSON.stringify(event),
    traceId: headerOfTrace(trace),
  };
  const answer = await registry
    .use(functions)
    .invoke(call)
    .catch((error: unknown) => {
      throw error instanceof InvokeRefused ? refusedCall(name, error) : error;
    });
  if (answer.functionError !== undefined) {
    throw executionError(`the function ${name} failed`);
  }
  try {
    return JSON.parse(answer.payload === "" ? "null" : answer.payload) as unknown;
  } catch {
    throw invalidResult("The function returned an invalid json.", `the function ${name} returned no JSON`);
  }
}

/** CloudFront Developer Guide, "HTTP 503 status code (Service Unavailable)". */
function refusedCall(name: string, { code, message }: InvokeRefused): EdgeError {
  if (code !== "TooManyRequestsException") return executionError(`the function ${name} was not called: ${message}`);
  const page = "The Lambda function associated with the CloudFront distribution was throttled.";
  return new EdgeError(503, page, { result: "LambdaLimitExceeded", reason: `the function ${name} is throttled` });
}

function executionError(reason: string): EdgeError {
  const page =
    "The Lambda function associated with the CloudFront distribution is invalid or doesn't have the required permissions.";
  return new EdgeError(503, page, { result: "LambdaExecutionError", reason });
}
