import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadTypeScript, UserError, type Program } from "@onemachine/local-cloud";

/** A resource in the form that Pulumi passes to policy packs. */
export interface PolicyResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Resolved inputs, without Outputs and secret wrappers. */
  readonly props: Readonly<Record<string, unknown>>;
  /** Resource option `protect`. */
  readonly protect: boolean;
  /** URNs of the resources that this one depends on. */
  readonly dependencies: readonly string[];
}

/** An accepted violation with its reason. */
interface Suppression {
  readonly policy: string;
  readonly reason: string;
}

/** A resource that breaks a policy. */
export interface Violation {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly type: string;
  readonly name: string;
  /** The fault, as a clause. */
  readonly wrong: string;
  /** Full sentence with reason and fix. */
  readonly message: string;
  readonly suppression?: Suppression;
}

/** Exports of a policy pack's `offline.ts`. */
export interface PolicyPack {
  readonly policies: readonly { readonly name: string; readonly types: readonly string[] }[];
  readonly suppressions: readonly Suppression[];
  readonly violationsOf: (
    resources: readonly PolicyResource[],
    policies: PolicyPack["policies"],
    suppressions: readonly Suppression[],
  ) => Violation[];
  /** Returns the suppressions of `applied` policies that match none of the violations. */
  readonly unused: (
    suppressions: readonly Suppression[],
    violations: readonly Violation[],
    applied: PolicyPack["policies"],
  ) => Suppression[];
}

/** A pack without policies. */
const none: PolicyPack = { policies: [], suppressions: [], violationsOf: () => [], unused: () => [] };

/** Loads the pack in a folder. Without a folder, loads `policy/`, or an empty pack if that does not exist. */
export function policyPackIn(dir: string, folder: string | undefined): PolicyPack {
  return folder === undefined && !existsSync(join(dir, "policy")) ? none : policyPackOf(dir, folder);
}

/**
 * Loads a project's policy pack.
 *
 * @param folder relative to the project's folder.
 * @throws UserError if the folder contains no offline.ts.
 */
export function policyPackOf(dir: string, folder = "policy"): PolicyPack {
  const file = resolve(dir, folder, "offline.ts");
  if (!existsSync(file)) throw new UserError(`--policy-pack is ${folder}: it must contain offline.ts`);
  return loadTypeScript(dir, file) as PolicyPack;
}

/** Converts a program's custom resources to the form that policies read. Components are left out. */
export function policyResources({ resources }: Pick<Program, "resources">): PolicyResource[] {
  return resources
    .filter(({ custom }) => custom)
    .map(({ type, name, urn, inputs, options }) => ({
      type,
      name,
      urn,
      props: inputs,
      protect: options.protect,
      dependencies: options.dependencies,
    }));
}
