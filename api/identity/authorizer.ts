import { Logger } from "@aws-lambda-powertools/logger";
import { FetchError, WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";

/** Claims of a valid token. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly [name: string]: unknown;
}

/** The route of a request. */
export interface RequestedRoute {
  readonly method: string;
  /** Path template, with parameters as `{name}`. */
  readonly path: string;
  /** Scopes of which a token must have at least one. */
  readonly scopes: readonly string[];
}

/** True if the bearer of a valid token may call the route. */
export type MayCall = (claims: Claims, route: RequestedRoute) => boolean;

export interface AuthorizerDeclaration {
  /** Scopes of which a token must have at least one, keyed by method and path: `GET /items/{id}`. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
}

type Authorizer = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

/**
 * Returns the handler of the Lambda authorizer.
 *
 * An invalid token throws `Unauthorized`, which API Gateway converts to 401. A valid token that may not call the route
 * is denied, which gives 403. If the issuer's public keys cannot be fetched, the error is rethrown, which gives 500.
 *
 * @param declaration an `AuthorizerDeclaration` as JSON.
 */
export function authorizer(declaration: string, mayCall: MayCall): Authorizer {
  const { scopes } = JSON.parse(declaration) as AuthorizerDeclaration;
  const { TOKEN_ISSUER: issuer = "", TOKEN_AUDIENCE: audience = "", TOKEN_KEYS_URL: keysUrl } = process.env;
  const logger = new Logger();
  const verifier = JwtVerifier.create({
    issuer,
    ...(keysUrl === undefined ? {} : { jwksUri: keysUrl }),
    // Cognito's access tokens have `client_id` instead of `aud` (Cognito Developer Guide, "Access token").
    audience: null,
    customJwtCheck: ({ payload }) => {
      const audiences = [payload.aud ?? payload["client_id"]].flat();
      if (!audiences.includes(audience)) throw new Error("the token is for another audience");
    },
  });
  let keysAreMissing = false;

  const verify = async (token: string): Promise<Claims> => {
    try {
      const claims = await verifier.verify(token);
      if (typeof claims.sub !== "string") throw new Error("the token has no sub");
      // `scope` is a string (RFC 8693, 4.2). Some issuers send a list, `scp`, instead.
      const granted = [claims["scope"] ?? claims["scp"] ?? []]
        .flat()
        .flatMap((text) => (typeof text === "string" ? text.split(" ") : []));
      return { ...claims, iss: issuer, sub: claims.sub, scopes: granted };
    } catch (error) {
      keysAreMissing =
        error instanceof FetchError || (keysAreMissing && error instanceof WaitPeriodNotYetEndedJwkError);
      if (keysAreMissing) throw error;
      logger.info("token refused", { reason: (error as Error).message });
      throw new Error("Unauthorized");
    }
  };

  return async ({ headers, httpMethod, resource, methodArn }) => {
    const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "authorization")?.[1] ?? "";
    const claims = await verify(header.replace(/^Bearer +/i, ""));
    const allowed = mayCall(claims, {
      method: httpMethod,
      path: resource,
      scopes: scopes[`${httpMethod} ${resource}`] ?? [],
    });
    const [api, stage] = methodArn.split("/");
    return {
      principalId: claims.sub,
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Action: "execute-api:Invoke",
            Effect: allowed ? "Allow" : "Deny",
            // API Gateway caches this policy by its identity sources: token, method and path template.
            Resource: `${api}/${stage}/${httpMethod}/*`,
          },
        ],
      },
      context: { iss: claims.iss, sub: claims.sub, scope: claims.scopes.join(" ") },
    };
  };
}
