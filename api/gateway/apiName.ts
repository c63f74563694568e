/** Maximum number of characters of the service in a sampling rule (X-Ray API reference, SamplingRule). */
const maxServiceLength = 64;

/**
 * Returns the name of a stack's REST API. API Gateway's metrics and X-Ray's services are keyed by it, so it is unique
 * among the stacks of all projects: names of projects and stacks contain no slash.
 */
export function apiName(name: string, project: string, stack: string): string {
  return `${project}/${stack}/${name}`;
}

/**
 * Returns the service of a stage in a sampling rule: `<API>/<stage>` (X-Ray Developer Guide, "Configuring sampling
 * rules"). A long name ends with a wildcard.
 */
export function sampledService(api: string, stageName: string): string {
  const service = `${api}/${stageName}`;
  return service.length > maxServiceLength ? `${service.slice(0, maxServiceLength - 1)}*` : service;
}
