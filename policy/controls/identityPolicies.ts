import type { iam } from "@pulumi/aws";
import { allowing, type Statement } from "../documents";
import { resourcePolicy, type Policy } from "../policy";

const role = "aws:iam/role:Role";
const documents = ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"];

/** Actions that know no resource, so that `*` is all that they can stand on (Service Authorization Reference). */
const withoutResource = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "application-autoscaling:DescribeScalableTargets",
  "application-autoscaling:DescribeScalingPolicies",
  "cognito-idp:CreateUserPool",
  "cognito-idp:DescribeUserPoolDomain",
  "kms:CreateKey",
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeResourcePolicies",
  "logs:PutResourcePolicy",
  "logs:PutQueryDefinition",
  "logs:DescribeQueryDefinitions",
  "logs:DeleteQueryDefinition",
];

/** What roles may do, and who may take them. */
export const identityPolicies: readonly Policy[] = [
  resourcePolicy<iam.RolePolicyArgs>({
    name: "iam-no-wildcard-action",
    level: "mandatory",
    controls: ["IAM.1", "IAM.21", "CKV_AWS_62", "CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289"],
    reason: "an action with a wildcard allows what nobody meant, and what AWS adds later",
    fix: "name the actions that the code uses",
    types: documents,
    check: ({ props: { policy } }) =>
      allowing(policy).flatMap(({ actions, notActions }) => [
        ...actions.filter((action) => action.includes("*")).map((action) => `it allows ${action}`),
        ...(notActions.length > 0 ? [`it allows everything but ${notActions.join(", ")}`] : []),
      ]),
  }),
  resourcePolicy<iam.RolePolicyArgs>({
    name: "iam-no-wildcard-resource",
    level: "mandatory",
    controls: ["CKV_AWS_290", "CKV_AWS_355"],
    reason: "an action on every resource reaches what belongs to others",
    fix: "name the ARN of the resource",
    types: documents,
    check: ({ props: { policy } }) =>
      allowing(policy).flatMap(({ actions, resources, notResources }) => {
        const wide = actions.filter((action) => !withoutResource.includes(action));
        if (notResources.length > 0) return [`it allows all resources but ${notResources.join(", ")}`];
        return resources.includes("*") && wide.length > 0 ? [`it allows ${wide.join(", ")} on *`] : [];
      }),
  }),
  resourcePolicy<iam.RolePolicyArgs>({
    name: "iam-no-create-log-group",
    level: "mandatory",
    controls: ["CKV_AWS_66"],
    reason: "a function that may make log groups makes one without a retention",
    fix: "declare the log group, and allow logs:CreateLogStream and logs:PutLogEvents on it alone",
    types: documents,
    // Who writes no log, as a deployer, makes groups for others.
    check: ({ props: { policy } }) => {
      const actions = allowing(policy).flatMap((each) => each.actions);
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
    reason: "whoever a role trusts has all that it may do",
    fix: "name the service or account as Principal; of a federated one, its audience and subject as conditions",
    types: [role],
    check: ({ props: { assumeRolePolicy } }) => allowing(assumeRolePolicy).flatMap(trustDefects),
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
