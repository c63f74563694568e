/** What Cognito's user pools offer to API Gateway, and to who tries an API. */
import { serviceKey, type ServiceRegistry } from "./serviceRegistry";

export interface TokenCheck {
  readonly token: string;
  /** Of the pools that may have signed it. */
  readonly poolArns: readonly string[];
  /** It must have one of them; without any it must be an identity token. */
  readonly scopes: readonly string[];
}

export type Verified =
  | { readonly claims: Readonly<Record<string, unknown>> }
  | { /** A sentence for who runs the API. */ readonly refusal: string; readonly expired: boolean };

/** A token that somebody wants to try an API with. */
export interface TokenOrder {
  /** Logical name or id; the first pool without it. */
  readonly pool: string | undefined;
  /** An access token with these; without any an identity token. */
  readonly scopes: readonly string[];
  /** App client that it is for; the pool's first without it. */
  readonly audience?: string | undefined;
  /** From now on; below 0 for one that has expired. */
  readonly expiresSeconds: number;
  readonly user: string;
}

export interface UserPools {
  /** Logical names. */
  readonly labels: readonly string[];
  verify(check: TokenCheck): Verified;
  /** The public keys of a pool, by its id; undefined where there is no such pool. */
  keySet(poolId: string): object | undefined;
  /** @throws UserError for a pool that there is none of */
  issue(order: TokenOrder): string;
}

export const userPools = serviceKey<UserPools>("user pools");

/** Whether a run can sign tokens. */
export function signsTokens(registry: ServiceRegistry): boolean {
  return (registry.find(userPools)?.labels.length ?? 0) > 0;
}
