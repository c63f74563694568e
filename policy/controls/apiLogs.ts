import type { apigateway } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const stage = "aws:apigateway/stage:Stage";
const methodSettings = "aws:apigateway/methodSettings:MethodSettings";

/** Policies of a stage's logs and traces. */
export const apiLogPolicies: readonly Policy[] = [
  resourcePolicy<apigateway.MethodSettingsArgs>({
    name: "api-execution-logs",
    level: "mandatory",
    controls: ["APIGateway.1", "CKV2_AWS_4"],
    reason: "without execution logs, the reason why API Gateway rejected a request is unknown",
    fix: "set loggingLevel to ERROR on */*; this requires API Gateway's account role (apiGatewayAccountRole)",
    types: [methodSettings],
    check: ({ props: { methodPath, settings } }) =>
      methodPath !== "*/*" || ["ERROR", "INFO"].includes(settings.loggingLevel ?? "OFF")
        ? []
        : [`loggingLevel of ${methodPath} is ${settings.loggingLevel ?? "not set"}`],
  }),
  resourcePolicy<apigateway.MethodSettingsArgs>({
    name: "api-no-data-trace",
    level: "mandatory",
    controls: ["CKV_AWS_276"],
    reason: "a data trace writes whole requests to the log, keys and bodies included",
    fix: "set dataTraceEnabled to false",
    types: [methodSettings],
    check: ({ props: { methodPath, settings } }) =>
      settings.dataTraceEnabled === true ? [`dataTraceEnabled of ${methodPath} is true`] : [],
  }),
  resourcePolicy<apigateway.StageArgs>({
    name: "api-access-logs",
    level: "mandatory",
    controls: ["CKV_AWS_76", "WS2001"],
    reason: "without access logs, there is no record of callers and requests",
    fix: "set accessLogSettings to a log group; this requires API Gateway's account role (apiGatewayAccountRole)",
    types: [stage],
    check: ({ props }) => (props.accessLogSettings === undefined ? ["accessLogSettings is not set"] : []),
  }),
  resourcePolicy<apigateway.StageArgs>({
    name: "api-access-log-format",
    level: "mandatory",
    controls: ["WS2001"],
    reason:
      "a log that is not JSON cannot be queried by field, and a log that contains keys shows them to all who read logs",
    fix: "set the format to a JSON object of $context variables, with $context.identity.apiKeyId for the caller",
    types: [stage],
    check: ({ props: { accessLogSettings } }) =>
      accessLogSettings === undefined ? [] : formatDefects(accessLogSettings.format),
  }),
  resourcePolicy<apigateway.StageArgs>({
    name: "api-tracing",
    level: "mandatory",
    controls: ["APIGateway.3", "CKV_AWS_73"],
    reason: "without traces, the slow part of a slow request is unknown",
    fix: "set xrayTracingEnabled to true",
    types: [stage],
    check: ({ props }) => (props.xrayTracingEnabled === true ? [] : ["xrayTracingEnabled is not true"]),
  }),
];

function formatDefects(format: string): string[] {
  return [
    ...(isJsonObject(format) ? [] : ["the format of the access log is not a JSON object"]),
    ...(/\$context\.identity\.apiKey(?!Id)/.test(format) ? ["the access log contains $context.identity.apiKey"] : []),
  ];
}

/** Variables without quotes, such as `"status":$context.status`, are numbers in the log. */
function isJsonObject(format: string): boolean {
  try {
    const value: unknown = JSON.parse(format.replace(/:\s*\$[\w.]+/g, ":0"));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
