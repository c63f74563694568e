import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { openTables, type OpenTable } from "../tables/open";
import { errorAnswer, type Answer } from "./answers";
import { headerOf, readInput, type Input, type InputDeclaration } from "./input";

export type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** Runs once per environment and returns what answers each request. */
export type CallbackFactory = (context: {
  readonly tables: Readonly<Record<string, OpenTable>>;
}) => (input: Input) => Promise<Answer>;

/** What a handler needs to know of its route. */
export interface HandlerDeclaration extends InputDeclaration {
  readonly route: string;
  /** The environment variable that holds each table's name. */
  readonly tables: Readonly<Record<string, string>>;
  /** Headers of the route's answers that a browser's script may read. */
  readonly exposedHeaders: readonly string[];
}

/**
 * A route as a Lambda handler: checked input, one log line per request, one error shape, CORS headers.
 *
 * Called once per environment, so that client, logger and counters live as long as that. An error that nobody foresaw
 * is logged and thrown again: only then does Lambda count it in `Errors`, and the gateway response gives the client its
 * 500.
 *
 * @param declaration a `HandlerDeclaration` as JSON: Pulumi analyzes each captured object apart, a text in no time.
 */
export function handler(declaration: string, callbackFactory: CallbackFactory): Handler {
  const { route, tables, exposedHeaders, ...declared } = JSON.parse(declaration) as HandlerDeclaration;
  const callback = callbackFactory({ tables: openTables(tables) });
  const logger = new Logger();
  const origins = (process.env["CORS_ORIGINS"] ?? "").split(" ");
  let coldStart = true;

  /** For `*` static, for a listed origin its own name and `Vary`, for any other origin none. */
  const corsHeaders = (origin: string | undefined): Record<string, string> => {
    const exposed = { "Access-Control-Expose-Headers": exposedHeaders.join(", ") };
    if (origins.includes("*")) return { "Access-Control-Allow-Origin": "*", ...exposed };
    if (origin === undefined || !origins.includes(origin)) return {};
    return { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...exposed };
  };

  /** TypeScript lets an answer of another shape through where a callback's types are loose. */
  const sound = (answer: Answer): Answer => {
    const { statusCode, headers: _headers, body: _body, ...rest } = { ...answer };
    const [other] = Object.keys(rest);
    if (other === undefined && Number.isInteger(statusCode)) return answer;
    const given = other === undefined ? "without a statusCode" : `with the key ${other}`;
    throw new Error(`route ${route} answered ${given}: a callback answers { statusCode, headers, body }`);
  };

  return async (event) => {
    const started = Date.now();
    const { requestId, identity } = event.requestContext;
    const line = { route, requestId, apiKeyId: identity?.apiKeyId ?? undefined, coldStart };
    coldStart = false;
    const answered = async () => sound(await callback(readInput(declared, event)));
    const { statusCode, headers, body } = await answered().catch((error: unknown) => {
      const answer = errorAnswer(error, requestId);
      if (answer !== undefined) return answer;
      logger.error("request failed", { ...line, durationMs: Date.now() - started, error: error as Error });
      throw error;
    });
    logger.info("request", { ...line, status: statusCode, durationMs: Date.now() - started });
    const fixed = { "Content-Type": "application/json", "Cache-Control": "no-store" };
    return {
      statusCode,
      headers: { ...fixed, ...corsHeaders(headerOf(event, "Origin")), ...headers },
      body: body === undefined ? "" : JSON.stringify(body),
    };
  };
}
