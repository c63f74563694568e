import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createCustomerKey } from "../shared/customerKey";
import { createLogGroup } from "../shared/logGroup";
import type { Stack } from "../shared/stack";

export interface FirewallArgs {
  /** Undefined for a distribution, which refers to the web ACL itself. */
  readonly stage: aws.apigateway.Stage | undefined;
  /** Maximum requests of one IP address in five minutes. */
  readonly requestsPerAddress: number;
  readonly stack: Stack;
  /** Provider of us-east-1 for the web ACL of a distribution; undefined for that of the stage. */
  readonly provider?: aws.Provider | undefined;
}

/** Managed rule groups in the order of evaluation, with the rules that only count. */
const managed: readonly { readonly group: string; readonly counted: readonly string[] }[] = [
  { group: "AWSManagedRulesAmazonIpReputationList", counted: [] },
  { group: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
  // Blocking would reject bodies above 8 KB, and the API accepts 64 KiB.
  { group: "AWSManagedRulesCommonRuleSet", counted: ["SizeRestrictions_BODY"] },
];

/**
 * Web ACL of the stage, or of the distribution before it: AWS's managed rules, a rate limit for each address, and a log of blocked and counted requests.
 */
export class Firewall extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:gateway:Firewall", name, {}, opts);
    const { stage } = args;
    const acl = this.createAcl(name, args);
    this.arn = acl.arn;
    if (stage !== undefined) {
      new aws.wafv2.WebAclAssociation(
        `${name}-association`,
        { resourceArn: stage.arn, webAclArn: acl.arn },
        { parent: this },
      );
    }
    this.createLog(name, acl, args);
    this.registerOutputs({ arn: acl.arn });
  }

  private createAcl(name: string, { provider, requestsPerAddress }: FirewallArgs): aws.wafv2.WebAcl {
    return new aws.wafv2.WebAcl(
      `${name}-acl`,
      {
        scope: provider === undefined ? "REGIONAL" : "CLOUDFRONT",
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
      this.optionsOf(provider),
    );
  }

  private optionsOf(provider: aws.Provider | undefined): pulumi.CustomResourceOptions {
    return { parent: this, ...(provider === undefined ? {} : { provider }) };
  }

  private createLog(name: string, acl: aws.wafv2.WebAcl, { stack, provider }: FirewallArgs): void {
    const opts = this.optionsOf(provider);
    // A key encrypts only in its own region.
    const customerKey =
      provider === undefined
        ? stack.customerKey
        : createCustomerKey(`${name}-key`, { settings: stack.settings, services: [], region: "us-east-1" }, opts);
    // WAF writes only to groups whose name begins with aws-waf-logs-. Pulumi appends random digits.
    const namePrefix = `aws-waf-logs-${pulumi.getProject()}-${pulumi.getStack()}-`;
    const group = createLogGroup(`${name}-logs`, { namePrefix, stack: { ...stack, customerKey } }, opts);
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
      opts,
    );
  }
}

function withMetric(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
