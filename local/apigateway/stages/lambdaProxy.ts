import { randomBytes } from "node:crypto";
import { arn } from "../../engine/identity";
import { InvokeRefused, type FunctionInvoker, type InvokeAnswer, type LogSink } from "../../engine/interfaces";
import type { Method } from "../declared/model";
import { GatewayError, internalServerError } from "../exchange/errors";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { functionOf } from "./functionUri";
import { proxyEvent } from "./proxyEvent";
import { proxyAnswer } from "./proxyResponse";

/** Largest event of a synchronous invocation in bytes (Lambda quotas). */
const maxEventBytes = 6_291_456;

/** Headers of the integration request that no mapping may touch (recorded: gateway-responses/forbidden-mapping-*). */
const unmappable = [
  "authorization",
  "connection",
  "content-length",
  "expect",
  "proxy-authenticate",
  "te",
  "transfer-encoding",
];

export interface ProxyServices {
  readonly functions: FunctionInvoker;
  readonly log: LogSink;
}

/** AWS_PROXY: calls the function that the integration URI names and turns its answer into HTTP. */
export async function lambdaProxy(exchange: Exchange, services: ProxyServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const mapsForbidden = Object.keys(integration.requestParameters).some((target) =>
    unmappable.includes(target.replace("integration.request.header.", "").toLowerCase()),
  );
  if (integration.httpMethod?.toUpperCase() !== "POST") {
    throw internalServerError(500, `a function is called by POST, and the integration says ${integration.httpMethod}`);
  }
  if (mapsForbidden) throw internalServerError(500, "the integration maps a header that no mapping may touch");
  const payload = JSON.stringify(proxyEvent(exchange));
  if (Buffer.byteLength(payload) > maxEventBytes) {
    throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long", { reason: "the event is over 6 MB" });
  }
  const started = performance.now();
  const answer = await withinTime(integration.timeoutMillis, call(exchange, payload, services));
  exchange.integration = { latencyMillis: Math.round(performance.now() - started) };
  if (answer.functionError !== undefined) throw internalServerError(502, `the function failed: ${errorTypeOf(answer)}`);
  const response = proxyAnswer(answer.payload, exchange);
  exchange.integration.status = response.status;
  exchange.decisions.passed(`the function answered ${response.status}`);
  const isTrace = ([name]: readonly [string, string]) => name.toLowerCase() === "x-amzn-trace-id";
  const [, traceId] = response.headers.find(isTrace) ?? ["", exchange.traceId];
  const others = response.headers.filter((header) => !isTrace(header));
  return { ...response, headers: [["X-Amzn-Trace-Id", completed(traceId)], ...others] };
}

/** What a failed function's payload calls its error. */
function errorTypeOf({ payload }: InvokeAnswer): string {
  const { errorType = "an error" } = JSON.parse(payload) as { errorType?: string };
  return errorType;
}

/** A header with nothing but `Root` gets the fields that X-Ray adds on the way (AWS X-Ray Developer Guide, "Tracing header"). */
function completed(traceId: string): string {
  if (!/^Root=[^;]*$/.test(traceId)) return traceId;
  const parent = randomBytes(8).toString("hex");
  return `${traceId};Parent=${parent};Sampled=0;Lineage=1:${parent.slice(0, 8)}:0`;
}

async function call(exchange: Exchange, payload: string, { functions, log }: ProxyServices) {
  const { method } = exchange.match!;
  try {
    return await functions.invoke({
      functionName: functionOf(method.integration.uri, exchange.stage.variables),
      payload,
      traceId: exchange.traceId,
      caller: { principal: "apigateway.amazonaws.com", sourceArn: sourceArn(exchange, method) },
    });
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    log({ source: "apigateway", requestId: exchange.requestId, text: `${error.code}: ${error.message}` });
    throw internalServerError(
      500,
      error.code === "AccessDeniedException" ? "no permission to call the function" : error.message,
    );
  }
}

interface SourceParts {
  readonly api: { readonly id: string };
  readonly stage: { readonly name: string };
  readonly request: { readonly method: string };
}

/** What the gateway presents to the function's permissions: the path as it is declared. */
export function sourceArn(
  { place, api, stage, request }: Pick<Exchange, "place"> & SourceParts,
  { resourcePath }: Pick<Method, "resourcePath">,
): string {
  return arn(place, "execute-api", `${api.id}/${stage.name}/${request.method}${resourcePath}`);
}

async function withinTime<T>(millis: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", {
            reason: `no answer in ${millis} ms`,
          }),
        ),
      millis,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
