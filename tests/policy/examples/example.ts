import type { PolicyResource } from "../../../policy/policy";

/** A resource to check. */
export interface Example {
  readonly props: Readonly<Record<string, unknown>>;
  /** Defaults to the first type of the policy. */
  readonly type?: string;
  /** Defaults to false. */
  readonly protect?: boolean;
  /** Resources that refer to it; none by default. */
  readonly referredBy?: readonly Pick<PolicyResource, "type" | "props">[];
}

export interface Examples {
  readonly passes: readonly Example[];
  /** Each with its defects. */
  readonly fails: readonly (readonly [example: Example, ...defects: string[]])[];
}

/** Examples, keyed by policy. */
export type ExamplesOf = Readonly<Record<string, Examples>>;

/** Returns a policy document with one statement. */
export function statement(parts: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...parts }] });
}
