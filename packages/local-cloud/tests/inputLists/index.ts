import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const policy = (action: string, more: object = {}) =>
  JSON.stringify({ Statement: { Effect: "Allow", Action: action, Resource: "*", ...more } });
const resourcePolicy = (action: string) => policy(action, { Principal: "*" });
const text = (body: string) => new pulumi.asset.StringAsset(body);

const table = new aws.dynamodb.Table("things", {
  hashKey: "id",
  rangeKey: "at",
  billingMode: "PROVISIONED",
  readCapacity: 1,
  writeCapacity: 1,
  attributes: ["id", "at", "of"].map((name) => ({ name, type: "S" })),
  globalSecondaryIndexes: [
    {
      name: "byOf",
      hashKey: "of",
      rangeKey: "at",
      projectionType: "INCLUDE",
      nonKeyAttributes: ["size"],
      readCapacity: 1,
      writeCapacity: 1,
    },
  ],
  localSecondaryIndexes: [{ name: "ofId", rangeKey: "of", projectionType: "ALL" }],
});

const managed = new aws.iam.Policy("managed", { path: "/here/", policy: policy("dynamodb:GetItem") });
const role = new aws.iam.Role("fn", {
  namePrefix: "fn-",
  assumeRolePolicy: "{}",
  inlinePolicies: [{ name: "inline", policy: policy("dynamodb:Query") }],
  managedPolicyArns: [aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole],
});
new aws.iam.RolePolicy("own", { role: role.name, policy: policy("dynamodb:Scan") });
new aws.iam.RolePolicyAttachment("managed", { role: role.name, policyArn: managed.arn });

const layer = new aws.lambda.LayerVersion("layer", {
  layerName: "layer",
  code: new pulumi.asset.AssetArchive({ "nodejs/node_modules/layered/index.js": text("module.exports = 1;") }),
});
const fn = new aws.lambda.Function("fn", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  publish: true,
  layers: [layer.arn],
  environment: { variables: { TABLE: table.name } },
  loggingConfig: { logFormat: "Text", logGroup: "functions" },
  tracingConfig: { mode: "PassThrough" },
  code: new pulumi.asset.AssetArchive({
    "index.js": text("exports.handler = async () => ({ statusCode: 200, body: 'here' });"),
  }),
});
// These two functions cannot run locally. Each is reported with the reason.
new aws.lambda.Function("elsewhere", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  s3Bucket: "code",
  s3Key: "fn.zip",
});
const alias = new aws.lambda.Alias("live", {
  name: "live",
  functionName: fn.name,
  functionVersion: fn.version,
});
new aws.lambda.Alias("canary", {
  name: "canary",
  functionName: fn.name,
  functionVersion: fn.version,
  routingConfig: { additionalVersionWeights: {} },
});
new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: fn.name,
  qualifier: alias.name,
  principal: "apigateway.amazonaws.com",
});
new aws.lambda.FunctionUrl("url", {
  functionName: fn.name,
  qualifier: alias.name,
  authorizationType: "NONE",
  invokeMode: "BUFFERED",
  cors: { allowOrigins: ["*"] },
});
new aws.lambda.ProvisionedConcurrencyConfig("warm", {
  functionName: fn.name,
  qualifier: alias.name,
  provisionedConcurrentExecutions: 1,
});
new aws.cloudwatch.LogSubscriptionFilter("lines", { logGroup: "lines", destinationArn: fn.arn, filterPattern: "E" });
const results = { destination: "arn:aws:sqs:eu-central-1:123456789012:results" };
new aws.lambda.FunctionRecursionConfig("loops", { functionName: fn.name, recursiveLoop: "Terminate" });
new aws.lambda.FunctionEventInvokeConfig("events", {
  functionName: fn.name,
  maximumRetryAttempts: 1,
  destinationConfig: { onFailure: results, onSuccess: results },
});
new aws.lambda.Function("dead", {
  role: "arn:aws:iam::123456789012:role/dead",
  runtime: "nodejs22.x",
  handler: "index.handler",
  s3Bucket: "code",
  s3Key: "fn.zip",
  deadLetterConfig: { targetArn: "arn:aws:sqs:eu-central-1:123456789012:dead" },
});

