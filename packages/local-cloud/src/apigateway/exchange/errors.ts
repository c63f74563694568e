/** An error of the gateway, answered by the gateway response of its type. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly status: number;
  /** Short cause for the operator. Clients receive only the message. */
  readonly reason: string | undefined;
  /** Body template that replaces the type's built-in one. Gateway responses of the API take precedence. */
  readonly template: string | undefined;

  /** @param more.status overrides the default status of the type. */
  constructor(
    readonly responseType: GatewayResponseType,
    message: string,
    more: { readonly status?: number; readonly reason?: string; readonly template?: string } = {},
  ) {
    super(message);
    this.status = more.status ?? gatewayErrorTypes[responseType].status ?? 500;
    this.reason = more.reason;
    this.template = more.template;
  }

  /** The value of `x-amzn-ErrorType`. */
  get errorType(): string {
    return gatewayErrorTypes[this.responseType].errorType;
  }
}

interface GatewayErrorType {
  /** Status that GetGatewayResponse returns. The two DEFAULT types have none. */
  readonly status?: number;
  /** `x-amzn-ErrorType`. */
  readonly errorType: string;
}

export type GatewayResponseType = keyof typeof types;

/**
 * The gateway response types in the order in which AWS lists them (recorded: gateway-responses/unknown-type,
 * defaults-*; API Gateway Developer Guide, "Gateway response types"). AWS lists INTEGRATION_FAILURE as 504, but
 * requests receive 500, 502 or 504.
 */
const types = {
  REQUEST_TOO_LARGE: { status: 413, errorType: "BadRequestException" },
  RESOURCE_NOT_FOUND: { status: 404, errorType: "NotFoundException" },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, errorType: "AuthorizerConfigurationException" },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, errorType: "MissingAuthenticationTokenException" },
  BAD_REQUEST_BODY: { status: 400, errorType: "BadRequestException" },
  INVALID_SIGNATURE: { status: 403, errorType: "InvalidSignatureException" },
  INVALID_API_KEY: { status: 403, errorType: "ForbiddenException" },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: "BadRequestException" },
  AUTHORIZER_FAILURE: { status: 500, errorType: "InternalServerErrorException" },
  UNAUTHORIZED: { status: 401, errorType: "UnauthorizedException" },
  INTEGRATION_TIMEOUT: { status: 504, errorType: "InternalServerErrorException" },
  ACCESS_DENIED: { status: 403, errorType: "AccessDeniedException" },
  DEFAULT_4XX: { errorType: "BadRequestException" },
  DEFAULT_5XX: { errorType: "InternalServerErrorException" },
  WAF_FILTERED: { status: 403, errorType: "ForbiddenException" },
  QUOTA_EXCEEDED: { status: 429, errorType: "LimitExceededException" },
  THROTTLED: { status: 429, errorType: "TooManyRequestsException" },
  API_CONFIGURATION_ERROR: { status: 500, errorType: "InternalServerErrorException" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, errorType: "BadRequestException" },
  INTEGRATION_FAILURE: { status: 504, errorType: "InternalServerErrorException" },
  EXPIRED_TOKEN: { status: 403, errorType: "ExpiredTokenException" },
} as const;

export const gatewayErrorTypes: Readonly<Record<GatewayResponseType, GatewayErrorType>> = types;

/** @param reason short cause for the operator. */
export function internalServerError(
  status: 500 | 502,
  reason: string,
  responseType: GatewayResponseType = "INTEGRATION_FAILURE",
): GatewayError {
  return new GatewayError(responseType, "Internal server error", { status, reason });
}
