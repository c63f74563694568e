import type { apigateway } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const stage = "aws:apigateway/stage:Stage";
const methodSettings = "aws:apigateway/methodSettings:MethodSettings";

/** Logs and traces of a stage. */
export const apiLogPolicies: readonly Policy[] = [
  resourcePolicy<apigateway.MethodSettingsArgs>({
    name: "api-execution-logs",
    level: "mandatory",
    controls: ["APIGateway.1", "CKV2_AWS_4"],
    reason: "without execution logs nobody can tell why the gateway itself refused a request",
    fix: "set loggingLevel to ERROR on */*; it needs API Gateway's account role (apiGatewayAccountRole)",
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
    reason: "without access logs nobody can tell who called what",
    fix: "set accessLogSettings to a log group; it needs API Gateway's account role (apiGatewayAccountRole)",
    types: [stage],
    check: ({ props }) => (props.accessLogSettings === undefined ? ["accessLogSettings is not set"] : []),
  }),
  resourcePolicy<apigateway.StageArgs>({
    name: "api-access-log-format",
    level: "mandatory",
    controls: ["WS2001"],
    reason:
      "a log that is no JSON cannot be queried by field, and one that holds the key gives it to all who read logs",
    fix: "write the format as a JSON object of $context variables, with $context.identity.apiKeyId for the caller",
    types: [stage],
    check: ({ props: { accessLogSettings } }) =>
      accessLogSettings === undefined ? [] : formatDefects(accessLogSettings.format),
  }),
  resourcePolicy<apigateway.StageArgs>({
    name: "api-tracing",
    level: "mandatory",
    controls: ["APIGateway.3", "CKV_AWS_73"],
    reason: "without traces nobody can tell which part of a slow request was slow",
    fix: "set xrayTracingEnabled to true",
    types: [stage],
    check: ({ props }) => (props.xrayTracingEnabled === true ? [] : ["xrayTracingEnabled is not true"]),
  }),
];

function formatDefects(format: string): string[] {
  return [
    ...(isJsonObject(format) ? [] : ["the format of the access log is no JSON object"]),
    // Not the key's id, whose name begins with the key's.
    ...(/\$context\.identity\.apiKey(?!Id)/.test(format) ? ["the access log holds $context.identity.apiKey"] : []),
  ];
}

/** Unquoted variables, such as `"status":$context.status`, are numbers once written. */
function isJsonObject(format: string): boolean {
  try {
    const value: unknown = JSON.parse(format.replace(/:\s*\$[\w.]+/g, ":0"));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
