import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { keyHeaders, type KeyedRoute } from "./cacheKey";
import { edgeEvents, type DeclaredEdgeCallback } from "./callbacks";
import { createEdgeFunction } from "./edgeFunction";

export interface EdgeArgs {
  readonly stage: aws.apigateway.Stage;
  /** Secret by which the stage recognizes the distribution. */
  readonly originSecret: pulumi.Output<string>;
  readonly callbacks: readonly DeclaredEdgeCallback[];
  readonly routes: readonly KeyedRoute[];
  readonly domain: Settings["domain"];
  /** ARN of the web ACL; undefined without the setting `firewall`. */
  readonly firewallArn: pulumi.Output<string> | undefined;
  /** Provider of us-east-1, where CloudFront requires functions, certificates and web ACLs. */
  readonly provider: aws.Provider;
}

/** Origin request policy of AWS (CloudFront Developer Guide, "AllViewerExceptHostHeader"). */
const allViewerExceptHost = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Errors that CloudFront would otherwise keep for ten seconds. */
const keptErrors = [404, 414, 500, 501, 502, 503, 504];

const secondsOfYear = 31_536_000;

/** CloudFront distribution before the stage, with its functions and, if the settings contain one, the domain. */
export class Edge extends pulumi.ComponentResource {
  /** URL of the stage behind the distribution, without a trailing slash. */
  readonly url: pulumi.Output<string>;
  readonly distribution: aws.cloudfront.Distribution;

  constructor(name: string, args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:edge:Edge", name, {}, opts);
    const { domain, stage } = args;
    this.distribution = this.createDistribution(name, args);
    if (domain !== undefined) this.createRecords(name, domain);
    const host = domain === undefined ? this.distribution.domainName : pulumi.output(domain.name);
    this.url = pulumi
      .all([stage.invokeUrl, host])
      .apply(([invokeUrl, own]) => invokeUrl.replace(/^(https?:\/\/)[^/]+/, (_, scheme: string) => `${scheme}${own}`));
    this.registerOutputs({ url: this.url });
  }

  private createDistribution(name: string, args: EdgeArgs): aws.cloudfront.Distribution {
    const { domain, firewallArn, stage, originSecret } = args;
    const host = stage.invokeUrl.apply((url) => /^https?:\/\/([^/]+)/.exec(url)?.[1] ?? url);
    return new aws.cloudfront.Distribution(
      `${name}-distribution`,
      {
        enabled: true,
        comment: `${pulumi.getProject()} ${pulumi.getStack()}`,
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        origins: [
          {
            originId: "stage",
            domainName: host,
            customHeaders: [{ name: "Referer", value: originSecret }],
            customOriginConfig: {
              httpPort: 80,
              httpsPort: 443,
              originProtocolPolicy: "https-only",
              originSslProtocols: ["TLSv1.2"],
              // Longer than API Gateway's 29 seconds, so that its error reaches the client.
              originReadTimeout: 60,
            },
          },
        ],
        defaultCacheBehavior: this.behavior(name, args),
        customErrorResponses: keptErrors.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
        restrictions: { geoRestriction: { restrictionType: "none" } },
        ...(firewallArn === undefined ? {} : { webAclId: firewallArn }),
        ...(domain === undefined
          ? { viewerCertificate: { cloudfrontDefaultCertificate: true } }
          : {
              aliases: [domain.name],
              viewerCertificate: {
                acmCertificateArn: domain.certificateArn,
                minimumProtocolVersion: "TLSv1.2_2021",
                sslSupportMethod: "sni-only",
              },
            }),
      },
      { parent: this },
    );
  }

  private behavior(name: string, { callbacks, routes, provider }: EdgeArgs) {
    const cachePolicy = this.createCachePolicy(name, routes);
    return {
      targetOriginId: "stage",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      cachePolicyId: cachePolicy.id,
      originRequestPolicyId: allViewerExceptHost,
      lambdaFunctionAssociations: callbacks.map((callback) => ({
        eventType: edgeEvents[callback.name],
        lambdaArn: createEdgeFunction(name, callback, { parent: this, provider }).qualifiedArn,
        includeBody: callback.includeBody,
      })),
    };
  }

  /** Declares the cache policy. CloudFront keeps an answer only if its Cache-Control states a time. */
  private createCachePolicy(name: string, routes: readonly KeyedRoute[]): aws.cloudfront.CachePolicy {
    return new aws.cloudfront.CachePolicy(
      `${name}-cache`,
      {
        minTtl: 0,
        defaultTtl: 0,
        maxTtl: secondsOfYear,
        parametersInCacheKeyAndForwardedToOrigin: {
          headersConfig: { headerBehavior: "whitelist", headers: { items: keyHeaders(routes) } },
          cookiesConfig: { cookieBehavior: "all" },
          queryStringsConfig: { queryStringBehavior: "all" },
          enableAcceptEncodingBrotli: true,
          enableAcceptEncodingGzip: true,
        },
      },
      { parent: this },
    );
  }

  private createRecords(name: string, domain: NonNullable<Settings["domain"]>): void {
    const { domainName, hostedZoneId } = this.distribution;
    for (const type of ["A", "AAAA"] as const) {
      new aws.route53.Record(
        `${name}-record-${type.toLowerCase()}`,
        {
          zoneId: domain.hostedZoneId,
          name: domain.name,
          type,
          aliases: [{ name: domainName, zoneId: hostedZoneId, evaluateTargetHealth: false }],
        },
        { parent: this },
      );
    }
  }
}

/** Declares the provider of us-east-1. */
export function createEdgeProvider(name: string): aws.Provider {
  return new aws.Provider(name, { region: "us-east-1" });
}
