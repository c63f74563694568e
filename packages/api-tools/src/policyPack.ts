import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadTypeScript, UserError, type Program } from "@onemachine/local-cloud";

/** A resource, as Pulumi hands it to a policy pack and as a program registers it under mocks. */
export interface PolicyResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Inputs, without Outputs and secret wrappers. */
  readonly props: Readonly<Record<string, unknown>>;
  /** Pulumi's own option. */
  readonly protect: boolean;
  /** URNs of what it refers to or waits for. */
  readonly dependencies: readonly string[];
}

/** Why a violation is accepted. */
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
  /** A clause. */
  readonly wrong: string;
  /** The same as a sentence, with reason and fix. */
  readonly message: string;
  readonly suppression?: Suppression;
}

/** The module `offline.ts` of a policy pack's folder. */
export interface PolicyPack {
  readonly policies: readonly { readonly name: string }[];
  readonly suppressions: readonly Suppression[];
  readonly violationsOf: (
    resources: readonly PolicyResource[],
    policies: PolicyPack["policies"],
    suppressions: readonly Suppression[],
  ) => Violation[];
  /** Suppressions that accept none of the violations. */
  readonly unused: (suppressions: readonly Suppression[], violations: readonly Violation[]) => Suppression[];
}

/** A pack without policies. */
const none: PolicyPack = { policies: [], suppressions: [], violationsOf: () => [], unused: () => [] };

/** The pack of a folder; without a name that of `policy/`, or one without policies where there is no such folder. */
export function policyPackIn(dir: string, folder: string | undefined): PolicyPack {
  return folder === undefined && !existsSync(join(dir, "policy")) ? none : policyPackOf(dir, folder);
}

/**
 * Loads a project's policy pack.
 *
 * @param folder relative to the project's.
 * @throws UserError where the folder has no offline.ts.
 */
export function policyPackOf(dir: string, folder = "policy"): PolicyPack {
  const file = resolve(dir, folder, "offline.ts");
  if (!existsSync(file)) throw new UserError(`--policy-pack ${folder}: ${join(folder, "offline.ts")} is missing`);
  return loadTypeScript(dir, file) as PolicyPack;
}

/** What a program registers, as policies see it. Components are no resources of AWS. */
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
