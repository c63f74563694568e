import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { UsagePlanSettings } from "../settings";

export interface AccessArgs {
  readonly restApi: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  readonly usagePlans: readonly UsagePlanSettings[];
  /** Ids of API keys to import, keyed by their names in the settings. Clients keep their keys. */
  readonly existingKeys?: Readonly<Record<string, string>> | undefined;
}

interface KeyArgs extends Pick<AccessArgs, "existingKeys"> {
  readonly plan: aws.apigateway.UsagePlan;
  readonly planName: string;
}

/**
 * API keys and usage plans. Logical names come from the settings and contain no index, so that removing a key from a
 * list deletes no other key.
 */
export class Access extends pulumi.ComponentResource {
  /** The first key of the first plan. */
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
      // The provider returns the key's value here too, without marking it as secret.
      { parent: this, additionalSecretOutputs: ["value"] },
    );
    return key;
  }
}
