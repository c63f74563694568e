import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLogGroup } from "../shared/logGroup";
import type { Settings } from "../settings";

export interface FirewallArgs {
  readonly stage: aws.apigateway.Stage;
  readonly settings: Settings;
  readonly requestsPerAddress: number;
  /** What encrypts its log; AWS's own key where undefined. */
  readonly key: aws.kms.Key | undefined;
}

/** AWS's own rule groups, in the order in which they look at a request. */
const managed: readonly { readonly group: string; readonly counted: readonly string[] }[] = [
  { group: "AWSManagedRulesAmazonIpReputationList", counted: [] },
  { group: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
  // It blocks bodies above 8 KB, and this API takes 64 KiB: that rule only counts.
  { group: "AWSManagedRulesCommonRuleSet", counted: ["SizeRestrictions_BODY"] },
];

/** A web ACL before the stage: AWS's rules, a rate for each address, and a log of what it blocks. */
export class Firewall extends pulumi.ComponentResource {
  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("items-api:api:Firewall", name, {}, opts);
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
        visibilityConfig: visibility("all"),
        rules: [
          {
            name: "rate",
            priority: 0,
            action: { block: {} },
            // In five minutes, which is what WAF counts by unless told otherwise.
            statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: "IP" } },
            visibilityConfig: visibility("rate"),
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
            visibilityConfig: visibility(group),
          })),
        ],
      },
      { parent: this },
    );
  }

  private createLog(name: string, acl: aws.wafv2.WebAcl, { settings, key }: FirewallArgs): void {
    // WAF writes only to groups that are named so; Pulumi's own digits follow.
    const namePrefix = `aws-waf-logs-${pulumi.getProject()}-${pulumi.getStack()}-`;
    const group = createLogGroup(`${name}-logs`, { namePrefix, settings, key }, { parent: this });
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

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
