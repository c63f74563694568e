import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLogGroup } from "../shared/logGroup";
import type { Stack } from "../shared/stack";
import { trustIn } from "../shared/trust";

export interface ApiLogging {
  readonly accessLogSettings?: aws.types.input.apigateway.StageAccessLogSettings;
  /** The account-wide role if this stack declares it, else empty. API Gateway writes no logs without it. */
  readonly accountRole: readonly pulumi.Resource[];
  /** Empty without `executionLogs`. */
  readonly executionLogGroup: readonly pulumi.Resource[];
}

/** One JSON line per request. It contains the key's id, never the key. */
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
  readonly stack: Stack;
}

/** Declares the log groups of the API and, if `apiGatewayAccountRole` is `create`, the account's role for them. */
export function createLogging(
  name: string,
  { restApi, stack }: ApiLoggingArgs,
  opts: pulumi.CustomResourceOptions,
): ApiLogging {
  const { accessLogs, executionLogs, apiGatewayAccountRole, stageName } = stack.settings;
  const accountRole = apiGatewayAccountRole === "create" ? [createAccountRole(name, opts)] : [];
  const executionLogGroup = executionLogs
    ? [
        createLogGroup(
          `${name}-execution-logs`,
          {
            // API Gateway fixes this name. The program declares the group to set its retention.
            name: pulumi.interpolate`API-Gateway-Execution-Logs_${restApi.id}/${stageName}`,
            stack,
          },
          opts,
        ),
      ]
    : [];
  if (!accessLogs) return { accountRole, executionLogGroup };
  const group = createLogGroup(`${name}-access-logs`, { stack }, opts);
  return {
    accountRole,
    executionLogGroup,
    accessLogSettings: { destinationArn: group.arn, format: accessLogFormat },
  };
}

/**
 * Declares the role with which API Gateway writes logs. All APIs of the account and region share it.
 *
 * It is retained, because deleting it would stop the logs of all other APIs.
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
