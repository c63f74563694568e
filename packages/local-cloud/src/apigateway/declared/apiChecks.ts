import {
  knownNumber,
  knownText,
  objectOf,
  refuseSame,
  formatValue,
  type Check,
  type TypeChecks,
} from "../../kernel/checks";
import { isJson } from "../../kernel/json";
import { isPolicyDocument } from "../../kernel/policies/policySyntax";
import { ofType, type Declared } from "../../kernel/resources";
import { declaredStages } from "./stages";

const bad = "BadRequestException";
const conflict = { code: "ConflictException", statusCode: 409 };

/** Bytes (API Gateway API reference, CreateRestApi). In the provider, -1 disables compression. */
const maxCompressionSize = 10_485_760;

/** @returns CreateRestApi's error message for a compression size; undefined for a valid size. */
export function compressionRefusal(size: unknown): string | undefined {
  if (size === undefined || size === null || size === "") return undefined;
  const bytes = Number(size);
  return Number.isInteger(bytes) && bytes >= -1 && bytes <= maxCompressionSize
    ? undefined
    : `Invalid minimum compression size, must be between 0 and ${maxCompressionSize} (minimumCompressionSize ${formatValue(size)})`;
}

const policyRefusal: Check = (state) => {
  const policy = knownText(state, "policy");
  return policy === undefined || isPolicyDocument(policy)
    ? undefined
    : "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.";
};

/** @returns CreateAuthorizer's error message for a time to live; undefined for a valid one. */
export function ttlRefusal(seconds: number | undefined): string | undefined {
  return seconds === undefined || (seconds >= 0 && seconds <= 3600)
    ? undefined
    : `Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds. (${seconds} seconds)`;
}

const authorizerUriRefusal: Check = (state) => {
  const type = knownText(state, "type") ?? "TOKEN";
  const uri = knownText(state, "authorizerUri");
  const providers = state["providerArns"];
  if (type === "COGNITO_USER_POOLS") {
    return Array.isArray(providers) && providers.length > 0
      ? undefined
      : "provider_arns must be set non-empty when authorizer type is COGNITO_USER_POOLS";
  }
  if ((state["authorizerUri"] ?? "") === "")
    return `authorizer_uri must be set non-empty when authorizer type is ${type}`;
  return uri === undefined || /^arn:[^:]+:apigateway:[^:]*:lambda:path\//.test(uri)
    ? undefined
    : `Invalid Authorizer URI: ${uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`;
};

const identitySourceRefusal: Check = (state) => {
  const wrong = (knownText(state, "identitySource") ?? "")
    .split(",")
    .map((source) => source.trim())
    .find((source) => source !== "" && !/^(?:method\.request\.\w+\.|context\.|stageVariables\.)/.test(source));
  return wrong === undefined ? undefined : `Invalid mapping expression specified: ${wrong}`;
};

const stageNameRefusal: Check = (state) => {
  const name = knownText(state, "stageName");
  if (name === undefined) return undefined;
  if (name.length > 128) return `Stage name can be at most 128 characters (${name.length} characters)`;
  return /^[\w-]+$/.test(name) ? undefined : `Stage name only allows a-zA-Z0-9_- (stage name '${name}')`;
};

