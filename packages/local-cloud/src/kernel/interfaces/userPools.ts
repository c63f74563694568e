/** The interface of Cognito user pools for API Gateway and for tools that call an API. */
import { serviceKey, type ServiceRegistry } from "../serviceRegistry";

export interface TokenCheck {
  readonly token: string;
  /** Pools whose signatures are accepted. */
  readonly poolArns: readonly string[];
  /** The token must have one of these scopes. If empty, it must be an ID token. */
  readonly scopes: readonly string[];
}

export type TokenVerification =
  | { readonly claims: Readonly<Record<string, unknown>> }
  | { /** Reason, for the developer. */ readonly refusal: string; readonly expired: boolean };

/** A request for a token to try an API. */
export interface TokenRequest {
  /** Logical name or id; defaults to the first pool. */
  readonly pool: string | undefined;
  /** Scopes of an access token. If empty, an ID token is issued. */
  readonly scopes: readonly string[];
  /** App client id; defaults to the first client of the pool. */
  readonly audience?: string | undefined;
  /** Seconds from now; negative for an expired token. */
  readonly expiresSeconds: number;
  readonly user: string;
}

export interface UserPools {
  /** Logical names. */
  readonly labels: readonly string[];
  verify(check: TokenCheck): TokenVerification;
  /** Returns the public keys of a pool by its id; undefined for an unknown pool. */
  keySet(poolId: string): object | undefined;
  /** @throws UserError for an unknown pool. */
  issue(order: TokenRequest): string;
}

export const userPools = serviceKey<UserPools>("user pools");

/** Returns whether a run can issue tokens. */
export function signsTokens(registry: ServiceRegistry): boolean {
  return (registry.find(userPools)?.labels.length ?? 0) > 0;
}
