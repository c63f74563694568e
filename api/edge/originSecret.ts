import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface OriginSecretArgs {
  /** Names of the secrets. The distribution sends the first one, and the stage accepts all of them. */
  readonly names: readonly string[];
}

/**
 * Secrets by which the stage recognizes requests of the distribution.
 *
 * Each is the value of a disabled API key, which API Gateway generates: it is random, permanent and in no usage plan. The
 * distribution sends it as Referer, because that is the only header with a free value that a resource policy can test
 * (API Gateway Developer Guide, "AWS condition keys that can be used in API Gateway resource policies").
 */
export class OriginSecret extends pulumi.ComponentResource {
  /** Value that the distribution sends. */
  readonly value: pulumi.Output<string>;
  /** Resource policy of the API: it denies every request without one of the secrets. */
  readonly policy: pulumi.Output<string>;

  constructor(name: string, { names }: OriginSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:edge:OriginSecret", name, {}, opts);
    const keys = names.map((each) => this.createKey(`${name}-${each}`));
    const values = pulumi.secret(pulumi.all(keys.map(({ value }) => value)));
    this.value = values.apply(([first]) => first!);
    this.policy = values.apply((accepted) => JSON.stringify(originPolicy(accepted)));
    this.registerOutputs({});
  }

  private createKey(name: string): aws.apigateway.ApiKey {
    return new aws.apigateway.ApiKey(
      name,
      { enabled: false, description: "Secret of the CloudFront distribution; not a key of a client" },
      { parent: this },
    );
  }
}

/**
 * Returns a policy that allows every request, and denies those without a secret. The denial is explicit, so that it also
 * applies to methods with an authorizer.
 */
function originPolicy(secrets: readonly string[]): object {
  const all = { Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" };
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", ...all },
      { Effect: "Deny", ...all, Condition: { StringNotEquals: { "aws:Referer": secrets } } },
    ],
  };
}