const stageVariablesRefusal: Check = (state) => {
  for (const [name, value] of Object.entries(objectOf(state, "variables"))) {
    if (!/^\w+$/.test(name)) return `Invalid stage variable name: ${name}. Please use names with only word characters.`;
    if (typeof value === "string" && !/^[\w ./:?&=,~#-]*$/.test(value)) {
      return `Invalid stage variable value of key ${name}. Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.`;
    }
  }
  return undefined;
};

const accessLogRefusal: Check = (state) => {
  const settings = objectOf(state, "accessLogSettings");
  const destination = knownText(settings, "destinationArn");
  if (destination !== undefined && !/^arn:[^:]+:(?:logs|firehose):/.test(destination)) {
    return `The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream (destinationArn '${destination}')`;
  }
  const format = knownText(settings, "format");
  return format === undefined || /\$context\.(?:requestId|extendedRequestId)\b/.test(format)
    ? undefined
    : "Access Log format must include either $context.requestId or $context.extendedRequestId";
};

const canaryRefusal: Check = (state) => {
  const percent = knownNumber(objectOf(state, "canarySettings"), "percentTraffic");
  return percent === undefined || (percent >= 0 && percent <= 100)
    ? undefined
    : `Canary percent traffic must be between 0.0 and 100.0 (percentTraffic ${percent})`;
};

const deploymentRefusal: Check = ({ deployment, restApi }, _, resources) => {
  const found = ofType(resources, "aws:apigateway/deployment:Deployment").find(({ id }) => id === deployment);
  return found === undefined || found.state["restApi"] === restApi
    ? undefined
    : "Invalid Deployment identifier specified";
};

/** True if the program declares the API but not the stage. Stages of undeclared APIs are not checked. */
export function isMissingStage(api: unknown, stage: unknown, resources: readonly Declared[]): boolean {
  return (
    ofType(resources, "aws:apigateway/restApi:RestApi").some(({ id }) => id === api) &&
    !declaredStages(resources).some(({ state }) => state["restApi"] === api && state["stageName"] === stage)
  );
}

const methodSettingsRefusal: Check = (state, _, resources) => {
  if (isMissingStage(state["restApi"], state["stageName"], resources)) return "Invalid stage identifier specified";
  const path = knownText(state, "methodPath");
  const verb = path?.slice(path.lastIndexOf("/") + 1) ?? "*";
  if (!/^(?:GET|PUT|POST|DELETE|PATCH|OPTIONS|HEAD|ANY|\*)$/.test(verb)) return `Invalid method setting path: ${path}`;
  const ttl = knownNumber(objectOf(state, "settings"), "cacheTtlInSeconds");
  return ttl === undefined || (ttl >= 0 && ttl <= 3600)
    ? undefined
    : `Invalid time-to-live setting, must be an integer no greater than 3600 (cacheTtlInSeconds ${ttl})`;
};

const modelRefusal: Check = (state) => {
  const name = knownText(state, "name");
  if (name !== undefined && !/^[a-zA-Z0-9]+$/.test(name)) return `Model name must be alphanumeric: ${name}`;
  const contentType = knownText(state, "contentType");
  if (contentType !== undefined && !/^[^\s/]+\/[^\s/]+/.test(contentType))
    return `Invalid content type specified: ${contentType}`;
  const schema = knownText(state, "schema");
  return schema === undefined || isJson(schema)
    ? undefined
    : "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]";
};

/** Returns a key of the API's id and a property that must be unique in the API. */
function keyOf({ state }: Declared, property: string): string {
  return `${String(state["restApi"])} ${String(state[property])}`;
}

/** API Gateway's checks of APIs, authorizers, models, stages and their settings. */
export const apiChecks: readonly TypeChecks[] = [
  {
    type: "aws:apigateway/restApi:RestApi",
    label: "REST API",
    code: bad,
    checks: [(state) => compressionRefusal(state["minimumCompressionSize"]), policyRefusal],
  },
  {
    type: "aws:apigateway/authorizer:Authorizer",
    label: "authorizer",
    code: bad,
    checks: [
      (state) => ttlRefusal(knownNumber(state, "authorizerResultTtlInSeconds")),
      authorizerUriRefusal,
      identitySourceRefusal,
      refuseSame(
        (authorizer) => keyOf(authorizer, "name"),
        ({ state }) =>
          `Authorizer name must be unique. Authorizer ${String(state["name"])} already exists in this RestApi.`,
      ),
    ],
  },
  { type: "aws:apigateway/restApiPolicy:RestApiPolicy", label: "API policy", code: bad, checks: [policyRefusal] },
  { type: "aws:apigateway/model:Model", label: "model", code: bad, checks: [modelRefusal] },
  {
    type: "aws:apigateway/model:Model",
    label: "model",
    ...conflict,
    checks: [
      refuseSame(
        (model) => keyOf(model, "name"),
        ({ state }) => `Model name already exists for this REST API (${String(state["name"])})`,
      ),
    ],
  },
  {
    type: "aws:apigateway/stage:Stage",
    label: "stage",
    code: bad,
    checks: [stageNameRefusal, stageVariablesRefusal, accessLogRefusal, canaryRefusal, deploymentRefusal],
  },
  {
    type: "aws:apigateway/stage:Stage",
    label: "stage",
    ...conflict,
    checks: [
      refuseSame((stage) => keyOf(stage, "stageName"), stageExists),
      ({ restApi, stageName }, stage, resources) =>
        ofType(resources, "aws:apigateway/deployment:Deployment").some(
          ({ state }) => state["restApi"] === restApi && state["stageName"] === stageName,
        )
          ? `${stageExists(stage)}: a deployment with this stageName creates it, too`
          : undefined,
    ],
  },
  { type: "aws:apigateway/deployment:Deployment", label: "deployment", code: bad, checks: [stageNameRefusal] },
  {
    type: "aws:apigateway/methodSettings:MethodSettings",
    label: "method settings",
    code: bad,
    checks: [methodSettingsRefusal],
  },
];

function stageExists({ state }: Declared): string {
  return `Stage already exists (${String(state["stageName"])})`;
}