new aws.scheduler.ScheduleGroup("nightly", { namePrefix: "nightly" });
new aws.scheduler.Schedule("evening", {
  namePrefix: "evening",
  scheduleExpression: "rate(1 day)",
  startDate: "2030-01-01T00:00:00Z",
  endDate: "2031-01-01T00:00:00Z",
  flexibleTimeWindow: { mode: "OFF" },
  target: {
    arn: "arn:aws:events:eu-central-1:123456789012:event-bus/default",
    roleArn: "arn:aws:iam::123456789012:role/scheduler",
    eventbridgeParameters: { detailType: "Tick", source: "plan" },
    sqsParameters: { messageGroupId: "g" },
    deadLetterConfig: { arn: "arn:aws:sqs:eu-central-1:123456789012:dead" },
    retryPolicy: { maximumRetryAttempts: 1 },
  },
});

const pool = new aws.cognito.UserPool("people", {});
new aws.cognito.UserPoolClient("app", { userPoolId: pool.id });
new aws.cognito.ResourceServer("things", {
  identifier: "things",
  name: "things",
  userPoolId: pool.id,
  scopes: [{ scopeName: "read", scopeDescription: "reads" }],
});

const key = new aws.kms.Key("key", { policy: resourcePolicy("kms:*") });
const keyAlias = new aws.kms.Alias("key", { targetKeyId: key.id });
const topic = new aws.sns.Topic("alarms", { kmsMasterKeyId: keyAlias.name });
new aws.sns.TopicPolicy("alarms", { arn: topic.arn, policy: resourcePolicy("sns:Publish") });
new aws.sns.TopicSubscription("alarms", { topic: topic.arn, protocol: "email", endpoint: "ops@example.com" });

// A topic with an inline policy.
new aws.sns.Topic("plain", { policy: resourcePolicy("sns:Publish") });

const watched = { namespace: "AWS/Lambda", metricName: "Errors", dimensions: { FunctionName: fn.name }, period: 60 };
const rule = { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 0 };
const alarm = new aws.cloudwatch.MetricAlarm("errors", {
  ...rule,
  ...watched,
  statistic: "Sum",
  alarmActions: [topic.arn],
});
new aws.cloudwatch.MetricAlarm("rate", {
  ...rule,
  metricQueries: [
    { id: "errors", metric: { ...watched, stat: "Sum" } },
    { id: "double", expression: "errors * 2", returnData: true },
  ],
});
new aws.cloudwatch.MetricAlarm("slow", {
  ...rule,
  ...watched,
  metricName: "Duration",
  extendedStatistic: "p99",
  evaluateLowSampleCountPercentiles: "ignore",
});
new aws.cloudwatch.CompositeAlarm("any", { alarmName: "any", alarmRule: pulumi.interpolate`ALARM(${alarm.name})` });
new aws.cloudwatch.Dashboard("board", { dashboardName: "board", dashboardBody: '{"widgets":[]}' });

const api = new aws.apigateway.RestApi("api", { endpointConfiguration: { types: "REGIONAL" } });
new aws.apigateway.RestApi("imported", {
  parameters: { basepath: "ignore" },
  body: JSON.stringify({ openapi: "3.0.1", info: { title: "imported", version: "1" }, paths: {} }),
});
new aws.apigateway.RestApiPolicy("api", { restApiId: api.id, policy: resourcePolicy("execute-api:Invoke") });
const authorizer = new aws.apigateway.Authorizer("tokens", {
  restApi: api.id,
  type: "COGNITO_USER_POOLS",
  providerArns: [pool.arn],
});
const model = new aws.apigateway.Model("thing", {
  restApi: api.id,
  name: "Thing",
  contentType: "application/json",
  schema: '{"type":"object"}',
});
const validator = new aws.apigateway.RequestValidator("all", { restApi: api.id, validateRequestBody: true });
const resource = new aws.apigateway.Resource("things", {
  restApi: api.id,
  parentId: api.rootResourceId,
  pathPart: "things",
});
new aws.apigateway.Resource("thing", { restApi: api.id, parentId: resource.id, pathPart: "{id}" });
const where = { restApi: api.id, resourceId: resource.id };
const get = new aws.apigateway.Method("get", {
  ...where,
  httpMethod: "GET",
  authorization: "NONE",
  requestValidatorId: validator.id,
  requestModels: { "application/json": model.name },
});
const post = new aws.apigateway.Method("post", {
  ...where,
  httpMethod: "POST",
  authorization: "COGNITO_USER_POOLS",
  authorizerId: authorizer.id,
});
const integrations = [
  new aws.apigateway.Integration("get", {
    ...where,
    httpMethod: get.httpMethod,
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: alias.invokeArn,
  }),
  new aws.apigateway.Integration("post", { ...where, httpMethod: post.httpMethod, type: "MOCK" }),
];
const answer = { ...where, httpMethod: post.httpMethod, statusCode: "200" };
const methodResponse = new aws.apigateway.MethodResponse("post", answer);
const answers = new aws.apigateway.IntegrationResponse("post", answer, {
  dependsOn: [...integrations, methodResponse],
});
new aws.apigateway.Response("gone", { restApiId: api.id, responseType: "DEFAULT_4XX" });
const deployment = new aws.apigateway.Deployment("d", { restApi: api.id }, { dependsOn: [...integrations, answers] });
const stage = new aws.apigateway.Stage("v1", {
  restApi: api.id,
  deployment: deployment.id,
  stageName: "v1",
  cacheClusterEnabled: true,
  accessLogSettings: {
    destinationArn: "arn:aws:logs:eu-central-1:123456789012:log-group:access",
    format: "$context.requestId $context.status",
  },
});
new aws.apigateway.MethodSettings("all", {
  restApi: api.id,
  stageName: stage.stageName,
  methodPath: "*/*",
  settings: { throttlingBurstLimit: 5, throttlingRateLimit: 5 },
});
const plan = new aws.apigateway.UsagePlan("plan", {
  apiStages: [{ apiId: api.id, stage: stage.stageName }],
  quotaSettings: { limit: 10, period: "DAY" },
  throttleSettings: { burstLimit: 1, rateLimit: 1 },
});
const apiKey = new aws.apigateway.ApiKey("key", {});
new aws.apigateway.UsagePlanKey("key", { keyId: apiKey.id, keyType: "API_KEY", usagePlanId: plan.id });

