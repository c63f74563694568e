import type { Example, ExamplesOf } from "./example";

const settings = (values: object, methodPath = "*/*"): Example => ({ props: { methodPath, settings: values } });
const format = (text: string): Example => ({ props: { accessLogSettings: { destinationArn: "arn", format: text } } });
const body = (document: object): Example => ({ props: { body: JSON.stringify(document) } });
const operation = (parts: object) => ({ paths: { "/a": { get: parts } } });

export const apiExamples: ExamplesOf = {
  "api-execution-logs": {
    passes: [settings({ loggingLevel: "ERROR" }), settings({ loggingLevel: "INFO" }), settings({}, "a/GET")],
    fails: [
      [settings({ loggingLevel: "OFF" }), "loggingLevel of */* is OFF"],
      [settings({}), "loggingLevel of */* is not set"],
    ],
  },
  "api-no-data-trace": {
    passes: [settings({ dataTraceEnabled: false }), settings({})],
    fails: [[settings({ dataTraceEnabled: true }, "a/GET"), "dataTraceEnabled of a/GET is true"]],
  },
  "api-access-logs": {
    passes: [format("{}")],
    fails: [[{ props: {} }, "accessLogSettings is not set"]],
  },
  "api-access-log-format": {
    passes: [
      { props: {} },
      format('{"key":"$context.identity.apiKeyId","status":"$context.status"}'),
      format('{"status":$context.status}'),
    ],
    fails: [
      [format("$context.status"), "the format of the access log is not a JSON object"],
      [format('["$context.status"]'), "the format of the access log is not a JSON object"],
      [format('{"key":"$context.identity.apiKey"}'), "the access log contains $context.identity.apiKey"],
    ],
  },
  "api-tracing": {
    passes: [{ props: { xrayTracingEnabled: true } }],
    fails: [[{ props: { xrayTracingEnabled: false } }, "xrayTracingEnabled is not true"]],
  },
  "api-method-auth": {
    passes: [
      { props: {} },
      body(operation({ security: [{ apiKey: [] }] })),
      body({ ...operation({}), security: [{ apiKey: [] }] }),
      body({ paths: { "/a": { options: {}, parameters: [] } } }),
      { props: { body: "paths:\n  /a:\n    get:\n      security: [{ apiKey: [] }]\n" } },
    ],
    fails: [
      [body(operation({})), "GET /a has no security"],
      [body(operation({ security: [] })), "GET /a has no security"],
      [body(operation({ security: [{ apiKey: [] }, {}] })), "GET /a has no security"],
      [body({ ...operation({ security: [] }), security: [{ apiKey: [] }] }), "GET /a has no security"],
      [
        body({ paths: { "/{proxy+}": { "x-amazon-apigateway-any-method": {} } } }),
        "X-AMAZON-APIGATEWAY-ANY-METHOD /{proxy+} has no security",
      ],
      [{ props: { body: "paths:\n  /a:\n    get: {}\n" } }, "GET /a has no security"],
      [{ props: { body: "{" } }, "the body is not an OpenAPI document"],
    ],
  },
  "api-method-resource-auth": {
    passes: [
      { props: { httpMethod: "GET", authorization: "NONE", apiKeyRequired: true } },
      { props: { httpMethod: "GET", authorization: "AWS_IAM" } },
      { props: { httpMethod: "OPTIONS", authorization: "NONE" } },
    ],
    fails: [
      [{ props: { httpMethod: "GET", authorization: "NONE" } }, "GET has authorization NONE and requires no key"],
    ],
  },
  "api-stage-settings": {
    passes: [{ props: {}, referredBy: [{ type: methodSettingsType(), props: { methodPath: "*/*" } }] }],
    fails: [
      [{ props: {} }, "no MethodSettings of */* refers to the stage"],
      [
        { props: {}, referredBy: [{ type: methodSettingsType(), props: { methodPath: "a/GET" } }] },
        "no MethodSettings of */* refers to the stage",
      ],
    ],
  },
  "api-stage-throttle": {
    passes: [settings({ throttlingBurstLimit: 1, throttlingRateLimit: 0.5 }), settings({}, "a/GET")],
    fails: [
      [
        settings({ throttlingBurstLimit: -1 }),
        "throttlingBurstLimit of */* is -1",
        "throttlingRateLimit of */* is not set",
      ],
    ],
  },
  "api-plan-limits": {
    passes: [
      {
        props: {
          apiStages: [{ apiId: "a", stage: "v1" }],
          throttleSettings: { burstLimit: 1, rateLimit: 1 },
          quotaSettings: { limit: 1, period: "DAY" },
        },
      },
    ],
    fails: [[{ props: {} }, "the plan has no stage", "throttleSettings has no throttle", "quotaSettings has no quota"]],
  },
  "api-waf": {
    passes: [
      { props: {}, referredBy: [{ type: "aws:wafv2/webAclAssociation:WebAclAssociation", props: {} }] },
      { props: {}, referredBy: [{ type: "aws:cloudfront/distribution:Distribution", props: { webAclId: "arn" } }] },
    ],
    fails: [
      [{ props: {} }, "no web ACL is associated with the stage"],
      [
        { props: {}, referredBy: [{ type: "aws:cloudfront/distribution:Distribution", props: {} }] },
        "no web ACL is associated with the stage",
      ],
    ],
  },
  "api-domain-tls": {
    passes: [
      { props: { securityPolicy: "TLS_1_2" } },
      { props: { securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09" } },
      { props: { securityPolicy: "SecurityPolicy_TLS12_PFS_2025_EDGE" } },
    ],
    fails: [
      [{ props: { securityPolicy: "TLS_1_0" } }, "securityPolicy is TLS_1_0"],
      [{ props: {} }, "securityPolicy is not set"],
    ],
  },
  "api-client-certificate": {
    passes: [{ props: { clientCertificateId: "abc" } }],
    fails: [[{ props: {} }, "clientCertificateId is not set"]],
  },
  "api-cache": {
    passes: [{ props: { cacheClusterEnabled: true } }],
    fails: [[{ props: {} }, "cacheClusterEnabled is not true"]],
  },
  "api-cache-encrypted": {
    passes: [
      settings({}),
      settings({ cachingEnabled: false }),
      settings({ cachingEnabled: true, cacheDataEncrypted: true }),
    ],
    fails: [
      [settings({ cachingEnabled: true }, "a/GET"), "cacheDataEncrypted of a/GET is not set"],
      [settings({ cachingEnabled: true, cacheDataEncrypted: false }), "cacheDataEncrypted of */* is false"],
    ],
  },
};

function methodSettingsType(): string {
  return "aws:apigateway/methodSettings:MethodSettings";
}
