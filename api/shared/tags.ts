import type * as pulumi from "@pulumi/pulumi";

/** Resource types of the program whose arguments have `tags`. A test compares this list with the provider's types. */
const taggable: readonly string[] = [
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/domainName:DomainName",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:appautoscaling/target:Target",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cognito/userPool:UserPool",
  "aws:dynamodb/table:Table",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
  "aws:sfn/stateMachine:StateMachine",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
  "aws:ssm/parameter:Parameter",
  "aws:wafv2/webAcl:WebAcl",
  "aws:xray/samplingRule:SamplingRule",
];

/** Returns a transformation that adds tags to the resources that support them. Tags of the resource take precedence. */
export function addTags(tags: Readonly<Record<string, string>>): pulumi.ResourceTransformation[] {
  if (Object.keys(tags).length === 0) return [];
  return [
    ({ type, props, opts }) => {
      if (!taggable.includes(type)) return undefined;
      const { tags: own = {} } = props as { readonly tags?: Readonly<Record<string, unknown>> };
      return { props: { ...(props as object), tags: { ...tags, ...own } }, opts };
    },
  ];
}
