import { deployerActions, gateway, logGroup, role } from "./deployerActions";
import { allow, type Statement } from "./statements";

/** Names of review stacks, and how their resources' names begin: `npx api-tools review` names them so. */
export const reviewStacks = "pr-*";

/** Types that a review stack declares with dev's settings. Others take a change here, and of dev's role. */
export const reviewTypes: readonly string[] = [
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/queryDefinition:QueryDefinition",
  "aws:dynamodb/table:Table",
  "aws:lambda/alias:Alias",
  "aws:lambda/function:Function",
  "aws:lambda/permission:Permission",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
];

/** ARNs of the same kind whose names are those of review stacks. A dashboard is named by its project and stack. */
function own(on: string): string {
  return on.replace(/\*$/, on.includes(":dashboard/") ? `*-${reviewStacks}` : reviewStacks);
}

/**
 * What the role of review stacks may do: with resources by their name, with parts of API Gateway by the tag `stack`, and
 * with roles that have the boundary. IAM has no names for saved queries, which stay open to it.
 *
 * @param boundary ARN of the policy that bounds every role of a review stack.
 */
export function reviewStatements(boundary: string): Statement[] {
  const actions = new Map<string, Set<string>>();
  for (const { actions: each, on } of reviewTypes.flatMap((type) => deployerActions[type]!)) {
    const resource = on === "*" ? on : own(on);
    actions.set(resource, new Set([...(actions.get(resource) ?? []), ...each]));
  }
  return [
    ...[...actions].map(([on, each]) => allow([...each].sort(), on)),
    // Its filter is a prefix, and no ARN.
    allow(["logs:DescribeLogGroups"], logGroup),
    ...roleStatements(boundary),
    ...gatewayStatements(),
  ];
}

/**
 * Roles: whoever may write a role's policy may do what the role can, so each must have the boundary and keep it (IAM User
 * Guide, "Permissions boundaries for IAM entities", delegating responsibility to others).
 */
function roleStatements(boundary: string): Statement[] {
  const bounded = { StringEquals: { "iam:PermissionsBoundary": boundary } };
  return [
    allow(["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy"], own(role), bounded),
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
      own(role),
    ),
    allow(["iam:PassRole"], own(role), { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
  ];
}

/**
 * API Gateway names its resources by random ids. It compares the tags of a request that makes one, and of what a request
 * is about; parts of an API have the tags of the API, keys of a plan those of the plan (API Gateway Developer Guide, "Using
 * tags to control access to API Gateway REST API resources", "API Gateway resources that can be tagged").
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

/** The most that a function of a review stack may do, whatever its own policy says. */
export function boundaryStatements(): Statement[] {
  return [
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], own(logGroup)),
    allow(
      ["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"].map(
        (action) => `dynamodb:${action}`,
      ),
      `arn:aws:dynamodb:REGION:ACCOUNT:table/${reviewStacks}`,
    ),
    allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
  ];
}
