import type { Unwrap } from "@pulumi/pulumi";

/** `mandatory` stops a deployment, `advisory` is printed beside it. */
export type Level = "mandatory" | "advisory";

/** A resource as Pulumi hands it to a policy pack, and as a program registers it under mocks. */
export interface PolicyResource<Props = Readonly<Record<string, unknown>>> {
  /** Pulumi's type token, `aws:lambda/function:Function`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Inputs, without Outputs and secret wrappers. */
  readonly props: Props;
  /** Pulumi's own option. */
  readonly protect: boolean;
  /** URNs of what it refers to or waits for. */
  readonly dependencies: readonly string[];
}

interface Control {
  /** Unique, kebab-case; what suppressions and `--policy-pack-config` name. */
  readonly name: string;
  readonly level: Level;
  /** Names of the control in public catalogues: Security Hub, checkov (CKV), cfn-nag (W), serverless-rules (WS). */
  readonly controls: readonly string[];
  /** Why it matters, a sentence without its full stop. */
  readonly reason: string;
  /** What to write, a sentence without its full stop. */
  readonly fix: string;
  /** Type tokens of the resources that are checked. */
  readonly types: readonly string[];
}

/** Looks at each resource alone. */
export interface ResourcePolicy extends Control {
  readonly scope: "resource";
  /** @returns what is wrong with the resource, a clause for each defect. */
  check(resource: PolicyResource): string[];
}

/** Looks at a resource among all of its stack: what should refer to it and does not. */
export interface StackPolicy extends Control {
  readonly scope: "stack";
  check(resource: PolicyResource, stack: readonly PolicyResource[]): string[];
}

export type Policy = ResourcePolicy | StackPolicy;

/** @typeParam Args the arguments class of the resource in `@pulumi/aws`; of several types, the union. */
export function resourcePolicy<Args extends object>(
  policy: Control & { check(resource: PolicyResource<Unwrap<Args>>): string[] },
): Policy {
  return { ...(policy as unknown as ResourcePolicy), scope: "resource" };
}

export function stackPolicy(policy: Omit<StackPolicy, "scope">): Policy {
  return { ...policy, scope: "stack" };
}

/** The resources of one type that refer to a given one. */
export function referring(to: PolicyResource, type: string, stack: readonly PolicyResource[]): PolicyResource[] {
  return stack.filter((each) => each.type === type && each.dependencies.includes(to.urn));
}

/** The sentence that a person reads: what is wrong, why that matters, what to do, and where the control is from. */
export function message(policy: Policy, wrong: string): string {
  return `${wrong}: ${policy.reason}. ${remedy(policy)}`;
}

/** What Pulumi shows behind a policy's description, which is the reason. */
export function report(policy: Policy, wrong: string): string {
  return `${wrong}. ${remedy(policy)}`;
}

function remedy({ fix, controls }: Policy): string {
  const source = controls.length === 0 ? "" : ` (${controls.join(", ")})`;
  return `Fix: ${fix}.${source}`;
}