export const url = stage.invokeUrl;

new aws.ssm.Parameter("parameter", {
  type: "String",
  insecureValue: "1",
  allowedPattern: "1",
  description: "a number",
});

const secret = new aws.secretsmanager.Secret("secret", { description: "one" });
new aws.secretsmanager.SecretVersion("secret", {
  secretId: secret.id,
  secretString: "1",
  versionStages: ["AWSCURRENT"],
});
new aws.secretsmanager.SecretPolicy("secret", { secretArn: secret.arn, policy: resourcePolicy("secretsmanager:*") });

const kms = { sseAlgorithm: "aws:kms", kmsMasterKeyId: "key" };
/** Settings of a bucket. They are declared once with each generation of resource types. */
const settingsOf = (bucket: pulumi.Output<string>) => ({
  acl: { bucket, acl: "private" },
  cors: { bucket, corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }] },
  versioning: { bucket, versioningConfiguration: { status: "Enabled" } },
  encryption: { bucket, rules: [{ applyServerSideEncryptionByDefault: kms }] },
  lifecycle: {
    bucket,
    rules: [
      {
        id: "old",
        status: "Enabled",
        filter: { prefix: "old/" },
        expiration: { days: 1 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
      { id: "former", status: "Enabled", prefix: "former/", expiration: { date: "2030-01-01T00:00:00Z" } },
    ],
  },
  object: { bucket, key: "text", content: "text", serverSideEncryption: "aws:kms", kmsKeyId: "key" },
});
const files = settingsOf(new aws.s3.Bucket("files", {}).id);
new aws.s3.BucketAcl("files", files.acl);
new aws.s3.BucketCorsConfiguration("files", files.cors);
new aws.s3.BucketVersioning("files", files.versioning);
new aws.s3.BucketServerSideEncryptionConfiguration("files", files.encryption);
new aws.s3.BucketLifecycleConfiguration("files", files.lifecycle);
new aws.s3.BucketObject("text", files.object);
new aws.s3.BucketOwnershipControls("files", {
  bucket: files.acl.bucket,
  rule: { objectOwnership: "BucketOwnerPreferred" },
});
new aws.s3.BucketPolicy("files", { bucket: files.acl.bucket, policy: resourcePolicy("s3:GetObject") });
new aws.s3.BucketPublicAccessBlock("files", { bucket: files.acl.bucket, blockPublicAcls: true });
new aws.s3.BucketNotification("files", { bucket: files.acl.bucket, eventbridge: true });

const former = settingsOf(new aws.s3.BucketV2("former", { bucketPrefix: "former" }).id);
new aws.s3.BucketAclV2("former", former.acl);
new aws.s3.BucketCorsConfigurationV2("former", former.cors);
new aws.s3.BucketVersioningV2("former", former.versioning);
new aws.s3.BucketServerSideEncryptionConfigurationV2("former", former.encryption);
new aws.s3.BucketLifecycleConfigurationV2("former", former.lifecycle);
new aws.s3.BucketObjectv2("text", former.object);

