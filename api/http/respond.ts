import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Answer, AnswerError } from "./answers";
import { readRequest, type Request } from "./request";

export type Respond = (request: Request) => Promise<Answer>;
export type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** Headers that a browser's script may read from our answers; gateway errors expose them too. */
export const exposedHeaders = "ETag, Location, Retry-After";

/**
 * Wraps what a route does into a Lambda handler: one log line per request, one error shape, CORS headers.
 *
 * Called inside a `callbackFactory`, so that logger and counters live as long as the environment. An error that
 * nobody foresaw is logged and thrown again: only then does Lambda count it in `Errors`, and the gateway response
 * gives the client its 500.
 */
export function respond(route: string, callback: Respond): Handler {
  const logger = new Logger();
  const origins = (process.env["CORS_ORIGINS"] ?? "").split(" ");
  let coldStart = true;

  /** For `*` static, for a listed origin its own name and `Vary`, for any other origin none. */
  const corsHeaders = (origin: string | undefined): Record<string, string> => {
    const exposed = { "Access-Control-Expose-Headers": exposedHeaders };
    if (origins.includes("*")) return { "Access-Control-Allow-Origin": "*", ...exposed };
    if (origin === undefined || !origins.includes(origin)) return {};
    return { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...exposed };
  };

  /**
   * What an error means to the client: its own answer, 503 when DynamoDB throttles, fails or is out of reach,
   * undefined when nobody foresaw it. By name: `instanceof` fails across the serialized text and the bundled SDK.
   * Names: DynamoDB Developer Guide, "Error handling with DynamoDB", and the SDK's own for timeouts and sockets.
   */
  const errorAnswer = (error: unknown, requestId: string): Answer | undefined => {
    const unavailable =
      /^(ProvisionedThroughputExceeded|RequestLimitExceeded|Throttling|Throttled|ServiceUnavailable)(Exception)?$|^(InternalServerError|TimeoutError|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/;
    const { statusCode, message, name, code } = (error ?? {}) as Partial<AnswerError> & { code?: string };
    if (typeof statusCode === "number") return { statusCode, body: { error: message, requestId } };
    if (!unavailable.test(name ?? "") && !unavailable.test(code ?? "")) return undefined;
    return { statusCode: 503, headers: { "Retry-After": "1" }, body: { error: "Service unavailable", requestId } };
  };

  return async (event) => {
    const started = Date.now();
    const request = readRequest(event);
    const { requestId, apiKeyId } = request;
    const line = { route, requestId, apiKeyId, coldStart };
    coldStart = false;
    const { statusCode, headers, body } = await callback(request).catch((error: unknown) => {
      const answer = errorAnswer(error, requestId);
      if (answer !== undefined) return answer;
      logger.error("request failed", { ...line, durationMs: Date.now() - started, error: error as Error });
      throw error;
    });
    logger.info("request", { ...line, status: statusCode, durationMs: Date.now() - started });
    const fixed = { "Content-Type": "application/json", "Cache-Control": "no-store" };
    return {
      statusCode,
      headers: { ...fixed, ...corsHeaders(request.header("Origin")), ...headers },
      body: body === undefined ? "" : JSON.stringify(body),
    };
  };
}
