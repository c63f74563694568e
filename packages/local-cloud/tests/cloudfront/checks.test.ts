import { cloudfrontChecks } from "../../src/cloudfront/checks";
import { declared, describeChecks } from "../support/declared";

const unqualified = "arn:aws:lambda:us-east-1:123456789012:function:edge";
const arn = `${unqualified}:3`;
const trust = (...services: string[]) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: services } }] });
const role = (...services: string[]) =>
  declared("aws:iam/role:Role", { arn: "role", assumeRolePolicy: trust(...services) });
const fn = (state: object) => declared("aws:lambda/function:Function", { arn: unqualified, role: "role", ...state });

const behavior = {
  targetOriginId: "api",
  allowedMethods: ["HEAD", "GET"],
  cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
};
const distribution = (changes: object, others: object = {}) => ({
  origins: [{ originId: "api" }],
  defaultCacheBehavior: { ...behavior, ...changes },
  ...others,
});
const associated = (eventType: string, more: object = {}) =>
  distribution({ lambdaFunctionAssociations: [{ eventType, lambdaArn: arn, ...more }] });

const withHeader = (name: string, value: string) =>
  distribution({}, { origins: [{ originId: "api", customHeaders: [{ name, value }] }] });

const association = "InvalidLambdaFunctionAssociation: ";
const larger = (what: string, event: string, limits: string) =>
  `${association}The function ${what} is larger than the maximum allowed for functions that are triggered by a CloudFront event: ${event} ${limits} Function: ${arn}`;
const cannot = (what: string) => `${association}The function cannot ${what}. Function: ${arn}`;

