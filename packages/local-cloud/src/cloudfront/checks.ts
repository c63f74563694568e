import { knownText, objectOf, objectsOf, type Check, type TypeChecks } from "../kernel/checks";
import type { Declared, Properties } from "../kernel/resources";
import { distributionType } from "./declared";
import { associationRefusal } from "./edgeChecks";
import { cachePolicy, originPolicy, responsePolicy } from "./policies";
import { isReservedHeader } from "./reservedHeaders";

function behaviorsOf(state: Properties): Properties[] {
  return [objectOf(state, "defaultCacheBehavior"), ...objectsOf(state, "orderedCacheBehaviors")];
}

/** Returns the first value of a property of a behavior for which a lookup finds nothing. */
function unknownIn(state: Properties, property: string, find: (id: string) => unknown): string | undefined {
  return behaviorsOf(state)
    .map((behavior) => knownText(behavior, property))
    .find((id) => id !== undefined && find(id) === undefined);
}

const originRefusal: Check = (state) => {
  const ids = [...objectsOf(state, "origins"), ...objectsOf(state, "originGroups")].map(({ originId }) => originId);
  const unknown = unknownIn(state, "targetOriginId", (id) => (ids.includes(id) ? id : undefined));
  return unknown && `One or more of your origins or origin groups do not exist. (${unknown})`;
};

const cachePolicyRefusal: Check = (state, _, resources) =>
  missing(
    "cache policy",
    unknownIn(state, "cachePolicyId", (id) => cachePolicy(id, resources)),
  );

const originPolicyRefusal: Check = (state, _, resources) =>
  missing(
    "origin request policy",
    unknownIn(state, "originRequestPolicyId", (id) => originPolicy(id, resources)),
  );

const responsePolicyRefusal: Check = (state, _, resources) =>
  missing(
    "response headers policy",
    unknownIn(state, "responseHeadersPolicyId", (id) => responsePolicy(id, resources)),
  );

function missing(kind: string, id: string | undefined): string | undefined {
  return id && `The specified ${kind} does not exist. (${id})`;
}

/** Sets of methods that a behavior can allow (CloudFront API reference, AllowedMethods). */
const methodSets = [
  ["GET", "HEAD"],
  ["GET", "HEAD", "OPTIONS"],
  ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
].map((set) => set.join());

const methodsRefusal: Check = (state) => {
  const given = behaviorsOf(state).map(({ allowedMethods }) => (allowedMethods as string[] | undefined) ?? []);
  const wrong = given.find((methods) => !methodSets.includes([...methods].sort().join()));
  return wrong && `The parameter AllowedMethods contains methods that cannot be combined: ${wrong.join(", ")}`;
};

/** CloudFront's message about certificates (CloudFront API reference, InvalidViewerCertificate). */
const certificateRefusal: Check = (state) => {
  const certificate = objectOf(state, "viewerCertificate");
  const arn = knownText(certificate, "acmCertificateArn");
  if (arn !== undefined && arn.split(":")[3] !== "us-east-1") {
    return `The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain. (${arn})`;
  }
  const { aliases } = state;
  return Array.isArray(aliases) && aliases.length > 0 && certificate["cloudfrontDefaultCertificate"] === true
    ? `To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name. (${aliases.join(", ")})`
    : undefined;
};

/** Custom headers of an origin, and characters of a name and a value (CloudFront Developer Guide, "Quotas on headers"). */
const customHeaders = { name: 256, value: 1_783, total: 10_240 };

const customHeaderRefusal: Check = (state) => {
  for (const origin of objectsOf(state, "origins")) {
    const headers = objectsOf(origin, "customHeaders").map(({ name, value }) => [String(name), String(value)] as const);
    const reserved = headers.find(([name]) => isReservedHeader(name));
    if (reserved !== undefined) {
      return `The parameter HeaderName contains ${reserved[0]} that is not allowed.`;
    }
    const long = headers.find(
      ([name, value]) => name.length > customHeaders.name || value.length > customHeaders.value,
    );
    if (long !== undefined) {
      return `The custom header ${long[0].slice(0, customHeaders.name)} is longer than ${customHeaders.name} characters in its name, or ${customHeaders.value} in its value.`;
    }
    const total = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    if (total > customHeaders.total) {
      return `The custom headers of an origin have ${total} characters, and at most ${customHeaders.total} are allowed.`;
    }
  }
  return undefined;
};

/** Lists of a behavior that require signed URLs or cookies. */
const trusted = ["trustedKeyGroups", "trustedSigners"];

/** Rejects behaviors whose content a local run would give to everybody. */
const signedRefusal: Check = (state) => {
  for (const behavior of behaviorsOf(state)) {
    const found = trusted.find((property) => Array.isArray(behavior[property]) && behavior[property].length > 0);
    if (found === undefined) continue;
    return `signed URLs and signed cookies are not checked here, so that ${found} (${(behavior[found] as unknown[]).join(", ")}) would protect nothing`;
  }
  return undefined;
};

const functionRefusal: Check = (state) => {
  const [found] = behaviorsOf(state).flatMap((behavior) => objectsOf(behavior, "functionAssociations"));
  return found && `CloudFront Functions do not run here: ${String(found["functionArn"])}; functions of Lambda@Edge do`;
};

/** Headers in a policy (CloudFront Developer Guide, "Quotas on policies"). */
const maxHeaders = 10;

const cacheRulesRefusal: Check = (_, resource: Declared, resources) => {
  const rules = cachePolicy(resource.id, resources);
  if (rules === undefined) return undefined;
  if (rules.headers.names.length > maxHeaders) {
    return `The parameter Headers contains more than ${maxHeaders} headers. (${rules.headers.names.length})`;
  }
  if (rules.maxTtl > 0) return undefined;
  const selected = (["headers", "cookies", "queryStrings"] as const).find((each) => rules[each].kind !== "none");
  const names = { headers: "HeaderBehavior", cookies: "CookieBehavior", queryStrings: "QueryStringBehavior" };
  return selected && `The parameter ${names[selected]} is invalid for policy with caching disabled.`;
};

const distribution = { type: distributionType, label: "distribution" };

/** CloudFront's checks of distributions and cache policies. */
export const cloudfrontChecks: readonly TypeChecks[] = [
  { ...distribution, code: "NoSuchOrigin", statusCode: 404, checks: [originRefusal] },
  { ...distribution, code: "NoSuchCachePolicy", statusCode: 404, checks: [cachePolicyRefusal] },
  { ...distribution, code: "NoSuchOriginRequestPolicy", statusCode: 404, checks: [originPolicyRefusal] },
  { ...distribution, code: "NoSuchResponseHeadersPolicy", statusCode: 404, checks: [responsePolicyRefusal] },
  { ...distribution, code: "InvalidArgument", checks: [methodsRefusal, customHeaderRefusal] },
  { ...distribution, code: "InvalidViewerCertificate", checks: [certificateRefusal] },
  { ...distribution, code: "InvalidLambdaFunctionAssociation", checks: [associationRefusal] },
  // AWS accepts these functions. A run that left them out would behave differently.
  { ...distribution, code: "NotEmulatedException", statusCode: 501, checks: [functionRefusal, signedRefusal] },
  {
    type: "aws:cloudfront/cachePolicy:CachePolicy",
    label: "cache policy",
    code: "InvalidArgument",
    checks: [cacheRulesRefusal],
  },
];
