import { createPrivateKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { JwtExpiredError } from "aws-jwt-verify/error";
import type { Jwks } from "aws-jwt-verify/jwk";
import { didYouMean } from "../kernel/didYouMean";
import { UserError } from "../kernel/errors";
import { ofType, type Declared } from "../kernel/resources";
import type { TokenCheck, TokenRequest, UserPools, TokenVerification } from "../kernel/interfaces/userPools";

interface Pool {
  /** Logical name. */
  readonly label: string;
  readonly id: string;
  readonly arn: string;
  /** Ids of the pool's app clients. */
  readonly clients: readonly string[];
}

/** Signing keys of the pools, generated for the first token. */
interface Keys {
  readonly privateKey: KeyObject;
  readonly jwks: Jwks;
}

/**
 * The user pools of a run. They issue tokens for any caller, with their own keys, and verify them as API Gateway does.
 */
export class LivePools implements UserPools {
  private pools: readonly Pool[] = [];
  private keys: Keys | undefined;

  declare(resources: readonly Declared[]): void {
    const clients = ofType(resources, "aws:cognito/userPoolClient:UserPoolClient");
    this.pools = ofType(resources, "aws:cognito/userPool:UserPool").map(({ name: label, id, state }) => ({
      label,
      id,
      arn: String(state["arn"]),
      clients: clients.filter((client) => client.state["userPoolId"] === id).map((client) => client.id),
    }));
  }

  /**
   * Without required scopes, the token must be an ID token. Otherwise it must be an access token with one of the scopes
   * (API Gateway Developer Guide, "Integrate a REST API with an Amazon Cognito user pool").
   */
  verify({ token, poolArns, scopes }: TokenCheck): TokenVerification {
    const pools = this.pools.filter(({ arn }) => poolArns.includes(arn));
    if (pools.length === 0) return { refusal: "its user pool is not declared", expired: false };
    const verifiers = pools.map(({ id: userPoolId }) => ({
      userPoolId,
      clientId: null,
      ...(scopes.length === 0 ? { tokenUse: "id" as const } : { tokenUse: "access" as const, scope: [...scopes] }),
    }));
    const verifier = CognitoJwtVerifier.create(verifiers);
    for (const { id } of pools) verifier.cacheJwks(this.jwks, id);
    try {
      return { claims: verifier.verifySync(token) };
    } catch (error) {
      return { refusal: (error as Error).message, expired: error instanceof JwtExpiredError };
    }
  }

  get labels(): readonly string[] {
    return this.pools.map(({ label }) => label);
  }

  keySet(poolId: string): object | undefined {
    return this.pools.some(({ id }) => id === poolId) ? this.jwks : undefined;
  }

  /** Issues a token like those of the pool's token endpoint. @throws UserError for an unknown pool. */
  issue({ pool: wanted, scopes, audience, expiresSeconds, user }: TokenRequest): string {
    const pool = this.poolOf(wanted);
    const now = Math.floor(Date.now() / 1000);
    const client = audience ?? pool.clients[0] ?? "local";
    const claims = {
      sub: randomUUID(),
      iss: `https://cognito-idp.${pool.id.split("_")[0]}.amazonaws.com/${pool.id}`,
      iat: now,
      auth_time: now,
      exp: now + expiresSeconds,
      jti: randomUUID(),
      ...(scopes.length === 0
        ? { token_use: "id", aud: client, "cognito:username": user }
        : { token_use: "access", client_id: client, username: user, scope: scopes.join(" ") }),
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const content = `${part({ alg: "RS256", kid: "local" })}.${part(claims)}`;
    return `${content}.${sign("sha256", Buffer.from(content), this.made.privateKey).toString("base64url")}`;
  }

  private poolOf(wanted: string | undefined): Pool {
    const pool =
      wanted === undefined ? this.pools[0] : this.pools.find(({ label, id }) => [label, id].includes(wanted));
    if (pool !== undefined) return pool;
    if (this.pools.length === 0) throw new UserError("the program declares no user pool");
    const { labels } = this;
    const near = didYouMean(wanted!, labels);
    throw new UserError(
      `there is no user pool ${wanted}: the pools are ${labels.join(", ")}${near === undefined ? "" : `; did you mean ${near}?`}`,
    );
  }

  private get jwks(): Jwks {
    return this.made.jwks;
  }

  private get made(): Keys {
    this.keys ??= keyPair();
    return this.keys;
  }
}

/** Generates keys. Each run has new ones, so tokens of another run are invalid. */
function keyPair(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "jwk" } as never,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const jwk = publicKey as unknown as { n: string; e: string };
  return {
    privateKey: createPrivateKey(privateKey),
    jwks: { keys: [{ ...jwk, kty: "RSA", kid: "local", use: "sig", alg: "RS256" }] },
  };
}