// Buckets with inline settings.
const rules = [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }];
const lifecycleRules = [{ enabled: true, prefix: "old/", abortIncompleteMultipartUploadDays: 1 }];
new aws.s3.Bucket("whole", {
  bucketPrefix: "whole",
  corsRules: rules,
  lifecycleRules,
  versioning: { enabled: true },
  serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: kms } },
});
new aws.s3.BucketV2("wholeToo", {
  corsRules: rules,
  lifecycleRules,
  versionings: [{ enabled: true }],
  serverSideEncryptionConfigurations: [{ rules: [{ applyServerSideEncryptionByDefaults: [kms] }] }],
});

const letters = new aws.sqs.Queue("letters", { fifoQueue: true });
const jobs = new aws.sqs.Queue("jobs", {
  fifoQueue: true,
  contentBasedDeduplication: true,
  deduplicationScope: "messageGroup",
  fifoThroughputLimit: "perMessageGroupId",
  delaySeconds: 1,
  maxMessageSize: 2048,
  messageRetentionSeconds: 60,
  receiveWaitTimeSeconds: 1,
  visibilityTimeoutSeconds: 10,
  sqsManagedSseEnabled: true,
  policy: resourcePolicy("sqs:SendMessage"),
  redriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }),
  redrivePolicy: letters.arn.apply((deadLetterTargetArn) =>
    JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
  ),
  tags: { of: "jobs" },
});
new aws.sqs.Queue("keyed", { kmsMasterKeyId: "alias/aws/sqs", kmsDataKeyReusePeriodSeconds: 60 });
new aws.sqs.QueuePolicy("jobs", { queueUrl: jobs.url, policy: resourcePolicy("sqs:SendMessage") });
new aws.sqs.RedriveAllowPolicy("letters", {
  queueUrl: letters.url,
  redriveAllowPolicy: JSON.stringify({ redrivePermission: "allowAll" }),
});
const spare = new aws.sqs.Queue("spare", {});
new aws.sqs.RedrivePolicy("spare", {
  queueUrl: spare.url,
  redrivePolicy: spare.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })),
});

const events = new aws.cloudwatch.EventBus("events", {
  description: "d",
  deadLetterConfig: { arn: "arn:aws:sqs:eu-central-1:123456789012:q" },
});
new aws.cloudwatch.EventBusPolicy("events", { eventBusName: events.name, policy: resourcePolicy("events:PutEvents") });
new aws.cloudwatch.EventPermission("default", {
  statementId: "a",
  principal: "*",
  action: "events:PutEvents",
  eventBusName: "default",
  condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-1" },
});
const created = new aws.cloudwatch.EventRule("created", {
  namePrefix: "created-",
  description: "d",
  eventBusName: events.name,
  eventPattern: JSON.stringify({ source: ["a"] }),
  roleArn: role.arn,
  state: "ENABLED",
});
const hourly = new aws.cloudwatch.EventRule("hourly", { scheduleExpression: "rate(1 hour)", isEnabled: false });
new aws.cloudwatch.EventTarget("created", {
  rule: created.name,
  eventBusName: events.name,
  arn: "arn:aws:sqs:eu-central-1:123456789012:q.fifo",
  targetId: "queue",
  roleArn: role.arn,
  inputTransformer: { inputPaths: { id: "$.detail.id" }, inputTemplate: '{"id":<id>}' },
  sqsTarget: { messageGroupId: "a" },
  deadLetterConfig: { arn: "arn:aws:sqs:eu-central-1:123456789012:q" },
  retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: 60 },
});
new aws.cloudwatch.EventTarget("hourly", { rule: hourly.name, arn: fn.arn, input: "{}" });
new aws.cloudwatch.EventTarget("path", { rule: hourly.name, arn: fn.arn, inputPath: "$.time" });
new aws.cloudwatch.EventArchive("events", {
  name: "events",
  eventSourceArn: events.arn,
  eventPattern: JSON.stringify({ source: ["a"] }),
  description: "d",
  retentionDays: 1,
});

const streamed = new aws.dynamodb.Table("streamed", {
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }],
  streamEnabled: true,
  streamViewType: "KEYS_ONLY",
});
const source = new aws.sqs.Queue("source");
new aws.lambda.EventSourceMapping("messages", {
  eventSourceArn: source.arn,
  functionName: fn.arn,
  enabled: false,
  batchSize: 20,
  maximumBatchingWindowInSeconds: 1,
  functionResponseTypes: ["ReportBatchItemFailures"],
  scalingConfig: { maximumConcurrency: 2 },
  filterCriteria: { filters: [{ pattern: JSON.stringify({ body: { kind: ["new"] } }) }] },
});
new aws.lambda.EventSourceMapping("records", {
  eventSourceArn: streamed.streamArn,
  functionName: fn.arn,
  enabled: false,
  startingPosition: "LATEST",
  bisectBatchOnFunctionError: true,
  maximumRecordAgeInSeconds: 60,
  maximumRetryAttempts: 1,
  parallelizationFactor: 2,
  tumblingWindowInSeconds: 0,
  destinationConfig: { onFailure: { destinationArn: source.arn } },
});

