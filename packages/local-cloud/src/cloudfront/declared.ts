import { objectOf, objectsOf } from "../kernel/checks";
import { isObject } from "../kernel/json";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { all, none } from "./managedPolicies";
import type {
  Behavior,
  CacheRules,
  Distribution,
  EdgeAssociation,
  ErrorResponse,
  EventType,
  Origin,
  OriginGroup,
  OriginRules,
  Selection,
} from "./model";
import { cachePolicy, originPolicy, responsePolicy, ttlsOf } from "./policies";

export const distributionType = "aws:cloudfront/distribution:Distribution";

/** Returns the declared distributions. */
export function declaredDistributions(resources: readonly Declared[]): Distribution[] {
  const policies = ofType(resources, "aws:s3/bucketPolicy:BucketPolicy");
  return ofType(resources, distributionType).map(({ id, name, state }) => {
    const fallback = behaviorOf(objectOf(state, "defaultCacheBehavior"), "*", resources);
    const ordered = objectsOf(state, "orderedCacheBehaviors").map((each) =>
      behaviorOf(each, textIn(each, "pathPattern", "*"), resources),
    );
    const arn = String(state["arn"]);
    const origins = objectsOf(state, "origins").map((each) => originOf(each, arn));
    return {
      id,
      arn,
      label: name,
      domainName: String(state["domainName"]),
      enabled: state["enabled"] !== false,
      origins: new Map(origins.map((origin) => [origin.id, origin])),
      originGroups: new Map(objectsOf(state, "originGroups").map(groupOf)),
      behaviors: [...ordered, fallback],
      errorResponses: objectsOf(state, "customErrorResponses").map(errorResponseOf),
      defaultRootObject: textIn(state, "defaultRootObject", "").replace(/^\//, ""),
      bucketPolicies: new Map(policies.map((each) => [String(each.state["bucket"]), String(each.state["policy"])])),
      geo: geoOf(objectOf(objectOf(state, "restrictions"), "geoRestriction")),
    };
  });
}

function behaviorOf(state: Properties, pathPattern: string, resources: readonly Declared[]): Behavior {
  const policies = policiesOf(state, resources);
  return {
    pathPattern,
    originId: String(state["targetOriginId"]),
    allowedMethods: textsIn(state, "allowedMethods"),
    cachedMethods: textsIn(state, "cachedMethods"),
    compresses: state["compress"] === true,
    viewerProtocolPolicy: String(state["viewerProtocolPolicy"]),
    ...policies,
    responseHeaders: responsePolicy(textIn(state, "responseHeadersPolicyId", ""), resources),
    edge: new Map(objectsOf(state, "lambdaFunctionAssociations").map(associationOf)),
  };
}

function policiesOf(state: Properties, resources: readonly Declared[]): Pick<Behavior, "cache" | "origin"> {
  const cache = cachePolicy(textIn(state, "cachePolicyId", ""), resources);
  if (cache === undefined) return forwardedValues(state);
  return { cache, origin: originPolicy(textIn(state, "originRequestPolicyId", ""), resources) };
}

/** Returns the rules of a behavior without a cache policy: the forwarded values are the cache key. */
function forwardedValues(state: Properties): { readonly cache: CacheRules; readonly origin: OriginRules | undefined } {
  const values = objectOf(state, "forwardedValues");
  const cookies = objectOf(values, "cookies");
  const headers = textsIn(values, "headers").map((name) => name.toLowerCase());
  const keys = textsIn(values, "queryStringCacheKeys");
  const forwardsAll = headers.includes("*");
  const queryStrings =
    values["queryString"] !== true ? none : keys.length === 0 ? all : { kind: "some" as const, names: keys };
  return {
    cache: {
      // Forwarding all headers turns the cache off (CloudFront API reference, ForwardedValues).
      ...(forwardsAll ? { minTtl: 0, defaultTtl: 0, maxTtl: 0 } : ttlsOf(state)),
      headers: forwardsAll ? all : { kind: "some", names: headers },
      cookies: cookieSelection(cookies),
      queryStrings,
      gzip: true,
      brotli: false,
    },
    origin: { headers: none, cookies: none, queryStrings: values["queryString"] === true ? all : none },
  };
}

function cookieSelection(cookies: Properties): Selection {
  if (cookies["forward"] === "all") return all;
  return cookies["forward"] === "whitelist" ? { kind: "some", names: textsIn(cookies, "whitelistedNames") } : none;
}

function associationOf(state: Properties): readonly [EventType, EdgeAssociation] {
  const association = { functionArn: String(state["lambdaArn"]), includesBody: state["includeBody"] === true };
  return [state["eventType"] as EventType, association];
}

function originOf(state: Properties, distributionArn: string): Origin {
  const isBucket = !isObject(state["customOriginConfig"]);
  const custom = objectOf(state, "customOriginConfig");
  const accessControl = state["originAccessControlId"];
  return {
    id: String(state["originId"]),
    domainName: String(state["domainName"]),
    path: textIn(state, "originPath", "").replace(/\/$/, ""),
    customHeaders: objectsOf(state, "customHeaders").map(
      (each) => [String(each["name"]), String(each["value"])] as const,
    ),
    httpPort: Number(custom["httpPort"] ?? 80),
    httpsPort: Number(custom["httpsPort"] ?? 443),
    protocolPolicy: textIn(custom, "originProtocolPolicy", "https-only"),
    // CloudFront API reference, CustomOriginConfig: OriginReadTimeout and OriginKeepaliveTimeout.
    readTimeout: Number(custom["originReadTimeout"] ?? 30),
    keepaliveTimeout: Number(custom["originKeepaliveTimeout"] ?? 5),
    sslProtocols: textsIn(custom, "originSslProtocols"),
    isBucket,
    signsAs: typeof accessControl === "string" && accessControl !== "" ? distributionArn : undefined,
  };
}

function groupOf(state: Properties): readonly [string, OriginGroup] {
  const codes = objectOf(state, "failoverCriteria")["statusCodes"];
  return [
    String(state["originId"]),
    {
      members: objectsOf(state, "members").map((each) => String(each["originId"])),
      statusCodes: Array.isArray(codes) ? codes.map(Number) : [],
    },
  ];
}

function errorResponseOf(state: Properties): ErrorResponse {
  const page = state["responsePagePath"];
  const code = Number(state["responseCode"] ?? 0);
  const ttl = state["errorCachingMinTtl"];
  return {
    errorCode: Number(state["errorCode"]),
    cachingMinTtl: ttl === undefined || ttl === null ? undefined : Number(ttl),
    responseCode: code === 0 ? undefined : code,
    pagePath: typeof page === "string" && page !== "" ? page : undefined,
  };
}

function geoOf(state: Properties): Distribution["geo"] {
  const kind = state["restrictionType"];
  const countries = textsIn(state, "locations").map((country) => country.toUpperCase());
  return { kind: kind === "whitelist" || kind === "blacklist" ? kind : "none", countries };
}

/** Returns a string property, or a default if it is absent. */
function textIn(state: Properties, property: string, absent: string): string {
  const value = state[property];
  return typeof value === "string" ? value : absent;
}

function textsIn(state: Properties, property: string): string[] {
  const value = state[property];
  return Array.isArray(value) ? value.map(String) : [];
}
