type Json = Readonly<Record<string, unknown>>;

/** Headers of the gateway's own answers that scripts in browsers may read. */
const exposedHeaders = "Retry-After,WWW-Authenticate,x-amzn-RequestId";

interface GatewayError {
  readonly type: string;
  /** Defaults to API Gateway's status for the type. */
  readonly statusCode?: number;
  /** Defaults to API Gateway's message for the type. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Errors that API Gateway returns itself. A type in this list inherits nothing from DEFAULT_4XX or DEFAULT_5XX, so each
 * entry is complete (recorded case: gateway-responses/default-5xx-covers-5xx).
 */
const gatewayErrors: readonly GatewayError[] = [
  // API Gateway's own message states whether the token has expired.
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

/**
 * Returns `x-amazon-apigateway-gateway-responses`, which gives the gateway's own answers the error shape and CORS
 * headers.
 */
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
 * Returns the CORS headers of a gateway response. With several allowed origins, the header repeats the origin of the
 * request, because a gateway response cannot compare strings.
 *
 * Other origins can therefore read these errors. They contain a message and a request id, and need no credentials.
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
