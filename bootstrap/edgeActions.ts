import { deployerActions, type DeployerActions } from "./deployerActions";

const actionsOf = (service: string, ...names: string[]) => names.map((name) => `${service}:${name}`);
const serviceLinkedRole = (service: string) => `arn:aws:iam::ACCOUNT:role/aws-service-role/${service}/*`;

/** Types of which the setting `edge` declares resources in us-east-1, where CloudFront requires them. */
const typesInVirginia = [
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:kms/key:Key",
  "aws:lambda/function:Function",
  "aws:wafv2/webAcl:WebAcl",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
];

/** Actions for the setting `edge`, keyed by resource type, in addition to those of `deployerActions`. */
export const edgeActions: Readonly<Record<string, readonly DeployerActions[]>> = {
  ...Object.fromEntries(typesInVirginia.map((type) => [type, deployerActions[type]!.flatMap(inVirginia)])),
  "aws:cloudfront/cachePolicy:CachePolicy": [
    {
      actions: actionsOf("cloudfront", "CreateCachePolicy", "GetCachePolicy", "UpdateCachePolicy", "DeleteCachePolicy"),
      on: "arn:aws:cloudfront::ACCOUNT:cache-policy/*",
    },
  ],
  "aws:cloudfront/distribution:Distribution": [
    {
      actions: actionsOf(
        "cloudfront",
        "CreateDistribution",
        "GetDistribution",
        "UpdateDistribution",
        "DeleteDistribution",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
      ),
      on: "arn:aws:cloudfront::ACCOUNT:distribution/*",
    },
    // CloudFront Developer Guide, "Set up IAM permissions and roles for Lambda@Edge".
    {
      actions: actionsOf("lambda", "EnableReplication", "DisableReplication"),
      on: "arn:aws:lambda:us-east-1:ACCOUNT:function:*",
    },
    ...["replicator.lambda.amazonaws.com", "logger.cloudfront.amazonaws.com"].map((service) => ({
      actions: ["iam:CreateServiceLinkedRole"],
      on: serviceLinkedRole(service),
    })),
  ],
};

/** Returns the same actions on resources of us-east-1. Web ACLs of distributions are global. */
function inVirginia({ on, ...actions }: DeployerActions): DeployerActions[] {
  if (!on.includes(":REGION:")) return [];
  return [{ ...actions, on: on.replace(":REGION:", ":us-east-1:").replace(":regional/", ":global/") }];
}
