/** Actions that create, read, change and delete resources of one type. */
export interface Deploying {
  readonly actions: readonly string[];
  /** ARNs that the actions are on, with REGION, ACCOUNT and a physical name at the end; `*` where IAM knows none. */
  readonly on: string;
  /** Input that a resource must set for the actions to be needed; without it every resource of the type needs them. */
  readonly when?: string;
}

export const lambda = "arn:aws:lambda:REGION:ACCOUNT:function:*";
export const gateway = "arn:aws:apigateway:REGION::/*";
export const role = "arn:aws:iam::ACCOUNT:role/*";
export const logGroup = "arn:aws:logs:REGION:ACCOUNT:log-group:*";
export const topic = "arn:aws:sns:REGION:ACCOUNT:*";
const scalableTarget = "arn:aws:application-autoscaling:REGION:ACCOUNT:scalable-target/*";
const key = "arn:aws:kms:REGION:ACCOUNT:key/*";
const userPool = "arn:aws:cognito-idp:REGION:ACCOUNT:userpool/*";
/** Web ACLs, and the groups of rules that they name. */
const firewall = "arn:aws:wafv2:REGION:ACCOUNT:regional/*";

/** API Gateway's actions are the methods of its own API. */
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => `apigateway:${method}`);

const alarm = "arn:aws:cloudwatch:REGION:ACCOUNT:alarm:*";
const serviceLinkedRole = (service: string) => `arn:aws:iam::ACCOUNT:role/aws-service-role/${service}/*`;

const prefixed = (service: string, ...names: string[]) => names.map((name) => `${service}:${name}`);

/**
 * By Pulumi type token: the calls that the provider makes for it, and their actions (Service Authorization Reference).
 * Types that are not here are not known; a test keeps those that the program can declare among them.
 */
