type Json = Readonly<Record<string, unknown>>;

/** What a browser's script may read of the gateway's own answers. */
const exposedHeaders = "Retry-After,WWW-Authenticate";

/** One gateway response; without a message API Gateway's own text stands, without a status its own status. */
interface GatewayError {
  readonly type: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The errors that API Gateway answers itself, in this API's words. A type named here ignores DEFAULT_4XX and
 * DEFAULT_5XX whole (recorded: gateway-responses/default-5xx-covers-5xx), so each one carries everything.
 */
const gatewayErrors: readonly GatewayError[] = [
  // API Gateway's own words: whether the token has expired.
  { type: "UNAUTHORIZED", statusCode: 401, headers: { "WWW-Authenticate": "Bearer" } },
  { type: "INVALID_API_KEY", statusCode: 403, message: "Forbidden" },
  { type: "ACCESS_DENIED", statusCode: 403, message: "Forbidden" },
  { type: "MISSING_AUTHENTICATION_TOKEN", statusCode: 404, message: "Unsupported route" },
  { type: "RESOURCE_NOT_FOUND", statusCode: 404, message: "Unsupported route" },
  { type: "REQUEST_TOO_LARGE", statusCode: 413, message: "request body is too large" },
  { type: "UNSUPPORTED_MEDIA_TYPE", statusCode: 415, message: "Content-Type must be application/json" },
  { type: "THROTTLED", statusCode: 429, message: "Too many requests", headers: { "Retry-After": "1" } },
  { type: "QUOTA_EXCEEDED", statusCode: 429, message: "Quota exceeded" },
  { type: "AUTHORIZER_FAILURE", statusCode: 500, message: "Internal server error" },
  { type: "AUTHORIZER_CONFIGURATION_ERROR", statusCode: 500, message: "Internal server error" },
  { type: "API_CONFIGURATION_ERROR", statusCode: 500, message: "Internal server error" },
  { type: "INTEGRATION_FAILURE", statusCode: 500, message: "Internal server error" },
  { type: "INTEGRATION_TIMEOUT", statusCode: 504, message: "Endpoint request timed out" },
  { type: "DEFAULT_4XX" },
  { type: "DEFAULT_5XX", statusCode: 500, message: "Internal server error" },
];

/** `x-amazon-apigateway-gateway-responses`: one error shape and CORS headers on every answer of the gateway. */
export function gatewayResponses(corsOrigins: readonly string[]): Json {
  return Object.fromEntries(gatewayErrors.map((error) => [error.type, gatewayResponse(error, corsOrigins)]));
}

function gatewayResponse({ statusCode, message, headers = {} }: GatewayError, corsOrigins: readonly string[]): Json {
  const text = message === undefined ? "$context.error.messageString" : JSON.stringify(message);
  return {
    ...(statusCode === undefined ? {} : { statusCode }),
    responseParameters: Object.fromEntries([
      ...Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
      ...corsParameters(corsOrigins),
    ]),
    responseTemplates: {
      "application/json": `{"error": ${text}, "requestId": "$context.requestId"}`,
    },
  };
}

/**
 * A gateway response is plain substitution and cannot compare origins: one origin is static, of several the
 * request's own is echoed. Nothing is given away: no credentials are involved, the body holds an error and an id.
 */
function corsParameters(corsOrigins: readonly string[]): [string, string][] {
  const [only] = corsOrigins;
  const single = corsOrigins.length === 1;
  return [
    ["gatewayresponse.header.Access-Control-Allow-Origin", single ? `'${only}'` : "method.request.header.Origin"],
    ["gatewayresponse.header.Access-Control-Expose-Headers", `'${exposedHeaders}'`],
    ...(single ? [] : [["gatewayresponse.header.Vary", "'Origin'"] as [string, string]]),
  ];
}
