import { arn, roleSession } from "../../kernel/identity";
import {
  InvokeRefused,
  type Authorizer as Iam,
  type FunctionInvoker,
  type InvokeAnswer,
  type InvokeRequest,
  type LogSink,
} from "../../kernel/interfaces";
import type { Method } from "../declared/model";
import { GatewayError, internalServerError } from "../exchange/errors";
import type { Exchange } from "../exchange/exchange";
import { mapsForbidden } from "../exchange/headerNames";
import { functionOf } from "./functionUri";
import { withinTime } from "./withinTime";

/** Largest event of a synchronous invocation in bytes (Lambda quotas). */
const maxEventBytes = 6_291_456;

export interface FunctionServices {
  readonly functions: FunctionInvoker;
  /** Asked where an integration calls by a role. */
  readonly iam: Pick<Iam, "authorize">;
  readonly log: LogSink;
}

export interface FunctionCall {
  /** JSON text that is taken as it is, or bytes that Lambda checks. */
  readonly payload: string | Buffer;
  /** Nobody waits for an event. */
  readonly invocationType?: "RequestResponse" | "Event";
  /** Receives a streamed answer as it is written. */
  readonly onChunk?: (bytes: Buffer) => void;
}

/** Calls the function that a method's integration names. @throws GatewayError where it cannot be called. */
export async function callFunction(
  exchange: Exchange,
  call: FunctionCall,
  services: FunctionServices,
): Promise<InvokeAnswer> {
  const { integration } = exchange.match!.method;
  if (integration.httpMethod?.toUpperCase() !== "POST") {
    throw internalServerError(500, `a function is called by POST, and the integration says ${integration.httpMethod}`);
  }
  if (mapsForbidden(integration.requestParameters, "aws"))
    throw internalServerError(500, "the integration maps a header that no mapping may set");
  if (Buffer.byteLength(call.payload) > maxEventBytes) {
    throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long", { reason: "the event is over 6 MB" });
  }
  return withinTime(exchange, invoke(exchange, call, services));
}

async function invoke(exchange: Exchange, call: FunctionCall, { functions, iam, log }: FunctionServices) {
  const { method } = exchange.match!;
  const { uri, credentials } = method.integration;
  const functionName = functionOf(uri, exchange.stage.variables);
  const refused = (text: string, told = text) => {
    log({ source: "apigateway", requestId: exchange.requestId, text });
    return internalServerError(500, told);
  };
  const denial = credentials === undefined ? undefined : invokeDenial(iam, credentials, functionName);
  if (denial !== undefined) throw refused(denial, "its role may not call the function");
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
    throw refused(
      `${code}: ${message}`,
      code === "AccessDeniedException" ? "no permission to call the function" : message,
    );
  }
}

/** Why a role by which the gateway calls may not call a function; undefined where it may. */
export function invokeDenial(iam: Pick<Iam, "authorize">, role: string, functionName: string): string | undefined {
  return iam.authorize(roleSession(role, "BackplaneAssumeRoleSession"), "lambda:InvokeFunction", functionName).denial;
}

/** As whom the gateway calls a function: by a role, nobody asks for the function's permissions. */
export function callerOf(role: string | undefined, source: string): Pick<InvokeRequest, "caller"> {
  return role === undefined ? { caller: { principal: "apigateway.amazonaws.com", sourceArn: source } } : {};
}

interface SourceParts {
  readonly api: { readonly id: string };
  readonly stage: { readonly name: string };
  readonly request: { readonly method: string };
}

/** What the gateway presents to the function's permissions: the path as it is declared. */
export function sourceArn(
  { location, api, stage, request }: Pick<Exchange, "location"> & SourceParts,
  { resourcePath }: Pick<Method, "resourcePath">,
): string {
  return arn(location, "execute-api", `${api.id}/${stage.name}/${request.method}${resourcePath}`);
}