export const deployerActions: Readonly<Record<string, readonly Deploying[]>> = {
  "aws:apigateway/account:Account": [
    { actions: ["apigateway:GET", "apigateway:PATCH"], on: "arn:aws:apigateway:REGION::/account" },
  ],
  "aws:apigateway/apiKey:ApiKey": [{ actions: methods, on: gateway }],
  "aws:apigateway/basePathMapping:BasePathMapping": [{ actions: methods, on: gateway }],
  "aws:apigateway/deployment:Deployment": [{ actions: methods, on: gateway }],
  "aws:apigateway/domainName:DomainName": [
    { actions: methods, on: gateway },
    {
      // The first custom domain of an account makes it (API Gateway Developer Guide, "Using service-linked roles").
      actions: ["iam:CreateServiceLinkedRole"],
      on: serviceLinkedRole("ops.apigateway.amazonaws.com"),
    },
  ],
  "aws:apigateway/methodSettings:MethodSettings": [{ actions: methods, on: gateway }],
  "aws:apigateway/restApi:RestApi": [{ actions: methods, on: gateway }],
  "aws:apigateway/stage:Stage": [{ actions: methods, on: gateway }],
  "aws:apigateway/usagePlan:UsagePlan": [{ actions: methods, on: gateway }],
  "aws:apigateway/usagePlanKey:UsagePlanKey": [{ actions: methods, on: gateway }],
  "aws:appautoscaling/policy:Policy": [
    { actions: prefixed("application-autoscaling", "PutScalingPolicy", "DeleteScalingPolicy"), on: scalableTarget },
    { actions: ["application-autoscaling:DescribeScalingPolicies"], on: "*" },
    // Application Auto Scaling makes the alarms of target tracking on behalf of its caller (Application Auto Scaling
    // User Guide, "Identity-based policy examples").
    { actions: prefixed("cloudwatch", "PutMetricAlarm", "DescribeAlarms", "DeleteAlarms"), on: alarm },
  ],
  "aws:appautoscaling/target:Target": [
    {
      actions: prefixed(
        "application-autoscaling",
        "RegisterScalableTarget",
        "DeregisterScalableTarget",
        "ListTagsForResource",
      ),
      on: scalableTarget,
    },
    {
      actions: prefixed("application-autoscaling", "TagResource", "UntagResource"),
      on: scalableTarget,
      when: "tags",
    },
    { actions: ["application-autoscaling:DescribeScalableTargets"], on: "*" },
    {
      actions: ["iam:CreateServiceLinkedRole"],
      on: serviceLinkedRole("lambda.application-autoscaling.amazonaws.com"),
    },
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    {
      actions: prefixed("cloudwatch", "PutDashboard", "GetDashboard", "DeleteDashboards"),
      on: "arn:aws:cloudwatch::ACCOUNT:dashboard/*",
    },
  ],
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      actions: prefixed(
        "logs",
        "CreateLogGroup",
        "DescribeLogGroups",
        "PutRetentionPolicy",
        "DeleteRetentionPolicy",
        "DeleteLogGroup",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: logGroup,
    },
    { actions: prefixed("logs", "AssociateKmsKey", "DisassociateKmsKey"), on: logGroup, when: "kmsKeyId" },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      actions: prefixed(
        "cloudwatch",
        "PutMetricAlarm",
        "DescribeAlarms",
        "DeleteAlarms",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: alarm,
    },
  ],
  "aws:cloudwatch/queryDefinition:QueryDefinition": [
    { actions: prefixed("logs", "PutQueryDefinition", "DescribeQueryDefinitions", "DeleteQueryDefinition"), on: "*" },
  ],
  "aws:cognito/resourceServer:ResourceServer": [
    {
      actions: prefixed(
        "cognito-idp",
        "CreateResourceServer",
        "DescribeResourceServer",
        "UpdateResourceServer",
        "DeleteResourceServer",
      ),
      on: userPool,
    },
  ],
  "aws:cognito/userPool:UserPool": [
    { actions: ["cognito-idp:CreateUserPool"], on: "*" },
    {
      actions: prefixed(
        "cognito-idp",
        "DescribeUserPool",
        "UpdateUserPool",
        "DeleteUserPool",
        "GetUserPoolMfaConfig",
        "SetUserPoolMfaConfig",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: userPool,
    },
  ],
  "aws:cognito/userPoolClient:UserPoolClient": [
    {
      actions: prefixed(
        "cognito-idp",
        "CreateUserPoolClient",
        "DescribeUserPoolClient",
        "UpdateUserPoolClient",
        "DeleteUserPoolClient",
      ),
      on: userPool,
    },
  ],
  "aws:cognito/userPoolDomain:UserPoolDomain": [
    {
      actions: prefixed("cognito-idp", "CreateUserPoolDomain", "UpdateUserPoolDomain", "DeleteUserPoolDomain"),
      on: userPool,
    },
    { actions: ["cognito-idp:DescribeUserPoolDomain"], on: "*" },
  ],
  "aws:dynamodb/table:Table": [
    {
      actions: prefixed(
        "dynamodb",
        "CreateTable",
        "DescribeTable",
        "UpdateTable",
        "DeleteTable",
        "DescribeContinuousBackups",
        "UpdateContinuousBackups",
        "DescribeTimeToLive",
        "UpdateTimeToLive",
        "ListTagsOfResource",
        "TagResource",
        "UntagResource",
      ),
      on: "arn:aws:dynamodb:REGION:ACCOUNT:table/*",
    },
  ],
  "aws:iam/role:Role": [
    {
      actions: prefixed(
        "iam",
        "CreateRole",
        "GetRole",
        "UpdateRole",
        "UpdateRoleDescription",
        "UpdateAssumeRolePolicy",
        "DeleteRole",
        "PassRole",
        "ListRolePolicies",
        "ListAttachedRolePolicies",
        "ListInstanceProfilesForRole",
        "TagRole",
        "UntagRole",
      ),
      on: role,
    },
    {
      actions: prefixed("iam", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"),
      on: role,
      when: "permissionsBoundary",
    },
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    { actions: prefixed("iam", "PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy"), on: role },
  ],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [
    { actions: prefixed("iam", "AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies"), on: role },
  ],
  "aws:kms/key:Key": [
    { actions: ["kms:CreateKey"], on: "*" },
    {
      actions: prefixed(
        "kms",
        "DescribeKey",
        "GetKeyPolicy",
        "PutKeyPolicy",
        "GetKeyRotationStatus",
        "EnableKeyRotation",
        "DisableKeyRotation",
        "UpdateKeyDescription",
        "ListResourceTags",
        "TagResource",
        "UntagResource",
        "ScheduleKeyDeletion",
      ),
      on: key,
    },
  ],
  "aws:lambda/alias:Alias": [
    { actions: prefixed("lambda", "CreateAlias", "GetAlias", "UpdateAlias", "DeleteAlias"), on: lambda },
  ],
  "aws:lambda/function:Function": [
    {
      actions: prefixed(
        "lambda",
        "CreateFunction",
        "GetFunction",
        "GetFunctionConfiguration",
        "GetFunctionCodeSigningConfig",
        "UpdateFunctionCode",
        "UpdateFunctionConfiguration",
        "PublishVersion",
        "ListVersionsByFunction",
        "PutFunctionConcurrency",
        "DeleteFunctionConcurrency",
        "DeleteFunction",
        "ListTags",
        "TagResource",
        "UntagResource",
      ),
      on: lambda,
    },
  ],
  "aws:lambda/permission:Permission": [
    { actions: prefixed("lambda", "AddPermission", "GetPolicy", "RemovePermission"), on: lambda },
  ],
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": [
    {
      actions: prefixed(
        "lambda",
        "PutProvisionedConcurrencyConfig",
        "GetProvisionedConcurrencyConfig",
        "DeleteProvisionedConcurrencyConfig",
      ),
      on: lambda,
    },
  ],
  "aws:route53/record:Record": [
    {
      actions: prefixed("route53", "ChangeResourceRecordSets", "ListResourceRecordSets", "GetHostedZone"),
      on: "arn:aws:route53:::hostedzone/*",
    },
    { actions: ["route53:GetChange"], on: "arn:aws:route53:::change/*" },
  ],
  "aws:sns/topic:Topic": [
    {
      actions: prefixed(
        "sns",
        "CreateTopic",
        "GetTopicAttributes",
        "SetTopicAttributes",
        "DeleteTopic",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: topic,
    },
  ],
  "aws:sns/topicPolicy:TopicPolicy": [
    { actions: prefixed("sns", "SetTopicAttributes", "GetTopicAttributes"), on: topic },
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    {
      actions: prefixed("sns", "Subscribe", "GetSubscriptionAttributes", "SetSubscriptionAttributes", "Unsubscribe"),
      on: topic,
    },
  ],
  "aws:wafv2/webAcl:WebAcl": [
    {
      actions: prefixed(
        "wafv2",
        "CreateWebACL",
        "GetWebACL",
        "UpdateWebACL",
        "DeleteWebACL",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: firewall,
    },
  ],
  "aws:wafv2/webAclAssociation:WebAclAssociation": [
    { actions: prefixed("wafv2", "AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource"), on: firewall },
    {
      actions: [
        "apigateway:SetWebACL",
        ...prefixed("wafv2", "AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource"),
      ],
      on: gateway,
    },
  ],
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": [
    {
      actions: prefixed("wafv2", "PutLoggingConfiguration", "GetLoggingConfiguration", "DeleteLoggingConfiguration"),
      on: firewall,
    },
    {
      actions: prefixed(
        "logs",
        "CreateLogDelivery",
        "DeleteLogDelivery",
        "PutResourcePolicy",
        "DescribeResourcePolicies",
      ),
      on: "*",
    },
    { actions: ["logs:DescribeLogGroups"], on: logGroup },
    {
      actions: ["iam:CreateServiceLinkedRole"],
      on: serviceLinkedRole("wafv2.amazonaws.com"),
    },
  ],
  "aws:xray/samplingRule:SamplingRule": [
    {
      actions: prefixed(
        "xray",
        "CreateSamplingRule",
        "UpdateSamplingRule",
        "DeleteSamplingRule",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: "arn:aws:xray:REGION:ACCOUNT:sampling-rule/*",
    },
    { actions: ["xray:GetSamplingRules"], on: "*" },
  ],
};

/** A resource as far as its actions follow from it. */
interface Deployed {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Actions that resources need, without repetition; nothing for types that are not known. */
export function actionsFor(resources: readonly Deployed[]): Deploying[] {
  const needed = resources.flatMap(({ type, inputs }) =>
    (deployerActions[type] ?? []).filter(({ when }) => when === undefined || inputs[when] !== undefined),
  );
  return [...new Set(needed)];
}
