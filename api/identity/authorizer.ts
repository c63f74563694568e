import { Logger } from "@aws-lambda-powertools/logger";
import { FetchError, WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";
import { JwtVerifier } from "aws-jwt-verify/jwt-verifier";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";

/** What a good token says. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly [name: string]: unknown;
}

/** The route that somebody calls. */
export interface Called {
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  /** A token needs one of them. */
  readonly scopes: readonly string[];
}

/** Whether a good token may call a route. */
export type MayCall = (claims: Claims, called: Called) => boolean;

export interface AuthorizerDeclaration {
  /** What a token needs one of, by method and path: `GET /items/{id}`. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
}

type Authorizer = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

/**
 * A Lambda authorizer as a handler. A token that is no good is `Unauthorized`, which the gateway answers with 401; a good
 * one that may not call the route is denied, 403. Keys that are out of reach are thrown: a 500, and never a 401.
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
    // Cognito's access tokens have no `aud`, and their app client in its place (Cognito Developer Guide, "Access token").
    audience: null,
    customJwtCheck: ({ payload }) => {
      const named = [payload.aud ?? payload["client_id"]].flat();
      if (!named.includes(audience)) throw new Error("the token is for another audience");
    },
  });
  let keysAreMissing = false;

  const verified = async (token: string): Promise<Claims> => {
    try {
      const claims = await verifier.verify(token);
      if (typeof claims.sub !== "string") throw new Error("the token has no sub");
      // `scope` is a text (RFC 8693, 4.2); some issuers list them as `scp`.
      const listed = [claims["scope"] ?? claims["scp"] ?? []]
        .flat()
        .flatMap((text) => (typeof text === "string" ? text.split(" ") : []));
      return { ...claims, iss: issuer, sub: claims.sub, scopes: listed };
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
    const claims = await verified(header.replace(/^Bearer +/i, ""));
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
            // The gateway keeps this for the token, the method and the route's path: its identity sources.
            Resource: `${api}/${stage}/${httpMethod}/*`,
          },
        ],
      },
      context: { iss: claims.iss, sub: claims.sub, scope: claims.scopes.join(" ") },
    };
  };
}
