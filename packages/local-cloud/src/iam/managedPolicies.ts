import { partition } from "../kernel/identity";

/**
 * Actions that AWS managed policies allow on emulated services (AWS Managed Policy Reference Guide). Statements about
 * other services have no effect locally and are omitted.
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
  AmazonEventBridgeFullAccess: ["events:*", "scheduler:*"],
  AmazonEventBridgeReadOnlyAccess: ["events:Describe*", "events:List*", "events:TestEventPattern"],
  AmazonS3FullAccess: ["s3:*", "s3-object-lambda:*"],
  AmazonS3ReadOnlyAccess: ["s3:Describe*", "s3:Get*", "s3:List*"],
  AmazonSNSFullAccess: ["sns:*"],
  AmazonSNSReadOnlyAccess: ["sns:CheckIfPhoneNumberIsOptedOut", "sns:Get*", "sns:List*"],
  AmazonSQSFullAccess: ["sqs:*"],
  AmazonSQSReadOnlyAccess: [
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ListDeadLetterSourceQueues",
    "sqs:ListMessageMoveTasks",
    "sqs:ListQueues",
    "sqs:ListQueueTags",
  ],
  AWSLambda_FullAccess: ["lambda:*"],
  AWSXRayDaemonWriteAccess: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  AWSXrayWriteOnlyAccess: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  CloudWatchEventsFullAccess: ["events:*", "scheduler:*"],
  CloudWatchEventsReadOnlyAccess: ["events:Describe*", "events:List*", "events:TestEventPattern"],
  CloudWatchFullAccess: ["logs:*", "sns:*"],
  CloudWatchFullAccessV2: [
    ...["logs:*", "sns:CreateTopic", "sns:ListSubscriptions", "sns:ListSubscriptionsByTopic", "sns:ListTopics"],
    "sns:Subscribe",
  ],
  CloudWatchLogsFullAccess: ["logs:*"],
  "service-role/AWSLambdaBasicExecutionRole": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ],
  "service-role/AWSLambdaVPCAccessExecutionRole": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
};

/** Services to which a policy allows passing any role. */
const passedTo: Readonly<Record<string, readonly string[]>> = {
  AmazonEventBridgeFullAccess: ["events.amazonaws.com", "scheduler.amazonaws.com"],
  AWSLambda_FullAccess: ["lambda.amazonaws.com"],
  CloudWatchEventsFullAccess: ["scheduler.amazonaws.com"],
};

/** Returns the document of an AWS managed policy; undefined if it is not in this list. */
export function managedPolicy(policyArn: string): string | undefined {
  const name = policyArn.replace(`arn:${partition}:iam::aws:policy/`, "");
  const allowed = actions[name];
  if (allowed === undefined) return undefined;
  const passing = (passedTo[name] ?? []).map((service) => ({
    ...{ Effect: "Allow", Action: "iam:PassRole", Resource: "*" },
    Condition: { StringEquals: { "iam:PassedToService": service } },
  }));
  return JSON.stringify({ Statement: [{ Effect: "Allow", Action: allowed, Resource: "*" }, ...passing] });
}
