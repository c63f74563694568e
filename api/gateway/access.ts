import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { UsagePlanSettings } from "../settings";

export interface AccessArgs {
  readonly restApi: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  readonly usagePlans: readonly UsagePlanSettings[];
  /** By the names of keys, ids of API keys that are there already: whoever has one keeps it. */
  readonly existingKeys?: Readonly<Record<string, string>> | undefined;
}

interface KeyArgs extends Pick<AccessArgs, "existingKeys"> {
  readonly plan: aws.apigateway.UsagePlan;
  readonly planName: string;
}

/**
 * API keys and usage plans. Each resource bears its setting's name, never an index: removing a key from the list
 * removes that key and touches no other.
 */
export class Access extends pulumi.ComponentResource {
  /** The first plan's first key. */
  readonly firstKey: aws.apigateway.ApiKey;

  constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:gateway:Access", name, {}, opts);
    const { existingKeys } = args;
    const keys = args.usagePlans.flatMap((settings) => {
      const plan = this.createPlan(settings, args);
      return settings.keys.map((key) => this.createKey(key, { plan, planName: settings.name, existingKeys }));
    });
    this.firstKey = keys[0]!;
    this.registerOutputs({ firstKeyId: this.firstKey.id });
  }

  private createPlan({ name, burstLimit, rateLimit, quota }: UsagePlanSettings, args: AccessArgs) {
    return new aws.apigateway.UsagePlan(
      name,
      {
        apiStages: [{ apiId: args.restApi.id, stage: args.stage.stageName }],
        throttleSettings: { burstLimit, rateLimit },
        quotaSettings: { ...quota },
      },
      { parent: this },
    );
  }

  private createKey(name: string, args: KeyArgs) {
    const { plan, planName, existingKeys = {} } = args;
    const existing = existingKeys[name];
    const key = new aws.apigateway.ApiKey(
      name,
      {},
      { parent: this, ...(existing === undefined ? {} : { import: existing }) },
    );
    new aws.apigateway.UsagePlanKey(
      `${planName}-${name}`,
      { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id },
      // The provider returns the key's value here too and does not mark it.
      { parent: this, additionalSecretOutputs: ["value"] },
    );
    return key;
  }
}
