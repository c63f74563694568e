import { Refusal } from "../../kernel/errors";
import { accountId, declaredName, digest, partition, shortId } from "../../kernel/identity";
import { apis } from "../../kernel/interfaces/apis";
import {
  ofType,
  type EmulatedTypes,
  type Properties,
  type ProviderContext,
  type Providers,
} from "../../kernel/resources";
import { definitionTypes } from "./definitionTypes";

/** Returns forty letters and digits, like API Gateway's generated keys. The value is equal on every run of a stack. */
function keyValue(hex: string): string {
  return BigInt(`0x${hex}`).toString(36).padStart(40, "0").slice(-40);
}

/**
 * Rejects an API key with CreateApiKey's errors (recorded: api-keys/create-value-too-short, create-name-too-long). The
 * limit of 128 characters is also API Gateway's message.
 */
function checkApiKey(resource: string, { value, name }: Properties): void {
  const refuse = (message: string) => {
    throw new Refusal(resource, { statusCode: 400, code: "BadRequestException", message });
  };
  if (typeof value === "string" && value.length < 20) refuse("API Key value should be at least 20 characters");
  if (typeof value === "string" && value.length > 128) refuse("API Key value exceeds maximum size of 128 characters");
  if (typeof name === "string" && name.length > 1024) refuse("Invalid API Key name, can be at most 1024 characters.");
}

async function stageOutputs(context: ProviderContext, api: string, stage: string) {
  return {
    executionArn: `arn:${partition}:execute-api:${context.region}:${accountId}:${api}/${stage}`,
    invokeUrl: `${await context.registry.use(apis).endpoint(api)}/${stage}`,
  };
}

/** Resource types of REST APIs, API keys and usage plans. */
export const types: EmulatedTypes = {
  ...definitionTypes,
  "aws:apigateway/deployment:Deployment": {
    reads: ["restApi", "stageName", "variables"],
    ignores: ["description", "stageDescription", "triggers"],
    provide: async ({ type, name, inputs }, context) => ({
      id: shortId(context, type, name).slice(-6),
      // Up to version 6 of the provider, a deployment with `stageName` also creates the stage.
      state: await stageOutputs(context, String(inputs["restApi"]), (inputs["stageName"] as string | undefined) ?? ""),
    }),
  },
  "aws:apigateway/stage:Stage": {
    reads: [
      "accessLogSettings.destinationArn",
      "accessLogSettings.format",
      "cacheClusterEnabled",
      "cacheClusterSize",
      "deployment",
      "restApi",
      "stageName",
      "variables",
    ],
    ignores: ["description", "documentationVersion", "xrayTracingEnabled"],
    provide: async ({ inputs }, context) => {
      const api = String(inputs["restApi"]);
      const stage = String(inputs["stageName"]);
      return {
        id: `ags-${api}-${stage}`,
        state: {
          arn: `arn:${partition}:apigateway:${context.region}::/restapis/${api}/stages/${stage}`,
          webAclArn: "",
          ...(await stageOutputs(context, api, stage)),
        },
      };
    },
  },
  "aws:apigateway/methodSettings:MethodSettings": {
    reads: [
      "methodPath",
      "restApi",
      "settings.cacheTtlInSeconds",
      "settings.cachingEnabled",
      "settings.metricsEnabled",
      "settings.requireAuthorizationForCacheControl",
      "settings.throttlingBurstLimit",
      "settings.throttlingRateLimit",
      "settings.unauthorizedCacheControlHeaderStrategy",
      "stageName",
    ],
    ignores: ["settings.cacheDataEncrypted", "settings.dataTraceEnabled", "settings.loggingLevel"],
    provide: ({ inputs }) => ({
      id: `${String(inputs["restApi"])}-${String(inputs["stageName"])}-${String(inputs["methodPath"])}`,
      state: {},
    }),
  },
  "aws:apigateway/apiKey:ApiKey": {
    reads: ["enabled", "name", "value"],
    ignores: ["customerId", "description"],
    provide: ({ type, name, inputs }, location) => {
      checkApiKey(`API key ${name}`, inputs);
      const id = shortId(location, type, name);
      return {
        id,
        state: {
          name: declaredName({ type, name, inputs }, location),
          arn: `arn:${partition}:apigateway:${location.region}::/apikeys/${id}`,
          value: inputs["value"] ?? keyValue(digest(location, type, name, "value")),
          enabled: inputs["enabled"] ?? true,
        },
      };
    },
  },
  "aws:apigateway/usagePlan:UsagePlan": {
    reads: [
      "apiStages.apiId",
      "apiStages.stage",
      "name",
      "quotaSettings.limit",
      "quotaSettings.offset",
      "quotaSettings.period",
      "throttleSettings.burstLimit",
      "throttleSettings.rateLimit",
    ],
    ignores: ["description", "productCode"],
    provide: ({ type, name, inputs }, location) => {
      const id = shortId(location, type, name).slice(-6);
      return {
        id,
        state: {
          name: declaredName({ type, name, inputs }, location),
          arn: `arn:${partition}:apigateway:${location.region}::/usageplans/${id}`,
        },
      };
    },
  },
  "aws:apigateway/usagePlanKey:UsagePlanKey": {
    reads: ["keyId", "usagePlanId"],
    ignores: ["keyType"],
    provide: ({ inputs }, _, earlier) => {
      const key = ofType(earlier, "aws:apigateway/apiKey:ApiKey").find(({ id }) => id === inputs["keyId"]);
      const { name, value } = key?.state ?? {};
      return { id: String(inputs["keyId"]), state: key === undefined ? {} : { name, value } };
    },
  },
};

/** The account's role for API logs has no effect in a local run. */
export const names: Providers = {
  "aws:apigateway/account:Account": () => ({ id: "api-gateway-account", state: {} }),
};
