import {
  bucket,
  bus,
  deployerActions,
  gateway,
  lambda,
  logGroup,
  mapping,
  parameter,
  queue,
  role,
  secret,
  userPool,
} from "./deployerActions";
import { allow, type Statement } from "./statements";

/** Names of review stacks, and prefix of their resources' names. `npx api-tools review` sets both. */
export const reviewStacks = "pr-*";

/**
 * Types that a review stack declares with the settings of dev. To allow another type, add it here and to dev's role.
 */
export const reviewTypes: readonly string[] = [
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/eventArchive:EventArchive",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/queryDefinition:QueryDefinition",
  "aws:dynamodb/table:Table",
  "aws:lambda/alias:Alias",
  "aws:lambda/function:Function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:lambda/permission:Permission",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketNotification:BucketNotification",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:secretsmanager/secret:Secret",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:ssm/parameter:Parameter",
];

/**
 * Restricts an ARN pattern to names of review stacks. Names of dashboards are `<project>_on_<stack>` instead
 * (monitoring/dashboardName.ts).
 */
function restrict(on: string): string {
  return on.replace(/\*$/, on.includes(":dashboard/") ? `*_on_${reviewStacks}` : reviewStacks);
}

/**
 * Returns the permissions of the review stacks' role. They are limited by resource name, for API Gateway by the tag
 * `stack`, and for roles by the permissions boundary. Saved queries cannot be limited, because they have no ARN.
 *
 * @param boundary ARN of the policy that bounds every role of a review stack.
 */
export function reviewStatements(boundary: string): Statement[] {
  const actions = new Map<string, Set<string>>();
  for (const { actions: each, on } of reviewTypes.flatMap((type) => deployerActions[type]!)) {
    const resource = on === "*" ? on : restrict(on);
    actions.set(resource, new Set([...(actions.get(resource) ?? []), ...each]));
  }
  return [
    ...[...actions].map(([on, each]) => allow([...each].sort(), on)),
    // A review stack deletes its buckets with their objects.
    allow(["s3:DeleteObject", "s3:DeleteObjectVersion"], `${restrict(bucket)}/*`),
    // The action filters by a name prefix and does not support the ARN of a single group.
    allow(["logs:DescribeLogGroups"], logGroup),
    ...roleStatements(boundary),
    ...mappingStatements(),
    ...gatewayStatements(),
    ...userPoolStatements(),
  ];
}

/**
 * Returns the permissions to manage roles. Each role must have the boundary and keep it: without that, the deployer
 * could give a role more permissions than it has itself (IAM User Guide, "Permissions boundaries for IAM entities",
 * delegating responsibility to others).
 */
function roleStatements(boundary: string): Statement[] {
  const hasBoundary = { StringEquals: { "iam:PermissionsBoundary": boundary } };
  return [
    allow(["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy"], restrict(role), hasBoundary),
    allow(
      [
        "iam:DeleteRole",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
      ],
      restrict(role),
    ),
    allow(["iam:PassRole"], restrict(role), { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
  ];
}

/**
 * Returns the permissions on event source mappings. Their ARNs are random, so they are limited by the function that they
 * call (Service Authorization Reference, "Condition keys for AWS Lambda", `lambda:FunctionArn`).
 */
function mappingStatements(): Statement[] {
  const ofReview = { ArnLike: { "lambda:FunctionArn": restrict(lambda) } };
  return [
    allow(["lambda:CreateEventSourceMapping"], "*", ofReview),
    allow(["lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"], mapping, ofReview),
    allow(["lambda:GetEventSourceMapping", "lambda:ListTags"], mapping),
    allow(["lambda:TagResource"], mapping, { StringLike: { "aws:RequestTag/stack": reviewStacks } }),
    allow(["lambda:UntagResource"], mapping, { StringLike: { "aws:ResourceTag/stack": reviewStacks } }),
  ];
}

/**
 * Returns the permissions on API Gateway. Its resources have random ids, so they are limited by tags: by those in a
 * request that creates a resource, or those of an existing resource.
 *
 * Parts of an API inherit the tags of the API. Keys in a plan inherit the tags of the plan (API Gateway Developer
 * Guide, "Using tags to control access to API Gateway REST API resources", "API Gateway resources that can be tagged").
 */
function gatewayStatements(): Statement[] {
  const kinds = ["restapis", "apikeys", "usageplans"];
  const at = (path: string) => gateway.replace("/*", path);
  return [
    allow(
      ["apigateway:POST"],
      kinds.map((kind) => at(`/${kind}`)),
      { StringLike: { "aws:RequestTag/stack": reviewStacks } },
    ),
    allow(
      ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => `apigateway:${method}`),
      kinds.map((kind) => at(`/${kind}/*`)),
      { StringLike: { "aws:ResourceTag/stack": reviewStacks } },
    ),
  ];
}

/**
 * Returns the permissions on user pools, which dev declares with the setting `identity`. Pools have random ids, so they are
 * limited by tags (Service Authorization Reference, "Actions, resources, and condition keys for Amazon Cognito User Pools").
 */
function userPoolStatements(): Statement[] {
  const types = ["userPool:UserPool", "userPoolClient:UserPoolClient", "userPoolDomain:UserPoolDomain"];
  const entries = [...types, "resourceServer:ResourceServer"].flatMap(
    (type) => deployerActions[`aws:cognito/${type}`]!,
  );
  const on = (resource: string) => entries.filter((each) => each.on === resource).flatMap(({ actions }) => actions);
  const create = "cognito-idp:CreateUserPool";
  return [
    allow([create], "*", { StringLike: { "aws:RequestTag/stack": reviewStacks } }),
    allow(on(userPool).sort(), userPool, { StringLike: { "aws:ResourceTag/stack": reviewStacks } }),
    // A domain has no ARN.
    allow(
      on("*").filter((action) => action !== create),
      "*",
    ),
  ];
}

/** Returns the permissions boundary of review stacks' functions, which limits the policies of their roles. */
export function boundaryStatements(): Statement[] {
  return [
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], restrict(logGroup)),
    allow(
      [
        ...["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"],
        ...["ConditionCheckItem", "DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"],
      ].map((action) => `dynamodb:${action}`),
      `arn:aws:dynamodb:REGION:ACCOUNT:table/${reviewStacks}`,
    ),
    allow(["ssm:GetParameter"], restrict(parameter)),
    allow(["secretsmanager:GetSecretValue"], restrict(secret)),
    allow(
      ["AbortMultipartUpload", "DeleteObject", "GetObject", "ListMultipartUploadParts", "PutObject"].map(
        (action) => `s3:${action}`,
      ),
      `${restrict(bucket)}/*`,
    ),
    allow(["s3:ListBucket"], restrict(bucket)),
    allow(["events:PutEvents"], restrict(bus)),
    allow(
      ["SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map((action) => `sqs:${action}`),
      restrict(queue),
    ),
    allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
  ];
}
