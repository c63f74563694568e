import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

export interface CustomDomainArgs extends NonNullable<Settings["domain"]> {
  readonly restApi: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
}

/**
 * Custom domain name of the stage, and its DNS record.
 *
 * The base path is the name of the stage. Paths, for example in Location headers, are therefore the same under the
 * custom domain and under API Gateway's own host name.
 */
export class CustomDomain extends pulumi.ComponentResource {
  constructor(name: string, args: CustomDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:gateway:CustomDomain", name, {}, opts);
    const created = new aws.apigateway.DomainName(
      `${name}-name`,
      {
        domainName: args.name,
        regionalCertificateArn: args.certificateArn,
        endpointConfiguration: { types: "REGIONAL" },
        // The minimum version.
        securityPolicy: "TLS_1_2",
      },
      { parent: this },
    );
    new aws.apigateway.BasePathMapping(
      `${name}-mapping`,
      {
        restApi: args.restApi.id,
        stageName: args.stage.stageName,
        domainName: created.domainName,
        basePath: args.stage.stageName,
      },
      { parent: this },
    );
    new aws.route53.Record(
      `${name}-record`,
      {
        zoneId: args.hostedZoneId,
        name: args.name,
        type: "A",
        aliases: [{ name: created.regionalDomainName, zoneId: created.regionalZoneId, evaluateTargetHealth: false }],
      },
      { parent: this },
    );
    this.registerOutputs({ domainName: created.domainName });
  }
}
