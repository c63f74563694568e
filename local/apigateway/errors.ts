/** An answer of the gateway's own, by the name of its gateway response. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  constructor(
    readonly responseType: GatewayResponseType,
    message: string,
    /** Overrides the status that the type usually has. */
    readonly status = gatewayErrorTypes[responseType].status,
  ) {
    super(message);
  }

  /** The value of `x-amzn-ErrorType`. */
  get errorType(): string {
    return gatewayErrorTypes[this.responseType].errorType;
  }
}

export type GatewayResponseType = keyof typeof gatewayErrorTypes;

/**
 * Status and `x-amzn-ErrorType` of the gateway response types (API Gateway Developer Guide, "Gateway response types";
 * recorded: gateway-responses/defaults-*). INTEGRATION_FAILURE is listed as 504, and calls answer 500 or 502.
 */
export const gatewayErrorTypes = {
  ACCESS_DENIED: { status: 403, errorType: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: { status: 500, errorType: "InternalServerErrorException" },
  BAD_REQUEST_BODY: { status: 400, errorType: "BadRequestException" },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: "BadRequestException" },
  DEFAULT_5XX: { status: 502, errorType: "InternalServerErrorException" },
  INTEGRATION_FAILURE: { status: 502, errorType: "InternalServerErrorException" },
  INTEGRATION_TIMEOUT: { status: 504, errorType: "InternalServerErrorException" },
  INVALID_API_KEY: { status: 403, errorType: "ForbiddenException" },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, errorType: "MissingAuthenticationTokenException" },
  QUOTA_EXCEEDED: { status: 429, errorType: "LimitExceededException" },
  REQUEST_TOO_LARGE: { status: 413, errorType: "BadRequestException" },
  RESOURCE_NOT_FOUND: { status: 404, errorType: "NotFoundException" },
  THROTTLED: { status: 429, errorType: "TooManyRequestsException" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, errorType: "BadRequestException" },
} as const;

export function internalServerError(
  status: 500 | 502,
  responseType: GatewayResponseType = "INTEGRATION_FAILURE",
): GatewayError {
  return new GatewayError(responseType, "Internal server error", status);
}
