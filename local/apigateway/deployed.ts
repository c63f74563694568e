import { UserError } from "../engine/errors";
import { ofType, type Declared, type Properties } from "../engine/resources";
import type { DeployedApi } from "./gateway";
import { importDocument } from "./importDocument";
import type { ApiKey, Stage, Throttle, UsagePlan } from "./model";
import { createRouter } from "./router";

/** The declared APIs with their stages, by API id. @throws UserError for a document that cannot be imported. */
export function deployedApis(resources: readonly Declared[]): Map<string, DeployedApi> {
  return new Map(
    ofType(resources, "aws:apigateway/restApi:RestApi").map(({ id, name, state }) => {
      const api = importDocument(id, String(state["name"]), documentOf(name, state));
      const stages = ofType(resources, "aws:apigateway/stage:Stage")
        .filter((stage) => stage.state["restApi"] === id)
        .map((stage) => stageOf(stage, resources));
      return [
        id,
        { api, router: createRouter(api.methods), stages: new Map(stages.map((stage) => [stage.name, stage])) },
      ];
    }),
  );
}

function documentOf(name: string, { body }: Properties): Record<string, unknown> {
  try {
    return JSON.parse((body as string | undefined) ?? "{}") as Record<string, unknown>;
  } catch (error) {
    throw new UserError(`REST API ${name}: its body is not JSON (${(error as Error).message})`);
  }
}

function stageOf({ state }: Declared, resources: readonly Declared[]): Stage {
  const name = String(state["stageName"]);
  const accessLog = state["accessLogSettings"] as { destinationArn: string; format: string } | undefined;
  const settings = ofType(resources, "aws:apigateway/methodSettings:MethodSettings").filter(
    ({ state: each }) => each["restApi"] === state["restApi"] && each["stageName"] === name,
  );
  return {
    name,
    deploymentId: String(state["deployment"]),
    variables: state["variables"] as Record<string, string> | undefined,
    accessLog:
      accessLog === undefined
        ? undefined
        : { group: accessLog.destinationArn.split(":log-group:")[1] ?? "access-logs", format: accessLog.format },
    throttles: Object.fromEntries(
      settings.flatMap(({ state: each }) => {
        const throttle = throttleOf(each["settings"] as Properties, "throttlingBurstLimit", "throttlingRateLimit");
        return throttle === undefined ? [] : [[String(each["methodPath"]), throttle]];
      }),
    ),
  };
}

function throttleOf(settings: Properties | undefined, burst: string, rate: string): Throttle | undefined {
  const burstLimit = settings?.[burst] as number | undefined;
  const rateLimit = settings?.[rate] as number | undefined;
  if (burstLimit === undefined || rateLimit === undefined || burstLimit < 0 || rateLimit < 0) return undefined;
  return { burstLimit, rateLimit };
}

export function declaredKeys(resources: readonly Declared[]): ApiKey[] {
  return ofType(resources, "aws:apigateway/apiKey:ApiKey").map(({ id, state }) => ({
    id,
    value: String(state["value"]),
    enabled: state["enabled"] === true,
  }));
}

export function declaredPlans(resources: readonly Declared[]): UsagePlan[] {
  const planKeys = ofType(resources, "aws:apigateway/usagePlanKey:UsagePlanKey");
  return ofType(resources, "aws:apigateway/usagePlan:UsagePlan").map(({ id, state }) => {
    const quota = state["quotaSettings"] as { limit: number; period: string; offset?: number } | undefined;
    const stages = (state["apiStages"] ?? []) as { apiId: string; stage: string }[];
    return {
      id,
      throttle: throttleOf(state["throttleSettings"] as Properties | undefined, "burstLimit", "rateLimit"),
      quota:
        quota === undefined
          ? undefined
          : { limit: quota.limit, period: quota.period as "DAY" | "WEEK" | "MONTH", offset: quota.offset ?? 0 },
      stages: stages.map(({ apiId, stage }) => ({ apiId, stage })),
      keyIds: new Set(
        planKeys.filter(({ state: key }) => key["usagePlanId"] === id).map(({ state: key }) => String(key["keyId"])),
      ),
    };
  });
}
