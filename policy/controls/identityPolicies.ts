import type { iam } from "@pulumi/aws";
import { allowStatementsOf, type Statement } from "../documents";
import { resourcePolicy, type Policy } from "../policy";

const role = "aws:iam/role:Role";
const documents = ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"];

/**
 * Actions that support no resource ARN and therefore require `*` (Service Authorization Reference), and those that AWS
 * requires on `*` for the logs of state machines (Step Functions Developer Guide, "Using CloudWatch Logs to log execution
 * history in Step Functions").
 */
const withoutResource = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "application-autoscaling:DescribeScalableTargets",
  "application-autoscaling:DescribeScalingPolicies",
  "cognito-idp:CreateUserPool",
  "cognito-idp:DescribeUserPoolDomain",
  "kms:CreateKey",
  "lambda:CreateEventSourceMapping",
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
  "logs:PutQueryDefinition",
  "logs:DescribeQueryDefinitions",
  "logs:DeleteQueryDefinition",
  "ssm:DescribeParameters",
];

/** Policies of roles: their permissions and their trust. */
export const identityPolicies: readonly Policy[] = [
  resourcePolicy<iam.RolePolicyArgs>({
    name: "iam-no-wildcard-action",
    level: "mandatory",
    controls: ["IAM.1", "IAM.21", "CKV_AWS_62", "CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289"],
    reason: "a wildcard allows unintended actions, and those that AWS adds later",
    fix: "list the actions that the code uses",
    types: documents,
    check: ({ props: { policy } }) =>
      allowStatementsOf(policy).flatMap(({ actions, notActions }) => [
        ...actions.filter((action) => action.includes("*")).map((action) => `it allows ${action}`),
        ...(notActions.length > 0 ? [`it allows all actions except ${notActions.join(", ")}`] : []),
      ]),
  }),
  resourcePolicy<iam.RolePolicyArgs>({
    name: "iam-no-wildcard-resource",
    level: "mandatory",
    controls: ["CKV_AWS_290", "CKV_AWS_355"],
    reason: "the resource * includes resources of other programs",
    fix: "set the resource to the ARN that the code uses",
    types: documents,
    check: ({ props: { policy } }) =>
      allowStatementsOf(policy).flatMap(({ actions, resources, notResources }) => {
        const wide = actions.filter((action) => !withoutResource.includes(action));
        if (notResources.length > 0) return [`it allows all resources except ${notResources.join(", ")}`];
        return resources.includes("*") && wide.length > 0 ? [`it allows ${wide.join(", ")} on *`] : [];
      }),
  }),
  resourcePolicy<iam.RolePolicyArgs>({
    name: "iam-no-create-log-group",
    level: "mandatory",
    controls: ["CKV_AWS_66"],
    reason: "Lambda creates log groups without a retention if the function's role allows it",
    fix: "declare the log group, and allow logs:CreateLogStream and logs:PutLogEvents on that group only",
    types: documents,
    // Roles without logs:PutLogEvents, such as a deployer, create log groups with a retention for others.
    check: ({ props: { policy } }) => {
      const actions = allowStatementsOf(policy).flatMap((each) => each.actions);
      return ["logs:PutLogEvents", "logs:CreateLogGroup"].every((action) => actions.includes(action))
        ? ["it allows logs:CreateLogGroup"]
        : [];
    },
  }),
  resourcePolicy<iam.RolePolicyAttachmentArgs>({
    name: "iam-no-full-access",
    level: "mandatory",
    controls: ["CKV_AWS_60", "CKV_AWS_63", "CKV_AWS_274"],
    reason: "AWS's FullAccess and administrator policies allow far more than any program needs",
    fix: "attach a policy with the actions that the code uses",
    types: ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"],
    check: ({ props: { policyArn } }) => fullAccess([policyArn]),
  }),
  resourcePolicy<iam.RoleArgs>({
    name: "iam-role-no-full-access",
    level: "mandatory",
    controls: ["CKV_AWS_60", "CKV_AWS_63", "CKV_AWS_274"],
    reason: "AWS's FullAccess and administrator policies allow far more than any program needs",
    fix: "give the role a policy with the actions that the code uses",
    types: [role],
    check: ({ props: { managedPolicyArns } }) => fullAccess(managedPolicyArns ?? []),
  }),
  resourcePolicy<iam.RoleArgs>({
    name: "iam-role-trust",
    level: "mandatory",
    controls: ["CKV_AWS_60", "CKV_AWS_61"],
    reason: "every trusted principal gets all permissions of the role",
    fix: "set Principal to the service or account; for a federated principal, add conditions on audience and subject",
    types: [role],
    check: ({ props: { assumeRolePolicy } }) => allowStatementsOf(assumeRolePolicy).flatMap(trustDefects),
  }),
];

function fullAccess(policyArns: readonly string[]): string[] {
  return policyArns
    .filter((policyArn) => /FullAccess|\/AdministratorAccess|\/PowerUserAccess/.test(policyArn))
    .map((policyArn) => `${policyArn.split("/").at(-1)} is attached`);
}

function trustDefects({ principals, conditions }: Statement): string[] {
  if (principals.some((principal) => ["*", "aws:*"].includes(principal))) return ["everybody may assume the role"];
  if (!principals.some((principal) => principal.startsWith("federated:"))) return [];
  const keys = conditions.map(({ key }) => key.split(":").at(-1)!);
  const anySubject = conditions.some(({ key, values }) => key.endsWith(":sub") && values.includes("*"));
  return [
    ...["aud", "sub"].filter((key) => !keys.includes(key)).map((key) => `the trust has no condition on ${key}`),
    ...(anySubject ? ["the trust allows every subject"] : []),
  ];
}
