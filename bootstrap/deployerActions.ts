/** Actions that a deployer needs to create, read, update and delete resources of one type. */
export interface DeployerActions {
  readonly actions: readonly string[];
  /** ARN pattern with the placeholders REGION and ACCOUNT; `*` if the actions support no ARN. */
  readonly on: string;
  /** Input that makes the actions necessary; absent if every resource of the type needs them. */
  readonly when?: string;
}

export const lambda = "arn:aws:lambda:REGION:ACCOUNT:function:*";
export const gateway = "arn:aws:apigateway:REGION::/*";
export const role = "arn:aws:iam::ACCOUNT:role/*";
export const logGroup = "arn:aws:logs:REGION:ACCOUNT:log-group:*";
/** Event source mappings, whose ARNs contain no name of the program. */
export const mapping = "arn:aws:lambda:REGION:ACCOUNT:event-source-mapping:*";
export const bus = "arn:aws:events:REGION:ACCOUNT:event-bus/*";
const rule = "arn:aws:events:REGION:ACCOUNT:rule/*";
const archive = "arn:aws:events:REGION:ACCOUNT:archive/*";
export const queue = "arn:aws:sqs:REGION:ACCOUNT:*";
export const topic = "arn:aws:sns:REGION:ACCOUNT:*";
const scalableTarget = "arn:aws:application-autoscaling:REGION:ACCOUNT:scalable-target/*";
const key = "arn:aws:kms:REGION:ACCOUNT:key/*";
export const parameter = "arn:aws:ssm:REGION:ACCOUNT:parameter/*";
export const bucket = "arn:aws:s3:::*";
export const secret = "arn:aws:secretsmanager:REGION:ACCOUNT:secret:*";
export const userPool = "arn:aws:cognito-idp:REGION:ACCOUNT:userpool/*";
/** Web ACLs and rule groups. */
const firewall = "arn:aws:wafv2:REGION:ACCOUNT:regional/*";

/** API Gateway's actions are the HTTP methods of its management API. */
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => `apigateway:${method}`);

const alarm = "arn:aws:cloudwatch:REGION:ACCOUNT:alarm:*";
const serviceLinkedRole = (service: string) => `arn:aws:iam::ACCOUNT:role/aws-service-role/${service}/*`;

const actionsOf = (service: string, ...names: string[]) => names.map((name) => `${service}:${name}`);

/**
 * Actions of the API calls that the provider makes, keyed by resource type (Service Authorization Reference). A test
 * checks that all types that the program can declare are listed.
 */
