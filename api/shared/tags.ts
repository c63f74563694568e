import type * as pulumi from "@pulumi/pulumi";

/** Types that the program declares, or may, and that AWS tags: those whose arguments have `tags` (a test holds it so). */
const taggable: readonly string[] = [
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/domainName:DomainName",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:appautoscaling/target:Target",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dynamodb/table:Table",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lambda/function:Function",
  "aws:sns/topic:Topic",
  "aws:wafv2/webAcl:WebAcl",
  "aws:xray/samplingRule:SamplingRule",
];

/**
 * Options for whatever stands at the top of the program: it and all that it declares get the stack's tags, and a
 * resource's own win.
 *
 * Transformations of resources, not of the stack: they are the same to the engine, and tests and the local run, which
 * have no stack, see them too.
 */
export function tagged(tags: Readonly<Record<string, string>>): Pick<pulumi.ResourceOptions, "transformations"> {
  if (Object.keys(tags).length === 0) return {};
  const tag: pulumi.ResourceTransformation = ({ type, props, opts }) => {
    if (!taggable.includes(type)) return undefined;
    const { tags: own = {} } = props as { readonly tags?: Readonly<Record<string, unknown>> };
    return { props: { ...(props as object), tags: { ...tags, ...own } }, opts };
  };
  return { transformations: [tag] };
}
