import { randomUUID } from "node:crypto";
import type { StackLocation } from "../../kernel/identity";
import { takeRandomBytes } from "../../kernel/randomBlock";
import { headerOfTrace, newTrace } from "../../kernel/facts/traces";
import { plainText } from "../../kernel/http/webExchange";
import { requestHeader, type Exchange, type GatewayAnswer, type GatewayRequest } from "../exchange/exchange";
import { isForwarded } from "../exchange/headerNames";
import { Decisions } from "../exchange/decisions";
import type { Api, Stage } from "../declared/model";

/** API Gateway's limits in bytes (API Gateway quotas). */
export const maxBodyBytes = 10_485_760;
const maxHeaderBytes = 10_240;

/**
 * Returns the exchange of a request, or the answer to a request that reaches no stage. Gateway responses do not apply
 * to such an answer.
 */
export function parseRequest(
  { api, stages }: { readonly api: Api; readonly stages: ReadonlyMap<string, Stage> },
  request: GatewayRequest,
  location: StackLocation,
): Exchange | GatewayAnswer {
  const { headers, body } = request;
  const headerBytes = headers.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
  if (headerBytes > maxHeaderBytes) return plainText(431, `HTTP header is larger than ${maxHeaderBytes} bytes.`);
  if (body.length > maxBodyBytes) return bodyTooLarge();
  const { stage, path, query } = parseTarget(request.target, stages);
  if (stage === undefined || api.isEndpointDisabled === true) return forbidden();
  const startedAt = Date.now();
  const wanted = requestHeader(request, "x-amzn-RequestId") ?? "";
  return {
    api,
    stage,
    path,
    query,
    request: { ...request, method: methodOf(request), headers: headers.filter(isForwarded) },
    location,
    decisions: new Decisions(),
    startedAt,
    // A client may set the request id to a UUID (API Gateway Developer Guide, "$context.requestId").
    requestId: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wanted) ? wanted : randomUUID(),
    extendedRequestId: takeRandomBytes(11).toString("base64url").slice(0, 15) + "=",
    traceId: traceId(requestHeader(request, "X-Amzn-Trace-Id"), startedAt),
  };
}

/**
 * Returns the HTTP method of a request. In REST APIs X-HTTP-Method-Override replaces any method of the request line
 * (API Gateway Developer Guide, "Important notes"). A value that is not an HTTP token (RFC 9110, 9.1) is ignored.
 */
function methodOf(request: GatewayRequest): string {
  const override = requestHeader(request, "X-HTTP-Method-Override") ?? "";
  return /^[\w!#$%&'*+.^`|~-]+$/.test(override) ? override.toUpperCase() : request.method;
}

function parseTarget(target: string, stages: ReadonlyMap<string, Stage>) {
  const [withoutFragment = ""] = target.split("#");
  const mark = withoutFragment.indexOf("?");
  const full = mark < 0 ? withoutFragment : withoutFragment.slice(0, mark);
  const query = mark < 0 ? "" : withoutFragment.slice(mark + 1);
  const [, name = "", rest = ""] = /^\/([^/]*)(.*)$/.exec(full) ?? [];
  return { stage: stages.get(name), path: rest === "" ? "/" : rest, query };
}

/** Returns an X-Ray header with a root (`Root=1-TIME-RANDOM`). Fields that the client sent are preserved. */
function traceId(sent: string | undefined, epochMillis: number): string {
  if (sent !== undefined && sent.includes("Root=")) return sent;
  const root = headerOfTrace(newTrace(epochMillis));
  return sent === undefined || sent === "" ? root : `${sent};${root}`;
}

export function bodyTooLarge(): GatewayAnswer {
  return plainText(413, `HTTP content length exceeded ${maxBodyBytes} bytes.`);
}

function forbidden(): GatewayAnswer {
  return {
    status: 403,
    headers: [
      ["x-amzn-RequestId", randomUUID()],
      ["x-amzn-ErrorType", "ForbiddenException"],
      ["Content-Type", "application/json"],
    ],
    body: Buffer.from('{"message":"Forbidden"}'),
  };
}
