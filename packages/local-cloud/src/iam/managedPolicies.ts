import { partition } from "../kernel/identity";

/**
 * What AWS's own policies allow on the services that are emulated here (AWS Managed Policy Reference Guide). Their
 * statements on other services matter to nobody here and are left out.
 */
const actions: Readonly<Record<string, readonly string[]>> = {
  AmazonDynamoDBFullAccess: ["dynamodb:*"],
  AmazonDynamoDBFullAccess_v2: ["dynamodb:*"],
  AmazonDynamoDBReadOnlyAccess: [
    "dynamodb:BatchGetItem",
    "dynamodb:Describe*",
    "dynamodb:GetItem",
    "dynamodb:List*",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
  ],
  AmazonS3FullAccess: ["s3:*", "s3-object-lambda:*"],
  AmazonS3ReadOnlyAccess: ["s3:Describe*", "s3:Get*", "s3:List*"],
  AWSLambda_FullAccess: ["lambda:*"],
  AWSXRayDaemonWriteAccess: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  AWSXrayWriteOnlyAccess: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  CloudWatchFullAccess: ["logs:*"],
  CloudWatchFullAccessV2: ["logs:*"],
  CloudWatchLogsFullAccess: ["logs:*"],
  "service-role/AWSLambdaBasicExecutionRole": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  "service-role/AWSLambdaVPCAccessExecutionRole": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
};

/** The document of one of AWS's own policies; undefined for one that is not known here. */
export function managedPolicy(policyArn: string): string | undefined {
  const allowed = actions[policyArn.replace(`arn:${partition}:iam::aws:policy/`, "")];
  return allowed && JSON.stringify({ Statement: [{ Effect: "Allow", Action: allowed, Resource: "*" }] });
}
