import { functionAccess, parseInvoke, type InvokeCall } from "./invokeRequest";
import { authorizeFunction } from "../../kernel/policies/functionAccess";
import { functions, InvokeRefused, type InvokeAnswer, type InvokeRequest } from "../../kernel/interfaces/functions";
import type { EndpointAnswer, EndpointRequest, EndpointService } from "../../kernel/protocols/serviceEndpoint";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import { headerOfTrace, newTrace } from "../../kernel/facts/traces";

/** Lambda's operation Invoke at the endpoint of the SDKs. */
export function invokeService(registry: ServiceRegistry): EndpointService {
  return {
    signingName: "lambda",
    handles: (request) => parseInvoke(request) !== undefined,
    answer: (request) => {
      const call = parseInvoke(request)!;
      return answerCall(registry, request, { call, invoke: () => invoke(registry, request, call) });
    },
    refuse: ({ code, message, statusCode }) => errorAnswer(new InvokeRefused({ code, message, statusCode })),
  };
}

/** Checks the caller's permission, and then answers. */
export async function answerCall(
  registry: ServiceRegistry,
  request: EndpointRequest,
  { call, invoke }: { readonly call: InvokeCall; readonly invoke: () => Promise<EndpointAnswer> },
): Promise<EndpointAnswer> {
  const access = functionAccess(call, request.region);
  const authorized = authorizeFunction(registry, request.principal!, access);
  const resources = [access.functionArn];
  if (authorized.denial !== undefined) {
    const denied = { code: "AccessDeniedException", message: authorized.denial, statusCode: 403 };
    return { ...errorAnswer(new InvokeRefused(denied)), resources, authorized };
  }
  return { ...(await invoke()), resources, authorized };
}

async function invoke(registry: ServiceRegistry, request: EndpointRequest, call: InvokeCall): Promise<EndpointAnswer> {
  try {
    return successAnswer(await startInvoke(registry, request, { call }));
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    return errorAnswer(error);
  }
}

/** Calls the function of a request. @throws InvokeRefused */
export async function startInvoke(
  registry: ServiceRegistry,
  request: EndpointRequest,
  { call, onChunk }: { readonly call: InvokeCall } & Pick<InvokeRequest, "onChunk">,
): Promise<InvokeAnswer> {
  const { qualifier, functionName } = call;
  const { headers, traceHeader = headerOfTrace(newTrace(Date.now())) } = request;
  return registry.use(functions).invoke({
    functionName,
    ...(qualifier === undefined ? {} : { qualifier }),
    ...optionsOf(headers),
    // An empty body is an event without content.
    ...(request.body.length === 0 ? {} : { payload: request.body }),
    ...(onChunk === undefined ? {} : { onChunk }),
    traceId: traceHeader,
    detectsLoops: true,
  });
}

/** Reads the headers (Lambda API reference, Invoke). @throws InvokeRefused */
function optionsOf(headers: EndpointRequest["headers"]) {
  const text = (name: string) => (typeof headers[name] === "string" ? headers[name] : undefined);
  const invocationType = oneOf(text("x-amz-invocation-type"), "invocationType", types);
  const logType = oneOf(text("x-amz-log-type"), "logType", logTypes);
  const context = text("x-amz-client-context");
  return {
    ...(invocationType === undefined ? {} : { invocationType }),
    ...(logType === undefined ? {} : { logType }),
    ...(context === undefined ? {} : { clientContext: clientContextOf(context) }),
  };
}

const types = ["Event", "RequestResponse", "DryRun"] as const;
const logTypes = ["None", "Tail"] as const;

function oneOf<T extends string>(value: string | undefined, member: string, values: readonly T[]): T | undefined {
  const found = values.find((each) => each === value);
  if (value === undefined || found !== undefined) return found;
  const message = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(", ")}]`;
  throw new InvokeRefused({ statusCode: 400, code: "ValidationException", message });
}

/** @returns JSON text. @throws InvokeRefused */
function clientContextOf(base64: string): string {
  const text = Buffer.from(base64, "base64").toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    const message = "Client context must be a valid Base64-encoded JSON object.";
    throw new InvokeRefused({ statusCode: 400, code: "InvalidRequestContentException", message });
  }
}

function successAnswer(answer: InvokeAnswer): EndpointAnswer {
  const { statusCode, requestId, functionError, executedVersion, payload, logTail } = answer;
  const headers = {
    "Content-Type": "application/json",
    "x-amzn-RequestId": requestId,
    ...(executedVersion === undefined ? {} : { "X-Amz-Executed-Version": executedVersion }),
    ...(functionError === undefined ? {} : { "X-Amz-Function-Error": functionError }),
    ...(logTail === undefined ? {} : { "X-Amz-Log-Result": Buffer.from(logTail).toString("base64") }),
  };
  return { statusCode, headers, body: payload, operation: "Invoke" };
}

/** Errors whose message has an upper-case name in Lambda's API model. The others have `message`. */
const upperCased = ["AccessDeniedException", "RecursiveInvocationException", "ResourceNotFoundException"];

/** Returns an error in the form of Lambda's API. */
export function errorAnswer(
  { code, message, statusCode, reason }: InvokeRefused,
  operation = "Invoke",
): EndpointAnswer {
  const body = {
    Type: "User",
    ...(upperCased.includes(code) ? { Message: message } : { message }),
    ...(reason === undefined ? {} : { Reason: reason }),
  };
  const headers = { "Content-Type": "application/json", "x-amzn-ErrorType": code };
  return { statusCode, headers, body: JSON.stringify(body), operation, errorType: code };
}
