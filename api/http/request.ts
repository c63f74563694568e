import type { APIGatewayProxyEvent } from "aws-lambda";
import { answerError } from "./answers";

/** What callbacks see of an API Gateway event. */
export interface Request {
  readonly requestId: string;
  readonly stage: string;
  /** Id of the API key, never the key. */
  readonly apiKeyId: string | undefined;
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The value of a header, whatever the casing the client chose: HTTP/2 clients send lower case. */
  header(name: string): string | undefined;
  /**
   * The body as a JSON object.
   *
   * @throws AnswerError 415 for another media type, 413 above 64 KiB, 400 for text that is no JSON object.
   */
  json(): Record<string, unknown>;
}

// One function with its helpers inside: Pulumi analyzes every function that a callback captures apart, which is most
// of what a route costs a preview (npm run bench -- program).
export function readRequest(event: APIGatewayProxyEvent): Request {
  const { body, isBase64Encoded, requestContext } = event;
  const header = (name: string) => {
    const named = ([key]: [string, unknown]) => key.toLowerCase() === name.toLowerCase();
    // Lines of the same name are one list (RFC 9110, 5.3); the single-value map holds the last of them.
    const lines = Object.entries(event.multiValueHeaders ?? {}).find(named)?.[1];
    return lines?.join(", ") ?? Object.entries(event.headers ?? {}).find(named)?.[1];
  };

  /** A missing Content-Type means JSON; so does any `+json` type, as long as the charset is UTF-8. */
  const isJson = (contentType: string) => {
    const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
    const charset = parameters.find((parameter) => parameter.startsWith("charset="));
    return (
      /^application\/(?:json|[^\s/]+\+json)$/.test(type) &&
      (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
    );
  };

  const text = () => {
    const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
    if (bytes.length > 65_536) throw answerError(413, "request body is too large");
    try {
      return isBase64Encoded ? new TextDecoder("utf-8", { fatal: true }).decode(bytes) : (body ?? "");
    } catch {
      throw answerError(400, "request body is not valid UTF-8");
    }
  };

  const parse = (json: string): unknown => {
    try {
      return json === "" ? undefined : JSON.parse(json);
    } catch {
      throw answerError(400, "request body is not valid JSON");
    }
  };

  return {
    requestId: requestContext.requestId,
    stage: requestContext.stage,
    apiKeyId: requestContext.identity?.apiKeyId ?? undefined,
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    header,
    json: () => {
      const contentType = header("Content-Type") ?? "";
      if (contentType.trim() !== "" && !isJson(contentType))
        throw answerError(415, "Content-Type must be application/json");
      const value = parse(text());
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
      throw answerError(400, "request body must be a JSON object");
    },
  };
}
