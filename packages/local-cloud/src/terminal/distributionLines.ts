import type { LocalCloud } from "../cloud";
import { distributions, type DistributionDescription } from "../kernel/interfaces/distributions";

function running({ registry }: Pick<LocalCloud, "registry">): readonly DistributionDescription[] {
  return registry.find(distributions)?.descriptions ?? [];
}

/** Lists the addresses of distributions. */
export function distributionLines(cloud: Pick<LocalCloud, "registry">): string {
  return running(cloud)
    .map(({ label, url }) => `  Distribution ${label}: ${url}`)
    .join("\n");
}

/**
 * Returns the URL of a stage as viewers call it: behind the first distribution whose default origin is the stage's API, or
 * the stage's own. A stage may refuse requests around its distribution.
 */
export function viewerUrl(cloud: Pick<LocalCloud, "registry">, apiId: string, stageUrl: string): string {
  const { host, pathname } = new URL(stageUrl);
  const found = running(cloud).find(
    ({ originHost }) => originHost === host || originHost?.startsWith(`${apiId}.execute-api.`) === true,
  );
  return found === undefined ? stageUrl : `${found.url}${pathname}`;
}
