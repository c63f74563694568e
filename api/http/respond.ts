import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { asAnswerError, type Answer } from "./answers";
import { corsHeaders } from "./cors";
import { header } from "./events";

export type Respond = (event: APIGatewayProxyEvent) => Promise<Answer>;
export type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

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
  return async (event) => {
    const started = Date.now();
    const { requestId, identity } = event.requestContext;
    const line = { route, requestId, apiKeyId: identity?.apiKeyId ?? undefined, coldStart };
    coldStart = false;
    const answer = await answerOf(callback, event, (error) => {
      logger.error("request failed", { ...line, durationMs: Date.now() - started, error });
    });
    logger.info("request", { ...line, status: answer.statusCode, durationMs: Date.now() - started });
    return finish(answer, corsHeaders(origins, header(event, "Origin")));
  };
}

async function answerOf(
  callback: Respond,
  event: APIGatewayProxyEvent,
  logUnknown: (error: Error) => void,
): Promise<Answer> {
  try {
    return await callback(event);
  } catch (error) {
    const known = asAnswerError(error);
    if (known === undefined) {
      logUnknown(error as Error);
      throw error;
    }
    const { statusCode, message, headers = {} } = known;
    return { statusCode, headers, body: { error: message, requestId: event.requestContext.requestId } };
  }
}

function finish({ statusCode, headers, body }: Answer, cors: Record<string, string>): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...cors, ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}
