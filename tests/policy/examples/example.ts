import type { PolicyResource } from "../../../policy/policy";

/** A resource to check: its inputs, and what tells it from the policy's first type without dependencies. */
export interface Example {
  readonly props: Readonly<Record<string, unknown>>;
  readonly type?: string;
  readonly protect?: boolean;
  /** Resources that refer to it. */
  readonly referredBy?: readonly Pick<PolicyResource, "type" | "props">[];
}

export interface Examples {
  readonly passes: readonly Example[];
  /** Each with the defects that it has. */
  readonly fails: readonly (readonly [example: Example, ...defects: string[]])[];
}

/** Of each policy, by its name. */
export type ExamplesOf = Readonly<Record<string, Examples>>;

/** A policy document of one statement. */
export function statement(parts: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...parts }] });
}
