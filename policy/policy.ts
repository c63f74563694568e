import type { Unwrap } from "@pulumi/pulumi";

/** A violation of a `mandatory` policy fails a deployment. One of an `advisory` policy is printed. */
export type Level = "mandatory" | "advisory";

/** A resource, as Pulumi passes it to a policy pack or as a program registers it under mocks. */
export interface PolicyResource<Props = Readonly<Record<string, unknown>>> {
  /** Pulumi's type token, `aws:lambda/function:Function`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Inputs as plain values, without Outputs and secrets. */
  readonly props: Props;
  /** Pulumi's resource option `protect`. */
  readonly protect: boolean;
  /** URNs of the resources that it refers to or depends on. */
  readonly dependencies: readonly string[];
}

interface Control {
  /** Unique, in kebab-case. Suppressions and `--policy-pack-config` refer to it. */
  readonly name: string;
  readonly level: Level;
  /** Names of the control in Security Hub, checkov (CKV), cfn-nag (W) and serverless-rules (WS). */
  readonly controls: readonly string[];
  /** Reason for the policy, a sentence without its full stop. */
  readonly reason: string;
  /** Instruction, a sentence without its full stop. */
  readonly fix: string;
  /** Type tokens of the resources that are checked. */
  readonly types: readonly string[];
}

/** A policy that reads one resource at a time. */
export interface ResourcePolicy extends Control {
  readonly scope: "resource";
  /** @returns a clause for each defect of the resource. */
  check(resource: PolicyResource): string[];
}

/** A policy that reads a resource and all others of its stack, for example to find a missing reference. */
export interface StackPolicy extends Control {
  readonly scope: "stack";
  check(resource: PolicyResource, stack: readonly PolicyResource[]): string[];
}

export type Policy = ResourcePolicy | StackPolicy;

/** @typeParam Args type of the resource's arguments in `@pulumi/aws`; a union for several resource types. */
export function resourcePolicy<Args extends object>(
  policy: Control & { check(resource: PolicyResource<Unwrap<Args>>): string[] },
): Policy {
  return { ...(policy as unknown as ResourcePolicy), scope: "resource" };
}

export function stackPolicy(policy: Omit<StackPolicy, "scope">): Policy {
  return { ...policy, scope: "stack" };
}

/** Returns the resources of a type that refer to the target. */
export function findReferences(
  target: PolicyResource,
  type: string,
  stack: readonly PolicyResource[],
): PolicyResource[] {
  return stack.filter((each) => each.type === type && each.dependencies.includes(target.urn));
}

/** Returns a violation's message: defect, reason, fix and names of the control. */
export function fullMessage(policy: Policy, wrong: string): string {
  return `${wrong}: ${policy.reason}. ${describeFix(policy)}`;
}

/** Returns a violation's message without the reason, which Pulumi prints as the policy's description. */
export function pulumiMessage(policy: Policy, wrong: string): string {
  return `${wrong}. ${describeFix(policy)}`;
}

function describeFix({ fix, controls }: Policy): string {
  const source = controls.length === 0 ? "" : ` (${controls.join(", ")})`;
  return `Fix: ${fix}.${source}`;
}
