import { accountId, declaredName, digest, partition, type StackLocation } from "../kernel/identity";
import { distributions } from "../kernel/interfaces/distributions";
import type { EmulatedType, EmulatedTypes } from "../kernel/resources";

/** Returns an id such as `E1A2B3C4D5E6F7`: fourteen upper-case letters and digits. */
function distributionId(location: StackLocation, type: string, name: string): string {
  const number = BigInt(`0x${digest(location, type, name).slice(0, 20)}`);
  return `E${number.toString(36).toUpperCase().padStart(13, "0").slice(-13)}`;
}

/** Returns an id in the form of CloudFront's policies: a UUID. */
function policyId(location: StackLocation, type: string, name: string): string {
  const hex = digest(location, type, name);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

function policyType(kind: string, reads: readonly string[]): EmulatedType {
  return {
    reads: ["name", ...reads],
    ignores: ["comment"],
    provide: ({ type, name, inputs }, location) => {
      const id = policyId(location, type, name);
      return {
        id,
        state: {
          name: declaredName({ type, name, inputs }, location),
          arn: `arn:${partition}:cloudfront::${accountId}:${kind}/${id}`,
          etag: digest(location, type, name, "etag").slice(0, 13).toUpperCase(),
        },
      };
    },
  };
}

const behaviorReads = (prefix: string): string[] =>
  [
    "allowedMethods",
    "cachePolicyId",
    "cachedMethods",
    "compress",
    "defaultTtl",
    "forwardedValues",
    "lambdaFunctionAssociations",
    "maxTtl",
    "minTtl",
    "originRequestPolicyId",
    "responseHeadersPolicyId",
    "targetOriginId",
    "viewerProtocolPolicy",
  ].map((property) => `${prefix}.${property}`);

/** Resource types of CloudFront. */
export const types: EmulatedTypes = {
  "aws:cloudfront/distribution:Distribution": {
    reads: [
      "customErrorResponses",
      ...behaviorReads("defaultCacheBehavior"),
      "defaultRootObject",
      "enabled",
      ...behaviorReads("orderedCacheBehaviors"),
      "orderedCacheBehaviors.pathPattern",
      "originGroups",
      "origins.customHeaders",
      "origins.customOriginConfig.httpPort",
      "origins.customOriginConfig.httpsPort",
      "origins.customOriginConfig.originKeepaliveTimeout",
      "origins.customOriginConfig.originProtocolPolicy",
      "origins.customOriginConfig.originReadTimeout",
      "origins.customOriginConfig.originSslProtocols",
      "origins.domainName",
      "origins.originAccessControlId",
      "origins.originId",
      "origins.originPath",
      "restrictions",
    ],
    ignores: [
      "aliases",
      "comment",
      "httpVersion",
      "isIpv6Enabled",
      "loggingConfig",
      "origins.connectionAttempts",
      "origins.connectionTimeout",
      "origins.originShield",
      "origins.s3OriginConfig",
      "priceClass",
      "retainOnDelete",
      "viewerCertificate",
      "waitForDeployment",
    ],
    provide: async ({ type, name, inputs }, context) => {
      const id = distributionId(context, type, name);
      const arn = `arn:${partition}:cloudfront::${accountId}:distribution/${id}`;
      const url = await context.registry.use(distributions).endpoint(id);
      return {
        id,
        state: {
          arn,
          domainName: new URL(url).host,
          // Zone of all distributions (Route 53 API reference, AliasTarget).
          hostedZoneId: "Z2FDTNDATAQYW2",
          status: inputs["enabled"] === false ? "Disabled" : "Deployed",
          etag: digest(context, type, name, "etag").slice(0, 13).toUpperCase(),
          callerReference: digest(context, type, name, "reference").slice(0, 26),
          inProgressValidationBatches: 0,
        },
      };
    },
  },
  "aws:cloudfront/cachePolicy:CachePolicy": policyType("cache-policy", [
    "defaultTtl",
    "maxTtl",
    "minTtl",
    "parametersInCacheKeyAndForwardedToOrigin",
  ]),
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": policyType("origin-request-policy", [
    "cookiesConfig",
    "headersConfig",
    "queryStringsConfig",
  ]),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": policyType("response-headers-policy", [
    "corsConfig",
    "customHeadersConfig",
    "removeHeadersConfig",
    "securityHeadersConfig",
  ]),
  "aws:cloudfront/originAccessControl:OriginAccessControl": {
    reads: ["name"],
    ignores: ["description", "originAccessControlOriginType", "signingBehavior", "signingProtocol"],
    provide: ({ type, name, inputs }, location) => {
      const id = distributionId(location, type, name);
      return {
        id,
        state: {
          name: declaredName({ type, name, inputs }, location),
          arn: `arn:${partition}:cloudfront::${accountId}:origin-access-control/${id}`,
        },
      };
    },
  },
};
