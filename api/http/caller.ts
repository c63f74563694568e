import type { APIGatewayProxyEvent } from "aws-lambda";

/** The sender of a request. */
export interface Caller {
  /** Identifies the caller: issuer and subject of its token, or the id of its API key if it has no token. */
  readonly id: string;
  /** Id of the API key, not the key. */
  readonly apiKeyId: string | undefined;
  /** Claims of its token; undefined if the route requires none (setting `identity`). */
  readonly token: Token | undefined;
}

/** Claims of a token that the gateway accepted. */
export interface Token {
  /** `iss`: the user pool, or the issuer in the settings. */
  readonly issuer: string;
  /** `sub`: unique within the issuer, and never reassigned (OpenID Connect Core, 5.7). */
  readonly subject: string;
  readonly scopes: readonly string[];
}

/**
 * Returns the caller of an event. API Gateway passes the claims of a user pool in `authorizer.claims`, and the context
 * of a Lambda authorizer in `authorizer` (API Gateway Developer Guide, "Input format of a Lambda function for proxy
 * integration").
 */
export function callerOf({ requestContext }: APIGatewayProxyEvent): Caller {
  const { identity, authorizer } = requestContext;
  const apiKeyId = identity?.apiKeyId ?? undefined;
  const claims = (authorizer?.["claims"] ?? authorizer ?? {}) as Readonly<Record<string, string | undefined>>;
  const { iss: issuer, sub: subject, scope = "" } = claims;
  if (issuer === undefined || subject === undefined) return { id: apiKeyId ?? "", apiKeyId, token: undefined };
  const scopes = scope.split(" ").filter((each) => each !== "");
  return { id: `${issuer} ${subject}`, apiKeyId, token: { issuer, subject, scopes } };
}
