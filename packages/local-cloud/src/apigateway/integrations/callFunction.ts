import { arn, roleSession } from "../../kernel/identity";
import {
  InvokeRefused,
  type FunctionInvoker,
  type InvokeAnswer,
  type InvokeRequest,
} from "../../kernel/interfaces/functions";
import type { Authorizer as Iam } from "../../kernel/interfaces/authorization";
import type { LogSink } from "../../kernel/facts/logSink";
import type { Method } from "../declared/model";
import { GatewayError, internalServerError } from "../exchange/errors";
import type { Exchange } from "../exchange/exchange";
import { mapsForbiddenHeader } from "../exchange/headerNames";
import { functionOf } from "./functionUri";
import { withinTimeout } from "./withinTime";

/** Largest event of a synchronous invocation in bytes (Lambda quotas). */
const maxEventBytes = 6_291_456;

export interface FunctionServices {
  readonly functions: FunctionInvoker;
  /** Evaluates the role of an integration with `credentials`. */
  readonly iam: Pick<Iam, "authorize">;
  readonly log: LogSink;
}

export interface FunctionCall {
  /** JSON text that needs no check, or bytes that Lambda checks. */
  readonly payload: string | Buffer;
  /** Event invokes the function asynchronously; defaults to RequestResponse. */
  readonly invocationType?: "RequestResponse" | "Event";
  /** Receives a streamed answer chunk by chunk. */
  readonly onChunk?: (bytes: Buffer) => void;
}

/** Calls the function of a method's integration. @throws GatewayError if the gateway cannot call it. */
export async function callFunction(
  exchange: Exchange,
  call: FunctionCall,
  services: FunctionServices,
): Promise<InvokeAnswer> {
  const { integration } = exchange.match!.method;
  if (integration.httpMethod?.toUpperCase() !== "POST") {
    throw internalServerError(500, `the integration's httpMethod is ${integration.httpMethod}: Lambda requires POST`);
  }
  if (mapsForbiddenHeader(integration.requestParameters, "aws"))
    throw internalServerError(500, "the integration maps a header that mappings must not set");
  if (Buffer.byteLength(call.payload) > maxEventBytes) {
    throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long", { reason: "the event is over 6 MB" });
  }
  return withinTimeout(exchange, invoke(exchange, call, services));
}

async function invoke(exchange: Exchange, call: FunctionCall, { functions, iam, log }: FunctionServices) {
  const { method } = exchange.match!;
  const { uri, credentials } = method.integration;
  const functionName = functionOf(uri, exchange.stage.variables);
  const logRefusal = (text: string, reason = text) => {
    log({ source: "apigateway", requestId: exchange.requestId, text });
    return internalServerError(500, reason);
  };
  const denial = credentials === undefined ? undefined : findInvokeDenial(iam, credentials, functionName);
  if (denial !== undefined) throw logRefusal(denial, "the integration's role must not call the function");
  try {
    return await functions.invoke({
      functionName,
      ...call,
      traceId: exchange.traceId,
      ...callerOf(credentials, sourceArn(exchange, method)),
    });
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    const { code, message } = error;
    throw logRefusal(
      `${code}: ${message}`,
      code === "AccessDeniedException" ? "the function's policy does not allow the call" : message,
    );
  }
}

/** Returns why a role of the gateway must not call a function; undefined if it may. */
export function findInvokeDenial(iam: Pick<Iam, "authorize">, role: string, functionName: string): string | undefined {
  return iam.authorize(roleSession(role, "BackplaneAssumeRoleSession"), "lambda:InvokeFunction", functionName).denial;
}

/**
 * Returns the principal that Lambda sees; undefined with a role, because Lambda then does not consult the function's
 * resource policy.
 */
export function callerOf(role: string | undefined, source: string): Pick<InvokeRequest, "caller"> {
  return role === undefined ? { caller: { principal: "apigateway.amazonaws.com", sourceArn: source } } : {};
}

interface SourceParts {
  readonly api: { readonly id: string };
  readonly stage: { readonly name: string };
  readonly request: { readonly method: string };
}

/** Returns the source ARN for the function's resource policy. It contains the declared path, not the requested one. */
export function sourceArn(
  { location, api, stage, request }: Pick<Exchange, "location"> & SourceParts,
  { resourcePath }: Pick<Method, "resourcePath">,
): string {
  return arn(location, "execute-api", `${api.id}/${stage.name}/${request.method}${resourcePath}`);
}