new aws.sfn.Activity("activity", { name: "activity", tags: { a: "b" } });
const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
const machine = new aws.sfn.StateMachine("machine", {
  name: "machine",
  definition,
  roleArn: role.arn,
  type: "STANDARD",
  publish: true,
  tags: { a: "b" },
  loggingConfiguration: { level: "OFF" },
  tracingConfiguration: { enabled: true },
});
new aws.sfn.StateMachine("prefixed", { namePrefix: "prefixed-", definition, roleArn: role.arn });
new aws.sfn.Alias("live", {
  name: "live",
  description: "d",
  routingConfigurations: [{ stateMachineVersionArn: machine.stateMachineVersionArn, weight: 100 }],
});

// A cache policy and a behavior without one, because either reads its own inputs.
const cachePolicy = new aws.cloudfront.CachePolicy("cached", {
  minTtl: 1,
  defaultTtl: 2,
  maxTtl: 3,
  parametersInCacheKeyAndForwardedToOrigin: {
    headersConfig: { headerBehavior: "whitelist", headers: { items: ["Accept"] } },
    cookiesConfig: { cookieBehavior: "none" },
    queryStringsConfig: { queryStringBehavior: "all" },
    enableAcceptEncodingGzip: true,
  },
});
const originPolicy = new aws.cloudfront.OriginRequestPolicy("forwarded", {
  headersConfig: { headerBehavior: "allExcept", headers: { items: ["Host"] } },
  cookiesConfig: { cookieBehavior: "all" },
  queryStringsConfig: { queryStringBehavior: "all" },
});
const answerPolicy = new aws.cloudfront.ResponseHeadersPolicy("answered", {
  corsConfig: {
    accessControlAllowCredentials: false,
    accessControlAllowHeaders: { items: ["*"] },
    accessControlAllowMethods: { items: ["GET"] },
    accessControlAllowOrigins: { items: ["*"] },
    originOverride: true,
  },
  customHeadersConfig: { items: [{ header: "x-own", value: "1", override: true }] },
  removeHeadersConfig: { items: [{ header: "server" }] },
  securityHeadersConfig: { contentTypeOptions: { override: true } },
});
new aws.cloudfront.OriginAccessControl("signed", {
  name: "signed",
  originAccessControlOriginType: "s3",
  signingBehavior: "always",
  signingProtocol: "sigv4",
});
const atEdge = {
  targetOriginId: "api",
  viewerProtocolPolicy: "redirect-to-https",
  allowedMethods: ["GET", "HEAD"],
  cachedMethods: ["GET", "HEAD"],
  compress: true,
};
const withPolicies = {
  ...atEdge,
  cachePolicyId: cachePolicy.id,
  originRequestPolicyId: originPolicy.id,
  responseHeadersPolicyId: answerPolicy.id,
  lambdaFunctionAssociations: [{ eventType: "origin-request", lambdaArn: fn.qualifiedArn }],
};
const withoutPolicies = {
  ...atEdge,
  minTtl: 1,
  defaultTtl: 2,
  maxTtl: 3,
  forwardedValues: { queryString: true, cookies: { forward: "none" } },
};
new aws.cloudfront.Distribution("edge", {
  enabled: true,
  defaultRootObject: "index.html",
  origins: [
    {
      originId: "api",
      domainName: pulumi.interpolate`${api.id}.execute-api.us-east-1.amazonaws.com`,
      originPath: "/v1",
      customHeaders: [{ name: "x-origin", value: "1" }],
      customOriginConfig: {
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originReadTimeout: 5,
        originSslProtocols: ["TLSv1.2"],
      },
    },
  ],
  defaultCacheBehavior: withPolicies,
  orderedCacheBehaviors: [
    { ...withoutPolicies, pathPattern: "/old/*" },
    { ...withPolicies, pathPattern: "/new/*" },
  ],
  customErrorResponses: [{ errorCode: 404, errorCachingMinTtl: 1 }],
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
});
new aws.cloudfront.Distribution("legacy", {
  enabled: true,
  origins: [{ originId: "bucket", domainName: "things.s3.us-east-1.amazonaws.com", originAccessControlId: "E1" }],
  defaultCacheBehavior: { ...withoutPolicies, targetOriginId: "bucket" },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
});
