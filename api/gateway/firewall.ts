import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLogGroup } from "../shared/logGroup";
import type { Stack } from "../shared/stack";

export interface FirewallArgs {
  readonly stage: aws.apigateway.Stage;
  /** Maximum requests of one IP address in five minutes. */
  readonly requestsPerAddress: number;
  readonly stack: Stack;
}

/** Managed rule groups in the order of evaluation, with the rules that only count. */
const managed: readonly { readonly group: string; readonly counted: readonly string[] }[] = [
  { group: "AWSManagedRulesAmazonIpReputationList", counted: [] },
  { group: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
  // Blocking would reject bodies above 8 KB, and the API accepts 64 KiB.
  { group: "AWSManagedRulesCommonRuleSet", counted: ["SizeRestrictions_BODY"] },
];

/**
 * Web ACL of the stage: AWS's managed rules, a rate limit for each address, and a log of blocked and counted requests.
 */
export class Firewall extends pulumi.ComponentResource {
  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:gateway:Firewall", name, {}, opts);
    const { stage, requestsPerAddress } = args;
    const acl = this.createAcl(name, requestsPerAddress);
    new aws.wafv2.WebAclAssociation(
      `${name}-association`,
      { resourceArn: stage.arn, webAclArn: acl.arn },
      { parent: this },
    );
    this.createLog(name, acl, args);
    this.registerOutputs({ arn: acl.arn });
  }

  private createAcl(name: string, requestsPerAddress: number): aws.wafv2.WebAcl {
    return new aws.wafv2.WebAcl(
      `${name}-acl`,
      {
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        visibilityConfig: withMetric("all"),
        rules: [
          {
            name: "rate",
            priority: 0,
            action: { block: {} },
            // WAF's default evaluation window is five minutes.
            statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: "IP" } },
            visibilityConfig: withMetric("rate"),
          },
          ...managed.map(({ group, counted }, index) => ({
            name: group,
            priority: index + 1,
            overrideAction: { none: {} },
            statement: {
              managedRuleGroupStatement: {
                vendorName: "AWS",
                name: group,
                ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
              },
            },
            visibilityConfig: withMetric(group),
          })),
        ],
      },
      { parent: this },
    );
  }

  private createLog(name: string, acl: aws.wafv2.WebAcl, { stack }: FirewallArgs): void {
    // WAF writes only to groups whose name begins with aws-waf-logs-. Pulumi appends random digits.
    const namePrefix = `aws-waf-logs-${pulumi.getProject()}-${pulumi.getStack()}-`;
    const group = createLogGroup(`${name}-logs`, { namePrefix, stack }, { parent: this });
    new aws.wafv2.WebAclLoggingConfiguration(
      `${name}-logging`,
      {
        resourceArn: acl.arn,
        logDestinationConfigs: [group.arn],
        redactedFields: [{ singleHeader: { name: "x-api-key" } }, { singleHeader: { name: "authorization" } }],
        loggingFilter: {
          defaultBehavior: "DROP",
          filters: [
            {
              behavior: "KEEP",
              requirement: "MEETS_ANY",
              conditions: ["BLOCK", "COUNT"].map((action) => ({ actionCondition: { action } })),
            },
          ],
        },
      },
      { parent: this },
    );
  }
}

function withMetric(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
