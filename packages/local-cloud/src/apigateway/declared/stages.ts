import { ofType, type Declared } from "../../kernel/resources";

/**
 * Returns the declared stages of all APIs, and the stages that deployments create by `stageName` (up to version 6 of
 * the provider).
 */
export function declaredStages(resources: readonly Declared[]): Declared[] {
  const own = ofType(resources, "aws:apigateway/stage:Stage");
  const implicit = ofType(resources, "aws:apigateway/deployment:Deployment")
    .filter(({ state }) => typeof state["stageName"] === "string" && state["stageName"] !== "")
    .map((deployment) => ({ ...deployment, state: { ...deployment.state, deployment: deployment.id } }))
    .filter(({ state }) => !own.some((stage) => isSame(stage.state, state)));
  return [...own, ...implicit];
}

function isSame(a: Declared["state"], b: Declared["state"]): boolean {
  return a["restApi"] === b["restApi"] && a["stageName"] === b["stageName"];
}
