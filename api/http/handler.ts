import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { OpenTable, openTables } from "../tables/open";
import { answerError, bodyText, errorAnswer, type Answer, type AnswerError, type DeclaredError } from "./answers";
import { headerOf, readInput, type Input, type InputDeclaration } from "./input";

export type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** Runs once per Lambda environment and returns the function that answers each request. */
export type CallbackFactory = (context: {
  readonly tables: Readonly<Record<string, OpenTable>>;
  readonly fail: (name: string) => AnswerError;
}) => (input: Input) => Promise<Answer>;

/** The parts of a route that its handler uses. */
export interface HandlerDeclaration extends InputDeclaration {
  readonly route: string;
  /** Names of the environment variables that contain the tables' names, keyed by table. */
  readonly tables: Readonly<Record<string, string>>;
  /** Response headers that scripts in browsers may read. */
  readonly exposedHeaders: readonly string[];
  /** Media types of answers that are not JSON, keyed by status. */
  readonly contentTypes: Readonly<Record<number, string>>;
  readonly errors: Readonly<Record<string, DeclaredError>>;
}

/** An answer with all headers, and the function that logs its line. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly contentType: string;
  /** Writes the line of the request, or that of a failure while the answer is sent. */
  readonly log: (failure?: Error) => void;
}

/** @param begin changes the callback's answer. Its errors are treated like those of the callback. */
export type Respond = (event: APIGatewayProxyEvent, begin?: (answer: Answer) => Promise<Answer>) => Promise<Response>;

/** True once the environment has answered a request of any route of its group. */
let isWarm = false;

/** Returns the Lambda handler of a route whose answers are sent as a whole. */
export function handler(declaration: string, callbackFactory: CallbackFactory, open?: typeof openTables): Handler {
  const respond = responder(declaration, callbackFactory, open);
  return async (event) => {
    const { statusCode, headers, body, contentType, log } = await respond(event);
    const text = bodyText(body, contentType);
    log();
    return { statusCode, headers: { ...headers }, body: text };
  };
}

/**
 * Returns the function that answers the requests of a route. It checks the input, writes one log line per request,
 * converts errors to answers and adds CORS headers.
 *
 * It runs once per environment, so the client and the logger live as long as the environment. Unexpected
 * errors are logged and rethrown: Lambda counts them in `Errors`, and the gateway answers 500.
 *
 * @param declaration a `HandlerDeclaration` as JSON. Pulumi captures a string faster than an object.
 * @param open opens the route's tables; undefined for a route without tables, whose archive contains no client.
 */
export function responder(declaration: string, callbackFactory: CallbackFactory, open?: typeof openTables): Respond {
  const { route, tables, exposedHeaders, contentTypes, errors, ...input } = JSON.parse(
    declaration,
  ) as HandlerDeclaration;
  const fail = (name: string): AnswerError => {
    const { status, message } = errors[name] ?? {};
    if (status === undefined || message === undefined) throw new Error(`route ${route} declares no error ${name}`);
    return Object.assign(answerError(status, message), { declaredAs: name });
  };
  const callback = callbackFactory({ tables: open === undefined ? {} : open(tables), fail });
  const logger = new Logger();
  const origins = (process.env["CORS_ORIGINS"] ?? "").split(" ");

  /** Returns no headers for an origin that is not listed. A listed origin needs `Vary`, because the answer names it. */
  const corsHeaders = (origin: string | undefined): Record<string, string> => {
    const exposed = { "Access-Control-Expose-Headers": exposedHeaders.join(", ") };
    if (origins.includes("*")) return { "Access-Control-Allow-Origin": "*", ...exposed };
    if (origin === undefined || !origins.includes(origin)) return {};
    return { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...exposed };
  };

  /** Rejects answers of another shape, which the compiler accepts from a callback with loose types. */
  const requireAnswer = (answer: Answer): Answer => {
    const { statusCode, headers: _headers, body: _body, ...rest } = { ...answer };
    const [other] = Object.keys(rest);
    if (other === undefined && Number.isInteger(statusCode)) return answer;
    const given = other === undefined ? "without a statusCode" : `with the key ${other}`;
    throw new Error(`route ${route} answered ${given}: a callback answers { statusCode, headers, body }`);
  };

  return async (event, begin = (answer) => Promise.resolve(answer)) => {
    const started = Date.now();
    const { requestId, identity } = event.requestContext;
    const line = { route, requestId, apiKeyId: identity?.apiKeyId ?? undefined, coldStart: !isWarm };
    isWarm = true;
    const answer = async () => begin(requireAnswer(await callback(readInput(input, event))));
    const logFailure = (error: Error, sent = {}) =>
      logger.error("request failed", { ...line, ...sent, durationMs: Date.now() - started, error });
    const { statusCode, headers, body } = await answer().catch((error: unknown) => {
      const expected = errorAnswer(error, requestId);
      if (expected !== undefined) return expected;
      logFailure(error as Error);
      throw error;
    });
    const typeName = Object.keys(headers ?? {}).find((name) => /^content-type$/i.test(name)) ?? "Content-Type";
    const contentType = headers?.[typeName] ?? contentTypes[statusCode] ?? "application/json";
    const fixed = { [typeName]: contentType, "Cache-Control": "no-store" };
    return {
      statusCode,
      headers: { ...fixed, ...corsHeaders(headerOf(event, "Origin")), ...headers },
      body,
      contentType,
      log: (failure) => {
        if (failure !== undefined) return logFailure(failure, { status: statusCode });
        logger.info("request", { ...line, status: statusCode, durationMs: Date.now() - started });
      },
    };
  };
}
