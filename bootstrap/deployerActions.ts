/** What a deployer does with resources of one type: create, read, change, delete. */
export interface Deploying {
  readonly actions: readonly string[];
  /** ARNs that the actions are on, with REGION, ACCOUNT and a physical name at the end; `*` where IAM knows none. */
  readonly on: string;
}

const lambda = "arn:aws:lambda:REGION:ACCOUNT:function:*";
const gateway = "arn:aws:apigateway:REGION::/*";
const role = "arn:aws:iam::ACCOUNT:role/*";
const logGroup = "arn:aws:logs:REGION:ACCOUNT:log-group:*";
const topic = "arn:aws:sns:REGION:ACCOUNT:*";
const scalableTarget = "arn:aws:application-autoscaling:REGION:ACCOUNT:scalable-target/*";
const key = "arn:aws:kms:REGION:ACCOUNT:key/*";
const userPool = "arn:aws:cognito-idp:REGION:ACCOUNT:userpool/*";
/** Web ACLs, and the groups of rules that they name. */
const firewall = "arn:aws:wafv2:REGION:ACCOUNT:regional/*";

/** API Gateway's actions are the methods of its own API. */
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => `apigateway:${method}`);

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
  "aws:apigateway/domainName:DomainName": [{ actions: methods, on: gateway }],
  "aws:apigateway/methodSettings:MethodSettings": [{ actions: methods, on: gateway }],
  "aws:apigateway/restApi:RestApi": [{ actions: methods, on: gateway }],
  "aws:apigateway/stage:Stage": [{ actions: methods, on: gateway }],
  "aws:apigateway/usagePlan:UsagePlan": [{ actions: methods, on: gateway }],
  "aws:apigateway/usagePlanKey:UsagePlanKey": [{ actions: methods, on: gateway }],
  "aws:appautoscaling/policy:Policy": [
    { actions: prefixed("application-autoscaling", "PutScalingPolicy", "DeleteScalingPolicy"), on: scalableTarget },
    { actions: ["application-autoscaling:DescribeScalingPolicies"], on: "*" },
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
    { actions: ["application-autoscaling:DescribeScalableTargets"], on: "*" },
    {
      actions: ["iam:CreateServiceLinkedRole"],
      on: "arn:aws:iam::ACCOUNT:role/aws-service-role/lambda.application-autoscaling.amazonaws.com/*",
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
      on: "arn:aws:cloudwatch:REGION:ACCOUNT:alarm:*",
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
      on: "arn:aws:iam::ACCOUNT:role/aws-service-role/wafv2.amazonaws.com/*",
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