export const deployerActions: Readonly<Record<string, readonly DeployerActions[]>> = {
  "aws:apigateway/account:Account": [
    { actions: ["apigateway:GET", "apigateway:PATCH"], on: "arn:aws:apigateway:REGION::/account" },
  ],
  "aws:apigateway/apiKey:ApiKey": [{ actions: methods, on: gateway }],
  "aws:apigateway/basePathMapping:BasePathMapping": [{ actions: methods, on: gateway }],
  "aws:apigateway/deployment:Deployment": [{ actions: methods, on: gateway }],
  "aws:apigateway/domainName:DomainName": [
    { actions: methods, on: gateway },
    {
      // API Gateway creates the role with the first custom domain (API Gateway Developer Guide, "Using service-linked
      // roles").
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
    { actions: actionsOf("application-autoscaling", "PutScalingPolicy", "DeleteScalingPolicy"), on: scalableTarget },
    { actions: ["application-autoscaling:DescribeScalingPolicies"], on: "*" },
    // Application Auto Scaling creates the alarms of target tracking with its caller's permissions (Application Auto
    // Scaling User Guide, "Identity-based policy examples").
    { actions: actionsOf("cloudwatch", "PutMetricAlarm", "DescribeAlarms", "DeleteAlarms"), on: alarm },
  ],
  "aws:appautoscaling/target:Target": [
    {
      actions: actionsOf(
        "application-autoscaling",
        "RegisterScalableTarget",
        "DeregisterScalableTarget",
        "ListTagsForResource",
      ),
      on: scalableTarget,
    },
    {
      actions: actionsOf("application-autoscaling", "TagResource", "UntagResource"),
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
      actions: actionsOf("cloudwatch", "PutDashboard", "GetDashboard", "DeleteDashboards"),
      on: "arn:aws:cloudwatch::ACCOUNT:dashboard/*",
    },
  ],
  "aws:cloudwatch/eventArchive:EventArchive": [
    // Archives have a rule of EventBridge's own (EventBridge User Guide, "Creating an archive").
    { actions: actionsOf("events", "CreateArchive", "DescribeArchive", "UpdateArchive", "DeleteArchive"), on: archive },
    { actions: ["events:CreateArchive"], on: bus },
  ],
  "aws:cloudwatch/eventBus:EventBus": [
    {
      actions: actionsOf(
        "events",
        "CreateEventBus",
        "DescribeEventBus",
        "UpdateEventBus",
        "DeleteEventBus",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: bus,
    },
  ],
  "aws:cloudwatch/eventRule:EventRule": [
    {
      actions: actionsOf(
        "events",
        "PutRule",
        "DescribeRule",
        "EnableRule",
        "DisableRule",
        "DeleteRule",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: rule,
    },
  ],
  "aws:cloudwatch/eventTarget:EventTarget": [
    { actions: actionsOf("events", "PutTargets", "ListTargetsByRule", "RemoveTargets"), on: rule },
  ],
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      actions: actionsOf(
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
    { actions: actionsOf("logs", "AssociateKmsKey", "DisassociateKmsKey"), on: logGroup, when: "kmsKeyId" },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      actions: actionsOf(
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
    { actions: actionsOf("logs", "PutQueryDefinition", "DescribeQueryDefinitions", "DeleteQueryDefinition"), on: "*" },
  ],
  "aws:cognito/resourceServer:ResourceServer": [
    {
      actions: actionsOf(
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
      actions: actionsOf(
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
      actions: actionsOf(
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
      actions: actionsOf("cognito-idp", "CreateUserPoolDomain", "UpdateUserPoolDomain", "DeleteUserPoolDomain"),
      on: userPool,
    },
    { actions: ["cognito-idp:DescribeUserPoolDomain"], on: "*" },
  ],
  "aws:dynamodb/table:Table": [
    {
      actions: actionsOf(
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
      actions: actionsOf(
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
      actions: actionsOf("iam", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"),
      on: role,
      when: "permissionsBoundary",
    },
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    { actions: actionsOf("iam", "PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy"), on: role },
  ],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [
    { actions: actionsOf("iam", "AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies"), on: role },
  ],
  "aws:kms/key:Key": [
    { actions: ["kms:CreateKey"], on: "*" },
    {
      actions: actionsOf(
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
    { actions: actionsOf("lambda", "CreateAlias", "GetAlias", "UpdateAlias", "DeleteAlias"), on: lambda },
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    // These actions support no ARN of a mapping that does not exist yet.
    { actions: ["lambda:CreateEventSourceMapping"], on: "*" },
    {
      actions: actionsOf("lambda", "GetEventSourceMapping", "UpdateEventSourceMapping", "DeleteEventSourceMapping"),
      on: mapping,
    },
    { actions: actionsOf("lambda", "ListTags", "TagResource", "UntagResource"), on: mapping },
  ],
  "aws:lambda/function:Function": [
    {
      actions: actionsOf(
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
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": [
    {
      actions: actionsOf(
        "lambda",
        "PutFunctionEventInvokeConfig",
        "GetFunctionEventInvokeConfig",
        "UpdateFunctionEventInvokeConfig",
        "DeleteFunctionEventInvokeConfig",
      ),
      on: lambda,
    },
  ],
  "aws:lambda/permission:Permission": [
    { actions: actionsOf("lambda", "AddPermission", "GetPolicy", "RemovePermission"), on: lambda },
  ],
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": [
    {
      actions: actionsOf(
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
      actions: actionsOf("route53", "ChangeResourceRecordSets", "ListResourceRecordSets", "GetHostedZone"),
      on: "arn:aws:route53:::hostedzone/*",
    },
    { actions: ["route53:GetChange"], on: "arn:aws:route53:::change/*" },
  ],
  // A deployer configures buckets. It has no access to objects: with that, it could read the state of other stacks.
  "aws:s3/bucket:Bucket": [
    {
      actions: actionsOf(
        "s3",
        "CreateBucket",
        "DeleteBucket",
        "ListBucket",
        "ListBucketVersions",
        "GetAccelerateConfiguration",
        "GetBucketAcl",
        "GetBucketCORS",
        "GetBucketLogging",
        "GetBucketObjectLockConfiguration",
        "GetBucketPolicy",
        "GetBucketRequestPayment",
        "GetBucketTagging",
        "GetBucketVersioning",
        "GetBucketWebsite",
        "GetEncryptionConfiguration",
        "GetLifecycleConfiguration",
        "GetReplicationConfiguration",
        "PutBucketTagging",
      ),
      on: bucket,
    },
  ],
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": [
    {
      actions: actionsOf("s3", "GetBucketCORS", "PutBucketCORS"),
      on: bucket,
    },
  ],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": [
    {
      actions: actionsOf("s3", "GetLifecycleConfiguration", "PutLifecycleConfiguration"),
      on: bucket,
    },
  ],
  "aws:s3/bucketNotification:BucketNotification": [
    {
      actions: actionsOf("s3", "GetBucketNotification", "PutBucketNotification"),
      on: bucket,
    },
  ],
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": [
    {
      actions: actionsOf("s3", "GetBucketOwnershipControls", "PutBucketOwnershipControls"),
      on: bucket,
    },
  ],
  "aws:s3/bucketPolicy:BucketPolicy": [
    {
      actions: actionsOf("s3", "GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"),
      on: bucket,
    },
  ],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
    {
      actions: actionsOf("s3", "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
      on: bucket,
    },
  ],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
    {
      actions: actionsOf("s3", "GetEncryptionConfiguration", "PutEncryptionConfiguration"),
      on: bucket,
    },
  ],
  "aws:s3/bucketVersioning:BucketVersioning": [
    {
      actions: actionsOf("s3", "GetBucketVersioning", "PutBucketVersioning"),
      on: bucket,
    },
  ],
  "aws:secretsmanager/secret:Secret": [
    {
      actions: actionsOf(
        "secretsmanager",
        "CreateSecret",
        "DeleteSecret",
        "DescribeSecret",
        "GetResourcePolicy",
        "TagResource",
        "UntagResource",
        "UpdateSecret",
      ),
      on: secret,
    },
  ],
  "aws:secretsmanager/secretVersion:SecretVersion": [
    {
      actions: actionsOf(
        "secretsmanager",
        "PutSecretValue",
        "GetSecretValue",
        "DescribeSecret",
        "ListSecretVersionIds",
        "UpdateSecretVersionStage",
      ),
      on: secret,
    },
  ],
  "aws:sns/topic:Topic": [
    {
      actions: actionsOf(
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
    { actions: actionsOf("sns", "SetTopicAttributes", "GetTopicAttributes"), on: topic },
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    {
      actions: actionsOf("sns", "Subscribe", "GetSubscriptionAttributes", "SetSubscriptionAttributes", "Unsubscribe"),
      on: topic,
    },
  ],
  "aws:sqs/queue:Queue": [
    {
      actions: actionsOf(
        "sqs",
        "CreateQueue",
        "GetQueueAttributes",
        "SetQueueAttributes",
        "DeleteQueue",
        "ListQueueTags",
        "TagQueue",
        "UntagQueue",
      ),
      on: queue,
    },
  ],
  "aws:sqs/queuePolicy:QueuePolicy": [
    { actions: actionsOf("sqs", "GetQueueAttributes", "SetQueueAttributes"), on: queue },
  ],
  // A secret value of a resource. The key `aws/ssm` allows its use to every principal of the account.
  "aws:ssm/parameter:Parameter": [
    {
      actions: actionsOf(
        "ssm",
        "PutParameter",
        "GetParameter",
        "DeleteParameter",
        "ListTagsForResource",
        "AddTagsToResource",
        "RemoveTagsFromResource",
      ),
      on: parameter,
    },
    { actions: ["ssm:DescribeParameters"], on: "*" },
  ],
  "aws:wafv2/webAcl:WebAcl": [
    {
      actions: actionsOf(
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
    { actions: actionsOf("wafv2", "AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource"), on: firewall },
    {
      actions: [
        "apigateway:SetWebACL",
        ...actionsOf("wafv2", "AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource"),
      ],
      on: gateway,
    },
  ],
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": [
    {
      actions: actionsOf("wafv2", "PutLoggingConfiguration", "GetLoggingConfiguration", "DeleteLoggingConfiguration"),
      on: firewall,
    },
    {
      actions: actionsOf(
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
      actions: actionsOf(
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

interface DeclaredResource {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Returns the distinct actions that resources need. Unknown types are ignored. */
export function actionsFor(resources: readonly DeclaredResource[]): DeployerActions[] {
  const needed = resources.flatMap(({ type, inputs }) =>
    (deployerActions[type] ?? []).filter(({ when }) => when === undefined || inputs[when] !== undefined),
  );
  return [...new Set(needed)];
}
