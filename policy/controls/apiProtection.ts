import type { apigateway } from "@pulumi/aws";
import { findReferences, resourcePolicy, stackPolicy, type Policy } from "../policy";

const stage = "aws:apigateway/stage:Stage";
const distribution = "aws:cloudfront/distribution:Distribution";
const methodSettings = "aws:apigateway/methodSettings:MethodSettings";

/** Policies of a stage's throttles, firewall, encryption and cache. */
export const apiProtectionPolicies: readonly Policy[] = [
  stackPolicy({
    name: "api-stage-settings",
    level: "mandatory",
    controls: ["W64"],
    reason: "a stage without method settings has no throttle and can use the whole limit of the account",
    fix: "declare MethodSettings of */* with the stageName of the stage",
    types: [stage],
    check: (resource, stack) =>
      findReferences(resource, methodSettings, stack).some(({ props }) => props["methodPath"] === "*/*")
        ? []
        : ["no MethodSettings of */* refers to the stage"],
  }),
  resourcePolicy<apigateway.MethodSettingsArgs>({
    name: "api-stage-throttle",
    level: "mandatory",
    controls: ["W64"],
    reason: "without a throttle, one client can use the account's 10,000 requests per second, which all APIs share",
    fix: "set throttlingBurstLimit and throttlingRateLimit above 0",
    types: [methodSettings],
    check: ({ props: { methodPath, settings } }) =>
      // In the provider, -1 means no throttle.
      (["throttlingBurstLimit", "throttlingRateLimit"] as const)
        .filter((key) => methodPath === "*/*" && !((settings[key] ?? -1) > 0))
        .map((key) => `${key} of */* is ${settings[key] ?? "not set"}`),
  }),
  resourcePolicy<apigateway.UsagePlanArgs>({
    name: "api-plan-limits",
    level: "mandatory",
    controls: ["W64", "W68"],
    reason: "keys of a plan without a stage have no access, and without throttle and quota their use is unlimited",
    fix: "set apiStages, throttleSettings and quotaSettings",
    types: ["aws:apigateway/usagePlan:UsagePlan"],
    check: ({ props: { apiStages = [], throttleSettings, quotaSettings } }) => [
      ...(apiStages.length === 0 ? ["the plan has no stage"] : []),
      ...(throttleSettings?.rateLimit && throttleSettings.burstLimit ? [] : ["throttleSettings has no throttle"]),
      ...(quotaSettings?.limit ? [] : ["quotaSettings has no quota"]),
    ],
  }),
  stackPolicy({
    name: "api-waf",
    level: "advisory",
    controls: ["APIGateway.4", "CKV2_AWS_29"],
    reason: "without a web ACL, requests with known attack patterns reach the functions",
    fix: "associate a wafv2.WebAcl with the stage, or with the CloudFront distribution before it; it costs 5 USD a month, 1 for each rule, and 0.60 per million requests",
    types: [stage],
    check: (resource, stack) =>
      findReferences(resource, "aws:wafv2/webAclAssociation:WebAclAssociation", stack).length > 0 ||
      stack.some(({ type, props }) => type === distribution && props["webAclId"] !== undefined)
        ? []
        : ["no web ACL is associated with the stage"],
  }),
  resourcePolicy<apigateway.DomainNameArgs>({
    name: "api-domain-tls",
    level: "mandatory",
    controls: ["CKV_AWS_206"],
    reason: "TLS versions before 1.2 are insecure",
    fix: "set securityPolicy to TLS_1_2 or one of the SecurityPolicy_TLS12 and SecurityPolicy_TLS13 policies",
    types: ["aws:apigateway/domainName:DomainName"],
    check: ({ props: { securityPolicy } }) =>
      /^TLS_1_2$|^SecurityPolicy_TLS1[23]_/.test(securityPolicy ?? "")
        ? []
        : [`securityPolicy is ${securityPolicy ?? "not set"}`],
  }),
  resourcePolicy<apigateway.StageArgs>({
    name: "api-client-certificate",
    level: "advisory",
    controls: ["APIGateway.2", "CKV_AWS_51"],
    reason: "without its client certificate, an HTTP backend cannot authenticate API Gateway",
    fix: "set clientCertificateId",
    types: [stage],
    check: ({ props }) => (props.clientCertificateId === undefined ? ["clientCertificateId is not set"] : []),
  }),
  resourcePolicy<apigateway.StageArgs>({
    name: "api-cache",
    level: "advisory",
    controls: ["CKV_AWS_120"],
    reason: "without a cache, every read reaches the table",
    fix: "set cacheClusterEnabled and cacheClusterSize",
    types: [stage],
    check: ({ props }) => (props.cacheClusterEnabled === true ? [] : ["cacheClusterEnabled is not true"]),
  }),
  resourcePolicy<apigateway.MethodSettingsArgs>({
    name: "api-cache-encrypted",
    level: "mandatory",
    controls: ["APIGateway.5", "CKV_AWS_308"],
    reason: "by default, a cache stores answers unencrypted",
    fix: "set cacheDataEncrypted to true together with cachingEnabled",
    types: [methodSettings],
    check: ({ props: { methodPath, settings } }) =>
      settings.cachingEnabled === true && settings.cacheDataEncrypted !== true
        ? [`cacheDataEncrypted of ${methodPath} is ${settings.cacheDataEncrypted ?? "not set"}`]
        : [],
  }),
];
