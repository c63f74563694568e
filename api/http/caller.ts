import type { APIGatewayProxyEvent } from "aws-lambda";

/** Who sent a request. */
export interface Caller {
  /** The same for all requests of a caller and for nobody else's: of its token, or without one of its API key. */
  readonly id: string;
  /** Id of the API key, never the key. */
  readonly apiKeyId: string | undefined;
  /** What its token says, where the stack asks for one (setting `identity`). */
  readonly token: Token | undefined;
}

/** A token that the gateway has let through. */
export interface Token {
  /** `iss`: the user pool, or the issuer that the settings name. */
  readonly issuer: string;
  /** `sub`: no two of an issuer's are the same, and none is given away again (OpenID Connect Core, 5.7). */
  readonly subject: string;
  readonly scopes: readonly string[];
}

/**
 * Who sent an event: a user pool's claims are in `authorizer.claims`, an authorizer's own words beside its principal
 * (API Gateway Developer Guide, "Input format of a Lambda function for proxy integration").
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
