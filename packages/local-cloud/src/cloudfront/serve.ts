import { randomBytes } from "node:crypto";
import { traceOf } from "../kernel/facts/facts";
import { newTrace } from "../kernel/facts/traces";
import { admit, behaviorFor, viewerOf } from "./admit";
import { countBytes } from "./bodies";
import type { CacheStore } from "./cacheStore";
import { callEdge } from "./edgeCall";
import { edgeEvent } from "./edgeEvent";
import { readRequestResult, readResponseResult } from "./edgeResult";
import { EdgeError, errorPage } from "./errorPage";
import { viaHost, type EdgeRun, type Exchange, type Outcome } from "./exchange";
import { headerOf, hopByHop, withHeader, withoutHeaders } from "./headers";
import { lookUp } from "./lookup";
import type { Distribution, EdgeAnswer, ViewerRequest } from "./model";
import { applyResponsePolicy } from "./responsePolicy";
import { viewerHeaderNames, viewerHeaders } from "./viewerHeaders";

/** Edge location of a local run. */
const localPop = "LCL50-P1";

/** Takes a request through a distribution: admission, functions, cache, origin, error pages. */
export async function serve(
  request: ViewerRequest,
  {
    run,
    distribution,
    cache,
  }: { readonly run: EdgeRun; readonly distribution: Distribution; readonly cache: CacheStore },
): Promise<EdgeAnswer> {
  const started = performance.now();
  const viewer = viewerOf(request);
  const exchange: Exchange = {
    ...{ run, distribution, cache, viewer, viewerHeaders: viewerHeaders(viewer, request) },
    behavior: behaviorFor(distribution, request.uri),
    requestId: randomBytes(41).toString("base64url") + "==",
    trace: traceOf(headerOf(request.headers, "x-amzn-trace-id")) ?? newTrace(run.clock.now()),
    called: [],
  };
  const outcome = await outcomeOf(exchange, request);
  const { status, statusText, headers, body } = await finish(exchange, request, outcome);
  return { status, statusText, headers, body: countBytes(body, (bytes) => report(bytes)) };

  function report(bytesDown: number): void {
    run.facts.report(() => ({
      kind: "edgeRequest",
      requestId: exchange.requestId,
      trace: exchange.trace,
      distributionId: distribution.id,
      distribution: distribution.label,
      method: request.method,
      path: request.uri,
      query: request.query,
      pathPattern: exchange.behavior.pathPattern,
      status,
      millis: Math.round(performance.now() - started),
      result: headerOf(headers, "x-cache")!.replace(/ from cloudfront$/, ""),
      functions: exchange.called,
      bytesUp: request.body.length,
      bytesDown,
      reason: outcome.reason,
    }));
  }
}

async function outcomeOf(exchange: Exchange, request: ViewerRequest): Promise<Outcome> {
  try {
    const redirect = admit(request, exchange);
    if (redirect !== undefined) return { answer: redirect, result: "Redirect", skipsViewerResponse: true };
    const asked = await askViewerRequest(exchange, request);
    if (asked.response !== undefined) {
      return { answer: asked.response, result: "LambdaGeneratedResponse", skipsViewerResponse: true };
    }
    return await withErrorPage(exchange, await lookUp(exchange, withRootObject(exchange, asked.request)));
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return withErrorPage(exchange, errorOutcome(exchange, error));
  }
}

function errorOutcome({ run, requestId, distribution }: Exchange, error: EdgeError): Outcome {
  const { result = "Error", reason } = error.details;
  if (reason !== undefined) run.log({ source: "cloudfront", text: `distribution ${distribution.label}: ${reason}` });
  return { answer: errorPage(error, requestId), result, reason, skipsViewerResponse: true };
}

