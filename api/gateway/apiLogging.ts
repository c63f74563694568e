import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLogGroup } from "../shared/logGroup";
import type { Settings } from "../settings";
import { trustIn } from "../shared/trust";

export interface ApiLogging {
  readonly accessLogSettings?: aws.types.input.apigateway.StageAccessLogSettings;
  /** The account-wide role, when this stack declares it: logs fail without it. */
  readonly accountRole: readonly pulumi.Resource[];
  readonly executionLogGroup: readonly pulumi.Resource[];
}

/** One line per request: who (the key's id, never the key), what, how long, with what outcome. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  apiKeyId: "$context.identity.apiKeyId",
  httpMethod: "$context.httpMethod",
  resourcePath: "$context.resourcePath",
  status: "$context.status",
  errorType: "$context.error.responseType",
  integrationStatus: "$context.integration.status",
  responseLatency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  responseLength: "$context.responseLength",
});

export interface ApiLoggingArgs {
  readonly restApi: aws.apigateway.RestApi;
  readonly settings: Settings;
  readonly key: aws.kms.Key | undefined;
}

/** Log groups of the API with retention, and the account's role for them where this stack owns it. */
export function createLogging(
  name: string,
  { restApi, settings, key }: ApiLoggingArgs,
  opts: pulumi.CustomResourceOptions,
): ApiLogging {
  const { accessLogs, executionLogs, apiGatewayAccountRole } = settings;
  const accountRole = apiGatewayAccountRole === "create" ? [createAccountRole(name, opts)] : [];
  const executionLogGroup = executionLogs
    ? [
        createLogGroup(
          `${name}-execution-logs`,
          {
            // API Gateway fixes this name; declared here only for its retention.
            name: pulumi.interpolate`API-Gateway-Execution-Logs_${restApi.id}/${settings.stageName}`,
            settings,
            key,
          },
          opts,
        ),
      ]
    : [];
  if (!accessLogs) return { accountRole, executionLogGroup };
  const group = createLogGroup(`${name}-access-logs`, { settings, key }, opts);
  return {
    accountRole,
    executionLogGroup,
    accessLogSettings: { destinationArn: group.arn, format: accessLogFormat },
  };
}

/**
 * One per account and region, shared by every API there: `retainOnDelete`, because destroying it would silence the
 * logs of all others.
 */
function createAccountRole(name: string, opts: pulumi.CustomResourceOptions): aws.apigateway.Account {
  const retained = { ...opts, retainOnDelete: true };
  const role = new aws.iam.Role(
    `${name}-account-role`,
    {
      assumeRolePolicy: trustIn("apigateway"),
    },
    retained,
  );
  const attachment = new aws.iam.RolePolicyAttachment(
    `${name}-account-policy`,
    {
      role: role.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    },
    retained,
  );
  return new aws.apigateway.Account(
    `${name}-account`,
    { cloudwatchRoleArn: role.arn },
    { ...retained, dependsOn: [attachment] },
  );
}
