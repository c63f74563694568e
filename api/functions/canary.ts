import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

/** A function of a canary release. */
export interface Canary {
  /** Number of the published version that receives the other calls. */
  readonly stable: string;
  /** Percent of the calls that the newest version receives; 0 after a rollback. */
  readonly percent: number;
}

type AliasVersions = Pick<aws.lambda.AliasArgs, "functionVersion" | "routingConfig">;

/** Returns the canary of a route; undefined where no release names the route. */
export function canaryOf({ canary }: Settings, routeName: string): Canary | undefined {
  if (canary === undefined || !Object.hasOwn(canary.stable, routeName)) return undefined;
  return { stable: canary.stable[routeName]!, percent: canary.percent };
}

/** True if the newest version receives some of the calls. */
export function receivesShare(canary: Canary | undefined): boolean {
  return canary !== undefined && canary.percent > 0;
}

/** Returns the versions that an alias calls: the newest one, or the stable one with a share for the newest. */
export function aliasVersions(newest: pulumi.Output<string>, canary: Canary | undefined): AliasVersions {
  if (canary === undefined) return { functionVersion: newest };
  const { stable, percent } = canary;
  if (!receivesShare(canary)) return { functionVersion: stable };
  return {
    functionVersion: stable,
    // A release that does not change a function publishes no version, and Lambda rejects the same version twice. The value
    // is undefined and not {}: the provider reads no weights back as undefined, and each update would set them again.
    routingConfig: newest.apply((version) =>
      version === stable ? undefined : { additionalVersionWeights: { [version]: percent / 100 } },
    ),
  };
}
