/**
 * Properties that replace the resource when they change, keyed by type.
 *
 * Source: `ForceNew: true` in the schemas of the Terraform provider that @pulumi/aws 7 is built from, with Pulumi's
 * property names (github.com/hashicorp/terraform-provider-aws, major version 6, file named with each type). Conditional
 * replacements are not included. For other types, the report says that the effect is unknown.
 */
export const forceNew: Readonly<Record<string, { readonly properties: readonly string[]; readonly source: string }>> = {
  "aws:apigateway/account:Account": { properties: [], source: "apigateway/account.go" },
  "aws:apigateway/apiKey:ApiKey": { properties: ["value"], source: "apigateway/api_key.go" },
  "aws:apigateway/authorizer:Authorizer": { properties: ["restApi"], source: "apigateway/authorizer.go" },
  "aws:apigateway/basePathMapping:BasePathMapping": {
    properties: ["domainName", "domainNameId"],
    source: "apigateway/base_path_mapping.go",
  },
  "aws:apigateway/deployment:Deployment": {
    properties: ["restApi", "triggers", "variables"],
    source: "apigateway/deployment.go",
  },
  "aws:apigateway/domainName:DomainName": { properties: ["domainName"], source: "apigateway/domain_name.go" },
  "aws:apigateway/methodSettings:MethodSettings": {
    properties: ["restApi", "stageName", "methodPath"],
    source: "apigateway/method_settings.go",
  },
  "aws:apigateway/restApi:RestApi": { properties: [], source: "apigateway/rest_api.go" },
  "aws:apigateway/stage:Stage": { properties: ["restApi", "stageName"], source: "apigateway/stage.go" },
  "aws:apigateway/usagePlan:UsagePlan": { properties: [], source: "apigateway/usage_plan.go" },
  "aws:apigateway/usagePlanKey:UsagePlanKey": {
    properties: ["keyId", "keyType", "usagePlanId"],
    source: "apigateway/usage_plan_key.go",
  },
  "aws:appautoscaling/policy:Policy": {
    properties: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
    source: "appautoscaling/policy.go",
  },
  "aws:appautoscaling/target:Target": {
    properties: ["resourceId", "scalableDimension", "serviceNamespace"],
    source: "appautoscaling/target.go",
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    properties: ["alarmName"],
    source: "cloudwatch/composite_alarm.go",
  },
  "aws:cloudwatch/dashboard:Dashboard": { properties: ["dashboardName"], source: "cloudwatch/dashboard.go" },
  "aws:cloudwatch/eventArchive:EventArchive": { properties: ["eventSourceArn", "name"], source: "events/archive.go" },
  "aws:cloudwatch/eventBus:EventBus": { properties: ["eventSourceName", "name"], source: "events/bus.go" },
  "aws:cloudwatch/eventRule:EventRule": {
    properties: ["eventBusName", "name", "namePrefix"],
    source: "events/rule.go",
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    properties: ["eventBusName", "rule", "targetId"],
    source: "events/target.go",
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    properties: ["name", "namePrefix", "logGroupClass"],
    source: "logs/group.go",
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { properties: ["name"], source: "cloudwatch/metric_alarm.go" },
  "aws:cloudwatch/queryDefinition:QueryDefinition": { properties: [], source: "logs/query_definition.go" },
  "aws:dynamodb/table:Table": {
    properties: [
      "hashKey",
      "importTable",
      "localSecondaryIndexes",
      "name",
      "rangeKey",
      "restoreDateTime",
      "restoreSourceName",
      "restoreSourceTableArn",
      "restoreToLatestTime",
    ],
    source: "dynamodb/table.go",
  },
  "aws:iam/policy:Policy": { properties: ["description", "name", "namePrefix", "path"], source: "iam/policy.go" },
  "aws:iam/role:Role": { properties: ["name", "namePrefix", "path"], source: "iam/role.go" },
  "aws:iam/rolePolicy:RolePolicy": { properties: ["name", "namePrefix", "role"], source: "iam/role_policy.go" },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    properties: ["policyArn", "role"],
    source: "iam/role_policy_attachment.go",
  },
  "aws:kms/alias:Alias": { properties: ["name", "namePrefix"], source: "kms/alias.go" },
  "aws:kms/key:Key": {
    properties: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
    source: "kms/key.go",
  },
  "aws:lambda/alias:Alias": { properties: ["functionName", "name"], source: "lambda/alias.go" },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    properties: [
      "amazonManagedKafkaEventSourceConfig",
      "eventSourceArn",
      "queues",
      "selfManagedEventSource",
      "selfManagedKafkaEventSourceConfig",
      "startingPosition",
      "startingPositionTimestamp",
      "topics",
    ],
    source: "lambda/event_source_mapping.go",
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    properties: ["functionName", "qualifier"],
    source: "lambda/function_event_invoke_config.go",
  },
  "aws:lambda/function:Function": { properties: ["name", "packageType"], source: "lambda/function.go" },
  "aws:lambda/permission:Permission": {
    properties: [
      "action",
      "eventSourceToken",
      "function",
      "functionUrlAuthType",
      "principal",
      "principalOrgId",
      "qualifier",
      "sourceAccount",
      "sourceArn",
      "statementId",
      "statementIdPrefix",
    ],
    source: "lambda/permission.go",
  },
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {
    properties: ["functionName", "qualifier"],
    source: "lambda/provisioned_concurrency_config.go",
  },
  "aws:route53/record:Record": {
    properties: ["name", "setIdentifier", "zoneId"],
    source: "route53/record.go",
  },
  "aws:sns/topic:Topic": { properties: ["fifoTopic", "name", "namePrefix"], source: "sns/topic.go" },
  "aws:sns/topicPolicy:TopicPolicy": { properties: ["arn"], source: "sns/topic_policy.go" },
  "aws:sns/topicSubscription:TopicSubscription": {
    properties: ["endpoint", "protocol", "topic"],
    source: "sns/topic_subscription.go",
  },
  "aws:sqs/queue:Queue": { properties: ["fifoQueue", "name", "namePrefix"], source: "sqs/queue.go" },
  "aws:sqs/queuePolicy:QueuePolicy": { properties: ["queueUrl"], source: "sqs/queue_policy.go" },
  "aws:sqs/redrivePolicy:RedrivePolicy": { properties: ["queueUrl"], source: "sqs/queue_redrive_policy.go" },
  "aws:wafv2/webAcl:WebAcl": { properties: ["name", "namePrefix", "scope"], source: "wafv2/web_acl.go" },
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
    properties: ["resourceArn"],
    source: "wafv2/web_acl_logging_configuration.go",
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    properties: ["resourceArn", "webAclArn"],
    source: "wafv2/web_acl_association.go",
  },
  "aws:xray/samplingRule:SamplingRule": { properties: ["ruleName"], source: "xray/sampling_rule.go" },
};

/** Returns the properties that replace a resource of a type when they change; undefined for a type that is not listed. */
export function replacingProperties(type: string): readonly string[] | undefined {
  return forceNew[type]?.properties;
}

/** Types whose resources contain data that cannot be restored after deletion. */
export const holdsData: readonly string[] = [
  "aws:cognito/userPool:UserPool",
  "aws:dynamodb/table:Table",
  "aws:kms/key:Key",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
];
