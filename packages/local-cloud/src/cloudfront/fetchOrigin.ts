import { dropBody } from "./bodies";
import { callEdge } from "./edgeCall";
import { edgeEvent } from "./edgeEvent";
import { readRequestResult, readResponseResult } from "./edgeResult";
import { EdgeError } from "./errorPage";
import { viaHost, type Exchange } from "./exchange";
import { headerOf, withHeader, withoutHeaders, type HeaderLines } from "./headers";
import type { EdgeAnswer, Origin, OriginGroup, ViewerRequest } from "./model";
import { originAddress } from "./originAddress";
import { callOrigin } from "./originCall";
import { originRequest } from "./originRequest";
import { readBucket } from "./readBucket";

/** An answer to a request that the cache could not answer. */
export interface Fetched {
  readonly answer: EdgeAnswer;
  /** True if the function of the origin request generated it. */
  readonly generated: boolean;
  /** True if the origin answered a revalidation with 304. */
  readonly notModified: boolean;
}

/**
 * Fetches an answer from the origin, between the functions of the origin request and the origin response.
 *
 * @param validators headers that revalidate a stored answer; empty for a first request.
 * @throws EdgeError if the origin does not answer, or a function fails.
 */
export async function fetchOrigin(
  exchange: Exchange,
  request: ViewerRequest,
  validators: HeaderLines = [],
): Promise<Fetched> {
  const { behavior, distribution } = exchange;
  const group = distribution.originGroups.get(behavior.originId);
  const [primary, secondary] = group?.members ?? [behavior.originId];
  const first = () => fetchFrom(exchange, request, { origin: originOf(exchange, primary), validators });
  if (group === undefined || secondary === undefined || !failoverMethods.includes(request.method)) return first();
  const fetched = await first().catch((error: unknown) => {
    if (error instanceof EdgeError && failsOver(error.status, group)) return undefined;
    throw error;
  });
  if (fetched !== undefined && !failsOver(fetched.answer.status, group)) return fetched;
  if (fetched !== undefined) dropBody(fetched.answer);
  return fetchFrom(exchange, request, { origin: originOf(exchange, secondary), validators });
}

/** Methods with which CloudFront asks the secondary origin (CloudFront Developer Guide, "Optimize high availability with CloudFront origin failover"). */
const failoverMethods = ["GET", "HEAD", "OPTIONS"];

/** Returns whether a status means a failover. A failed connection counts as 503 (the same page), and is answered with 502. */
function failsOver(status: number, { statusCodes }: OriginGroup): boolean {
  return statusCodes.includes(status) || (status === 502 && statusCodes.includes(503));
}

function originOf({ distribution }: Exchange, id: string | undefined): Origin {
  const found = distribution.origins.get(id ?? "");
  if (found === undefined) throw new EdgeError(502, "CloudFront wasn't able to resolve the origin domain name.");
  return found;
}

async function fetchFrom(
  exchange: Exchange,
  request: ViewerRequest,
  { origin: declared, validators }: { readonly origin: Origin; readonly validators: HeaderLines },
): Promise<Fetched> {
  const { behavior, requestId, viewerHeaders } = exchange;
  const parts = { behavior, viewerHeaders, requestId, via: viaHost(exchange) };
  let sent = originRequest(request, parts);
  if (headerOf(sent.headers, "host") === undefined) {
    sent = { ...sent, headers: withHeader(sent.headers, "Host", declared.domainName) };
  }
  for (const [name, value] of validators) sent = { ...sent, headers: withHeader(sent.headers, name, value) };
  const asked = await askOriginRequest(exchange, sent, declared);
  if ("response" in asked && asked.response !== undefined) {
    return { answer: asked.response, generated: true, notModified: false };
  }
  const { request: changed, origin = declared } = asked;
  const answer = await callAt(exchange, changed, origin);
  if (answer.status === 304 && validators.length > 0) return { answer, generated: false, notModified: true };
  const seen = await askOriginResponse(exchange, { request: changed, origin, answer });
  return { answer: withoutCookies(seen, exchange), generated: false, notModified: false };
}

async function askOriginRequest(exchange: Exchange, request: ViewerRequest, origin: Origin) {
  const { behavior, distribution, requestId, run } = exchange;
  const association = behavior.edge.get("origin-request");
  if (association === undefined) return { request, origin };
  const { functionArn, includesBody } = association;
  const type = "origin-request";
  const { region } = run.location;
  const event = edgeEvent({ distribution, type, requestId, request, includesBody, origin, region });
  const result = await callEdge(exchange, { type, functionArn, event });
  return readRequestResult(result, type, { request, origin, includesBody });
}

async function askOriginResponse(
  exchange: Exchange,
  {
    request,
    origin,
    answer,
  }: { readonly request: ViewerRequest; readonly origin: Origin; readonly answer: EdgeAnswer },
): Promise<EdgeAnswer> {
  const { behavior, distribution, requestId, run } = exchange;
  const association = behavior.edge.get("origin-response");
  if (association === undefined) return answer;
  const type = "origin-response";
  const { region } = run.location;
  const event = edgeEvent({
    ...{ distribution, type, requestId, request, origin, region },
    ...{ includesBody: false, response: answer },
  });
  const result = await callEdge(exchange, { type, functionArn: association.functionArn, event });
  const changed = readResponseResult(result, type, answer);
  if (changed.body !== answer.body) dropBody(answer);
  return changed;
}

async function callAt(exchange: Exchange, request: ViewerRequest, origin: Origin): Promise<EdgeAnswer> {
  const { run, trace } = exchange;
  const address = await originAddress(origin, run);
  if (address.kind === "bucket") return readBucket(exchange, request, { origin, bucket: address.bucket });
  const { host } = new URL(address.url);
  const target = {
    url: address.url,
    host,
    path: origin.path,
    customHeaders: origin.customHeaders,
    readTimeout: origin.readTimeout,
  };
  if (!address.isApi) return callOrigin(request, target);
  const asked = headerOf(request.headers, "host");
  // API Gateway does not recognise the distribution's host (AWS re:Post, "How do I resolve the error 'Forbidden' from
  // API Gateway behind CloudFront?").
  if (asked !== origin.domainName && asked !== host) return forbiddenHost(asked);
  const headers = withHeader(withHeader(request.headers, "Host", host), "X-Amzn-Trace-Id", traceHeader(request, trace));
  return callOrigin({ ...request, headers }, target);
}

function traceHeader({ headers }: ViewerRequest, trace: string): string {
  return headerOf(headers, "x-amzn-trace-id") ?? `Root=${trace}`;
}

function forbiddenHost(host: string | undefined): EdgeAnswer {
  return {
    status: 403,
    headers: [
      ["Content-Type", "application/json"],
      ["x-amzn-ErrorType", "ForbiddenException"],
      ["x-local-reason", `the Host header ${host ?? ""} is not API Gateway's: do not forward Host to the origin`],
    ],
    body: Buffer.from('{"message":"Forbidden"}'),
  };
}

/** Without forwarded cookies, CloudFront removes Set-Cookie (CloudFront Developer Guide, "Cache content based on cookies"). */
function withoutCookies(answer: EdgeAnswer, { behavior }: Exchange): EdgeAnswer {
  const { cache, origin } = behavior;
  if (cache.cookies.kind !== "none" || (origin !== undefined && origin.cookies.kind !== "none")) return answer;
  return { ...answer, headers: withoutHeaders(answer.headers, ["set-cookie"]) };
}
