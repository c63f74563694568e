import { UserError } from "../../kernel/errors";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import { checkCacheKey, checkIntegration, checkPaths } from "./refusals";
import { checkDeployed, checkDeployment, checkOrder, declaredDefinition } from "./methods";
import type { DeployedApi } from "../gateway";
import { compressionSize, importDocument } from "./importDocument";
import { declaredPolicy } from "./policies";
import type { Api, ApiDefinition, ApiKey, MethodCacheSettings, Stage, Throttle, UsagePlan } from "./model";
import { declaredStages } from "./stages";
import { createRouter } from "../stages/route";

/**
 * Returns the declared APIs with their stages, keyed by API id.
 *
 * @throws Refusal if API Gateway would reject an import or deployment.
 */
export function deployedApis(resources: readonly Declared[]): Map<string, DeployedApi> {
  checkOrder(resources);
  for (const deployment of ofType(resources, "aws:apigateway/deployment:Deployment")) {
    checkDeployment(deployment, resources);
  }
  return new Map(
    ofType(resources, "aws:apigateway/restApi:RestApi").map((restApi) => {
      const api = apiOf(restApi, resources);
      const stages = declaredStages(resources)
        .filter((stage) => stage.state["restApi"] === restApi.id)
        .map((stage) => stageOf(stage, resources));
      return [
        restApi.id,
        { api, router: createRouter(api.methods), stages: new Map(stages.map((stage) => [stage.name, stage])) },
      ];
    }),
  );
}

/** Merges an API's OpenAPI document with the resources that extend it. */
function apiOf(restApi: Declared, resources: readonly Declared[]): Api {
  const { id, name, state } = restApi;
  const body = state["body"] as string | undefined;
  const parameters = (state["parameters"] ?? {}) as Properties;
  const imported = body === undefined ? undefined : importDocument(`REST API ${name}`, body, parameters["basepath"]);
  const declared = declaredDefinition(restApi, resources);
  const methods = [...(imported?.methods ?? []), ...declared.methods];
  checkPaths(
    `REST API ${name}`,
    methods.map(({ resourcePath }) => resourcePath),
  );
  checkDeployed(restApi, methods.length, resources);
  for (const method of methods) {
    const resource = `REST API ${name}: ${method.httpMethod} ${method.resourcePath}`;
    checkIntegration(resource, method.integration);
    checkCacheKey(resource, method);
  }
  return {
    ...settingsOf(restApi, imported, resources),
    id,
    arn: String(state["arn"]),
    name: String(state["name"]),
    methods,
    models: { ...declared.models, ...imported?.models },
    gatewayResponses: { ...imported?.gatewayResponses, ...declared.gatewayResponses },
    binaryMediaTypes: [...(imported?.binaryMediaTypes ?? []), ...declared.binaryMediaTypes],
    apiKeySource: imported?.apiKeySource === "AUTHORIZER" ? "AUTHORIZER" : declared.apiKeySource,
  };
}

/** Returns the settings of an API. Inputs of the RestApi resource override its document. */
function settingsOf(
  restApi: Declared,
  imported: ApiDefinition | undefined,
  resources: readonly Declared[],
): Pick<Api, "minimumCompressionSize" | "policy" | "isEndpointDisabled" | "isEdge"> {
  const { state } = restApi;
  const size = state["minimumCompressionSize"];
  const minimumCompressionSize = size === undefined ? imported?.minimumCompressionSize : compressionSize(size);
  const policy = declaredPolicy(restApi, imported?.policy, resources);
  const disabled = (state["disableExecuteApiEndpoint"] as boolean | undefined) ?? imported?.isEndpointDisabled;
  return {
    ...(isEdge(state) ? { isEdge: true } : {}),
    ...(minimumCompressionSize === undefined ? {} : { minimumCompressionSize }),
    ...(policy === undefined ? {} : { policy }),
    // The local address also serves the API's custom domain, so it stays enabled if there is one.
    ...(disabled === true && !hasDomain(restApi, resources) ? { isEndpointDisabled: true } : {}),
  };
}

/** Edge-optimized is the default (API Gateway API reference, EndpointConfiguration). */
function isEdge(state: Properties): boolean {
  const { types } = (state["endpointConfiguration"] ?? {}) as { readonly types?: string | readonly string[] };
  return types === undefined || [types].flat().includes("EDGE");
}

function hasDomain({ id }: Declared, resources: readonly Declared[]): boolean {
  const mappings = ofType(resources, "aws:apigateway/basePathMapping:BasePathMapping");
  return mappings.some(({ inputs }) => inputs["restApi"] === id);
}

function stageOf({ name: logicalName, state }: Declared, resources: readonly Declared[]): Stage {
  const name = String(state["stageName"]);
  if (name === "_local")
    throw new UserError(`stage ${logicalName}: the stage name _local is reserved for the local cloud's own pages`);
  const accessLog = state["accessLogSettings"] as { destinationArn: string; format: string } | undefined;
  const settings = ofType(resources, "aws:apigateway/methodSettings:MethodSettings").filter(
    ({ state: each }) => each["restApi"] === state["restApi"] && each["stageName"] === name,
  );
  /** Reads a value from the settings of each method path. */
  const byMethodPath = <T>(read: (settings: Properties) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      settings.flatMap(({ state: each }) => {
        const found = read((each["settings"] ?? {}) as Properties);
        return found === undefined ? [] : [[String(each["methodPath"]), found]];
      }),
    );
  return {
    name,
    deploymentId: String(state["deployment"]),
    variables: state["variables"] as Record<string, string> | undefined,
    accessLog:
      accessLog === undefined
        ? undefined
        : { group: accessLog.destinationArn.split(":log-group:")[1] ?? "access-logs", format: accessLog.format },
    throttles: byMethodPath((each) => throttleOf(each, "throttlingBurstLimit", "throttlingRateLimit")),
    cache:
      state["cacheClusterEnabled"] === true
        ? { gigabytes: Number(state["cacheClusterSize"] ?? 0.5), methods: byMethodPath(cachingOf) }
        : undefined,
  };
}

function cachingOf(settings: Properties): MethodCacheSettings {
  return {
    enabled: settings["cachingEnabled"] as boolean | undefined,
    ttlSeconds: settings["cacheTtlInSeconds"] as number | undefined,
    needsPermission: settings["requireAuthorizationForCacheControl"] as boolean | undefined,
    refusal: settings["unauthorizedCacheControlHeaderStrategy"] as string | undefined,
  };
}

function throttleOf(settings: Properties | undefined, burst: string, rate: string): Throttle | undefined {
  const burstLimit = settings?.[burst] as number | undefined;
  const rateLimit = settings?.[rate] as number | undefined;
  if (burstLimit === undefined || rateLimit === undefined || burstLimit < 0 || rateLimit < 0) return undefined;
  return { burstLimit, rateLimit };
}

export function declaredKeys(resources: readonly Declared[]): ApiKey[] {
  return ofType(resources, "aws:apigateway/apiKey:ApiKey").map(({ id, name, state }) => ({
    id,
    name,
    value: String(state["value"]),
    enabled: state["enabled"] === true,
  }));
}

export function declaredPlans(resources: readonly Declared[]): UsagePlan[] {
  const planKeys = ofType(resources, "aws:apigateway/usagePlanKey:UsagePlanKey");
  return ofType(resources, "aws:apigateway/usagePlan:UsagePlan").map(({ id, name, state }) => {
    const quota = state["quotaSettings"] as { limit: number; period: string; offset?: number } | undefined;
    const stages = (state["apiStages"] ?? []) as { apiId: string; stage: string }[];
    return {
      id,
      name,
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