describeChecks(
  cloudfrontChecks,
  "aws:cloudfront/distribution:Distribution",
  [
    [
      distribution({ targetOriginId: "other" }),
      "NoSuchOrigin: One or more of your origins or origin groups do not exist. (other)",
    ],
    [
      distribution({ cachePolicyId: "no-policy" }),
      "NoSuchCachePolicy: The specified cache policy does not exist. (no-policy)",
    ],
    [
      distribution({ originRequestPolicyId: "no-policy" }),
      "NoSuchOriginRequestPolicy: The specified origin request policy does not exist. (no-policy)",
    ],
    [
      distribution({ responseHeadersPolicyId: "no-policy" }),
      "NoSuchResponseHeadersPolicy: The specified response headers policy does not exist. (no-policy)",
    ],
    [
      distribution({ allowedMethods: ["GET", "POST"] }),
      "InvalidArgument: The parameter AllowedMethods contains methods that cannot be combined: GET, POST",
    ],
    [
      distribution({}, { viewerCertificate: { acmCertificateArn: "arn:aws:acm:eu-west-1:1:certificate/a" } }),
      "InvalidViewerCertificate: The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain. (arn:aws:acm:eu-west-1:1:certificate/a)",
    ],
    [
      distribution({}, { aliases: ["a.example.com"], viewerCertificate: { cloudfrontDefaultCertificate: true } }),
      "InvalidViewerCertificate: To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name. (a.example.com)",
    ],
    [
      distribution({ functionAssociations: [{ eventType: "viewer-request", functionArn: "arn:fn" }] }),
      "NotEmulatedException: CloudFront Functions do not run here: arn:fn; functions of Lambda@Edge do",
    ],
    [
      associated("viewer-request", { lambdaArn: arn.replace("us-east-1", "eu-west-1") }),
      `${association}The function must be in region 'us-east-1'. ARN: ${arn.replace("us-east-1", "eu-west-1")}`,
    ],
    ...[unqualified, `${unqualified}:live`, `${unqualified}:$LATEST`].map(
      (lambdaArn) =>
        [
          associated("viewer-request", { lambdaArn }),
          `${association}The function ARN must reference a specific function version. (The ARN must end with the version number.) ARN: ${lambdaArn}`,
        ] as const,
    ),
    [
      associated("origin-response", { includeBody: true }),
      `${association}The request body can be included only for viewer-request and origin-request events. Event: origin-response Function: ${arn}`,
    ],
    [
      associated("viewer-request"),
      cannot("have environment variables"),
      fn({ environment: { variables: { A: "1" } } }),
    ],
    [associated("viewer-request"), cannot("have layers"), fn({ layers: ["arn:layer"] })],
    [associated("viewer-request"), cannot("be connected to a VPC"), fn({ vpcConfig: { subnetIds: ["a"] } })],
    [
      associated("viewer-request"),
      cannot("have a dead letter queue"),
      fn({ deadLetterConfig: { targetArn: "arn:queue" } }),
    ],
    [associated("viewer-request"), cannot("use the arm64 architecture"), fn({ architectures: ["arm64"] })],
    [associated("viewer-request"), cannot("be a container image"), fn({ packageType: "Image" })],
    [associated("viewer-request"), cannot("use active tracing"), fn({ tracingConfig: { mode: "Active" } })],
    [
      associated("viewer-request"),
      cannot("have more than 512 MB of ephemeral storage"),
      fn({ ephemeralStorage: { size: 513 } }),
    ],
    [
      associated("viewer-request"),
      cannot("use the runtime java21, because Lambda@Edge runs only Node.js and Python"),
      fn({ runtime: "java21" }),
    ],
    ...[unqualified, "edge"].map(
      (functionName) =>
        [
          associated("viewer-request"),
          cannot("have provisioned concurrency"),
          fn({ name: "edge" }),
          declared("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", {
            functionName,
            qualifier: "3",
          }),
        ] as const,
    ),
    [
      associated("viewer-request"),
      cannot("have another runtime management configuration than Auto"),
      fn({ name: "edge" }),
      declared("aws:lambda/runtimeManagementConfig:RuntimeManagementConfig", {
        functionName: "edge",
        updateRuntimeOn: "FunctionUpdate",
      }),
    ],
    ...[
      distribution({
        lambdaFunctionAssociations: ["viewer-request", "viewer-request"].map((eventType) => ({
          eventType,
          lambdaArn: arn,
        })),
      }),
    ].map(
      (state) =>
        [
          state,
          `${association}A cache behavior can have only one function for the event type viewer-request.`,
        ] as const,
    ),
    ...["Host", "cookie", "X-Amz-Security-Token", "X-Edge-Key"].map(
      (name) =>
        [
          withHeader(name, "1"),
          `InvalidArgument: The parameter HeaderName contains ${name} that is not allowed.`,
        ] as const,
    ),
    [
      withHeader("X-Own", "x".repeat(1_784)),
      "InvalidArgument: The custom header X-Own is longer than 256 characters in its name, or 1783 in its value.",
    ],
    [
      distribution(
        {},
        {
          origins: [
            {
              originId: "api",
              customHeaders: [..."abcdef"].map((name) => ({ name, value: "x".repeat(1_783) })),
            },
          ],
        },
      ),
      "InvalidArgument: The custom headers of an origin have 10704 characters, and at most 10240 are allowed.",
    ],
    ...["trustedKeyGroups", "trustedSigners"].map(
      (property) =>
        [
          distribution({ [property]: ["group-1"] }),
          `NotEmulatedException: signed URLs and signed cookies are not checked here, so that ${property} (group-1) would protect nothing`,
        ] as const,
    ),
    [
      associated("viewer-response"),
      larger("memory size", "viewer-response", "Max allowed: 128 Actual: 256"),
      fn({ memorySize: 256 }),
    ],
    [associated("viewer-request"), larger("timeout", "viewer-request", "Max allowed: 5 Actual: 6"), fn({ timeout: 6 })],
    [
      associated("origin-request"),
      larger("timeout", "origin-request", "Max allowed: 30 Actual: 31"),
      fn({ timeout: 31 }),
    ],
    [
      associated("origin-request"),
      `${association}The function execution role must be assumable with edgelambda.amazonaws.com as well as lambda.amazonaws.com principals. Update the IAM role and try again. Role: role`,
      fn({}),
      role("lambda.amazonaws.com"),
    ],
  ],
  [
    distribution({}),
    associated("origin-request", { includeBody: true }),
    distribution({
      lambdaFunctionAssociations: ["viewer-request", "viewer-response"].map((eventType) => ({
        eventType,
        lambdaArn: arn,
      })),
    }),
    withHeader("X-Own", "x".repeat(1_783)),
    distribution({ trustedKeyGroups: [] }),
    distribution({ allowedMethods: ["PUT", "POST", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS"] }),
  ],
  [
    declared("aws:lambda/function:Function", { arn: `${unqualified}-other`, environment: { variables: { A: "1" } } }),
    fn({ name: "edge", runtime: "python3.13", ephemeralStorage: { size: 512 } }),
    declared("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", {
      functionName: "edge",
      qualifier: "2",
    }),
    role("lambda.amazonaws.com", "edgelambda.amazonaws.com"),
  ],
);