async function askViewerRequest(exchange: Exchange, request: ViewerRequest) {
  const { behavior, distribution, requestId, run } = exchange;
  const association = behavior.edge.get("viewer-request");
  if (association === undefined) return { request, response: undefined };
  const { functionArn, includesBody } = association;
  const type = "viewer-request";
  const { region } = run.location;
  const visible = {
    ...request,
    headers: withoutHeaders(request.headers, viewerHeaderNames),
  };
  const event = edgeEvent({ distribution, type, requestId, request: visible, includesBody, region });
  const result = await callEdge(exchange, { type, functionArn, event });
  return {
    response: undefined,
    ...readRequestResult(result, type, { request: visible, origin: undefined, includesBody }),
  };
}

function withRootObject({ distribution }: Exchange, request: ViewerRequest): ViewerRequest {
  const { defaultRootObject } = distribution;
  return request.uri === "/" && defaultRootObject !== "" ? { ...request, uri: `/${defaultRootObject}` } : request;
}

/** Replaces an error by the page of `customErrorResponses`, if the page can be fetched. */
async function withErrorPage(exchange: Exchange, outcome: Outcome): Promise<Outcome> {
  const { distribution } = exchange;
  const { status } = outcome.answer;
  const custom = distribution.errorResponses.find(({ errorCode }) => errorCode === status);
  if (status < 400 || custom?.pagePath === undefined) return outcome;
  const behavior = behaviorFor(distribution, custom.pagePath);
  const request: ViewerRequest = {
    method: "GET",
    uri: custom.pagePath,
    query: "",
    headers: [],
    body: Buffer.alloc(0),
    clientIp: "127.0.0.1",
  };
  const page = await lookUp({ ...exchange, behavior }, request).catch((error: unknown) => {
    if (error instanceof EdgeError) return undefined;
    throw error;
  });
  if (page === undefined || page.answer.status !== 200) return outcome;
  const answer = { ...page.answer, status: custom.responseCode ?? status };
  return { answer, result: "Error", reason: outcome.reason, skipsViewerResponse: true };
}

/** Adds the headers of the policy and of CloudFront, and runs the function of the viewer response. */
async function finish(exchange: Exchange, request: ViewerRequest, outcome: Outcome): Promise<EdgeAnswer> {
  const { behavior, requestId } = exchange;
  const cleaned = withoutHeaders(outcome.answer.headers, [...hopByHop, "x-local-reason"]);
  let headers = applyResponsePolicy(cleaned, behavior.responseHeaders, request);
  const via = headerOf(headers, "via");
  const own = `1.1 ${viaHost(exchange)} (CloudFront)`;
  headers = withHeader(headers, "Via", via === undefined ? own : `${via}, ${own}`);
  let answer: EdgeAnswer = { ...outcome.answer, headers };
  let { result } = outcome;
  try {
    answer = await askViewerResponse(exchange, request, { answer, outcome });
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    const failed = errorOutcome(exchange, error);
    answer = { ...failed.answer, headers: withHeader(failed.answer.headers, "Via", own) };
    result = failed.result;
  }
  headers = withHeader(answer.headers, "X-Cache", `${result} from cloudfront`);
  headers = withHeader(headers, "X-Amz-Cf-Pop", localPop);
  headers = withHeader(headers, "X-Amz-Cf-Id", requestId);
  if (outcome.age !== undefined) headers = withHeader(headers, "Age", String(outcome.age));
  return { ...answer, headers };
}

async function askViewerResponse(
  exchange: Exchange,
  request: ViewerRequest,
  { answer, outcome }: { readonly answer: EdgeAnswer; readonly outcome: Outcome },
): Promise<EdgeAnswer> {
  const { behavior, distribution, requestId, run } = exchange;
  const association = behavior.edge.get("viewer-response");
  // CloudFront calls no function of the viewer response for errors of the origin.
  if (association === undefined || outcome.skipsViewerResponse === true || answer.status >= 400) return answer;
  const type = "viewer-response";
  const { region } = run.location;
  const event = edgeEvent({ distribution, type, requestId, request, includesBody: false, response: answer, region });
  const result = await callEdge(exchange, { type, functionArn: association.functionArn, event });
  return readResponseResult(result, type, answer);
}
