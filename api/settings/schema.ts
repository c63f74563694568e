import { z } from "zod";
import { cache } from "./cache";
import { concurrency, stackConcurrency } from "./concurrencySchema";
import { existing } from "./existing";
import { identity } from "./identity";
import { closed, flag, integer, list, number, oneOf, text } from "./rules";

/** A token bucket of API Gateway: its capacity, and the tokens added per second. */
const throttle = {
  burstLimit: integer(1, 5_000).describe("requests that may arrive at once"),
  rateLimit: number(1, 10_000).describe("requests per second after the burst"),
};

const name = text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "1 to 64 letters, digits, hyphens and underscores");

const usagePlan = closed({
  name: name.describe("name of the plan; permanent: another name replaces the plan"),
  ...throttle,
  quota: closed({
    limit: integer(1, 2_147_483_647).describe("requests of each key in a period"),
    period: oneOf("DAY", "WEEK", "MONTH").describe("calendar period, in UTC"),
  }).describe("maximum number of requests of each key in a period"),
  keys: list(name, "key names")
    .min(1, { error: "must name at least one key" })
    .describe("names of API keys; removing a name revokes that key only"),
});

/** Retention periods that CloudWatch Logs accepts (API reference, PutRetentionPolicy). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const memorySize = integer(128, 10_240);
/** The minimum leaves time for three attempts of 2 s at the table and an answer. */
const timeout = integer(8, 29);

const routeFunction = {
  memorySize: memorySize.optional().describe("memory of the function in megabytes"),
  timeout: integer(8, 900)
    .optional()
    .describe("seconds after which Lambda ends a call; above 29 only for a route with streamed answers"),
  logLevel: oneOf("DEBUG", "INFO", "WARN", "ERROR")
    .optional()
    .describe("least level of the lines that the function logs; without it INFO"),
};

/** Lifecycle of a bucket (S3 API reference, LifecycleExpiration and Transition: Standard-IA after 30 days at least). */
const bucket = {
  expireAfterDays: integer(1, 36_500).optional().describe("days after which S3 deletes an object; without it never"),
  infrequentAccessAfterDays: integer(30, 36_500)
    .optional()
    .describe("days after which S3 moves an object to Standard-IA, which costs less to keep and more to read"),
};

/** Schema of a stack's settings. docs/settings.md is generated from its rules and descriptions. */
export const settingsSchema = closed({
  // The local run serves its console at /_local/.
  stageName: text(
    /^(?!_local$)[A-Za-z0-9_-]{1,128}$/,
    "1 to 128 letters, digits, hyphens and underscores, not _local",
  ).describe("name of the stage, and the first path segment of every URL"),

  // Lambda quotas.
  memorySize: memorySize.describe("memory of each function in megabytes; Lambda allots CPU in proportion"),
  timeout: timeout.describe("seconds after which Lambda ends a call; API Gateway's own limit is 29"),
  architecture: oneOf("arm64", "x86_64").describe("processor architecture of each function"),
  logRetentionDays: z
    .int({ error: `must be one of ${retentionDays.join(", ")}` })
    .refine((days) => retentionDays.includes(days), { error: `must be one of ${retentionDays.join(", ")}` })
    .describe("days after which log events expire, for every log group"),
  tracing: flag.describe("X-Ray traces of the stage and of each function"),
  // X-Ray Developer Guide, "Configuring sampling rules": reservoir and rate.
  traceSampling: closed({
    perSecond: integer(0, 1_000).describe("number of requests traced in each second"),
    share: number(0, 1).describe("share of the remaining requests that is traced, from 0 to 1"),
  })
    .default({ perSecond: 1, share: 0.05 })
    .describe("requests that are traced; applies with `tracing`"),
  accessLogs: flag.describe("logs a line of JSON for each request; requires `apiGatewayAccountRole`"),
  executionLogs: flag.describe("logs API Gateway's own errors; requires `apiGatewayAccountRole`"),
  apiGatewayAccountRole: oneOf("create", "existing")
    .optional()
    .describe(
      "role with which API Gateway writes logs, one for each account and region: `create` declares it in this stack",
    ),

  // The pattern is narrow because origins are inserted into mapping templates.
  corsOrigins: list(
    text(
      /^(?:\*|https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?)$/,
      "* or an origin such as https://www.example.com",
    ),
    "origins",
  )
    .min(1, { error: "must name at least one origin" })
    .describe("web origins whose scripts may call the API (CORS)"),
  stageThrottle: closed(throttle).describe("throttle of each method, for all callers together"),
  usagePlans: list(usagePlan, "usage plans")
    .min(1, { error: "must contain at least one plan" })
    .describe("usage plans: throttle, quota and keys"),

  identity: identity.optional().describe("tokens that callers need in addition to their API key"),

  ...stackConcurrency,
  routeConcurrency: z
    .record(z.string(), closed(concurrency), { error: "must be an object of route names" })
    .default({})
    .describe("the three settings above for single routes; an entry replaces all three"),
  consumerConcurrency: integer(1, 1_000)
    .optional()
    .describe("maximum concurrent executions of each consumer and task; reserved from the account's limit"),
  routeFunctions: z
    .record(z.string(), closed(routeFunction), { error: "must be an object of route names" })
    .default({})
    .describe(
      "memory, timeout and log level of single routes and consumers; what an entry leaves out is that of the stack",
    ),

  canary: closed({
    percent: integer(0, 99).describe("percent of the calls that the newest version receives; 0 rolls back"),
    stable: z
      .record(z.string(), text(/^[1-9][0-9]*$/, "the number of a published version, as text"), {
        error: "must be an object of route names",
      })
      .describe(
        "versions that receive the other calls, keyed by route; routes without an entry use their newest version",
      ),
  })
    .optional()
    .describe("canary release; `npx api-tools release` writes this setting"),

  pointInTimeRecovery: flag.describe(
    "tables can be restored to any second of the last 35 days, and buckets keep replaced and deleted objects as long; billed by gigabyte",
  ),
  deletionProtection: flag.describe(
    "protects tables from deletion, by AWS and by Pulumi's `protect`; log groups remain after their route or stack is deleted",
  ),
  onDemandThroughput: closed({
    maxReadRequestUnits: integer(1, 40_000).describe("read request units per second"),
    maxWriteRequestUnits: integer(1, 40_000).describe("write request units per second"),
  })
    .optional()
    .describe("maximum throughput of each table, which limits its cost"),

  buckets: z
    .record(z.string().describe("bucket"), closed(bucket), { error: "must be an object of buckets" })
    .default({})
    .describe("lifecycle of single buckets, keyed by the bucket's name in `access`"),
  eventArchiveDays: integer(1, 3_650)
    .default(30)
    .describe("days for which the archive of each bus keeps events, which can be replayed"),

  existing: existing.optional().describe("existing resources that the stack imports or uses"),

  domain: closed({
    name: text(/^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, "a host name in lower case such as api.example.com").describe(
      "host name of the API",
    ),
    certificateArn: text(
      /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      "the ARN of a certificate of ACM",
    ).describe(
      "ARN of a certificate in AWS Certificate Manager; it must be in the stack's region, with `edge` in us-east-1",
    ),
    hostedZoneId: text(/^Z[A-Z0-9]{1,31}$/, "the id of a hosted zone of Route 53").describe(
      "hosted zone in which the record is created",
    ),
  })
    .optional()
    .describe("custom domain name of the API"),
  firewall: closed({
    // WAF API reference, RateBasedStatement.
    requestsPerAddress: integer(10, 2_000_000_000).describe("maximum requests of one IP address in five minutes"),
  })
    .optional()
    .describe("AWS WAF in front of the stage"),
  edge: closed({
    originKeys: list(name, "names")
      .min(1, { error: "must name at least one secret" })
      .default(["first"])
      .describe("names of the secrets that the stage accepts; the distribution sends the first one"),
  })
    .optional()
    .describe("CloudFront distribution before the stage, with callbacks at the edge: docs/edge.md"),
  cache: cache.optional().describe("API Gateway's cache of answers: docs/cache.md"),
  customerKey: flag
    .default(false)
    .describe("encrypts tables, logs and the alarm topic with a customer managed KMS key"),
  // Tagging AWS Resources User Guide: 128 and 256 characters; the prefix aws: is reserved.
  tags: z
    .record(
      z
        .string()
        .regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/, { error: "must be a tag's name" })
        .describe("name"),
      text(/^[\w .:/=+@-]{0,256}$/, "at most 256 letters, digits, spaces and _ . : / = + - @"),
      {
        error: "must be an object of tags, each name 1 to 128 characters that do not begin with aws:",
      },
    )
    .default({})
    .describe("tags of every resource that supports them"),

  permissionsBoundary: text(/^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/\S+$/, "the ARN of a policy of IAM")
    .optional()
    .describe("permissions boundary of every role of the stack; `npx api-tools review` sets it"),

  alarmEmails: list(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address"), "e-mail addresses")
    .default([])
    .describe("addresses that are notified of alarms; each must confirm its subscription once"),
  runbookUrl: text(/^(?:https:\/\/\S+|[\w./-]+)$/, "an https URL or a path")
    .default("docs/runbook.md")
    .describe("location of the runbook, to which alarm descriptions link"),
  alarmTopicEncryption: flag
    .default(false)
    .describe("encrypts the alarm topic with its own KMS key, for 1 USD a month"),
  // docs/runbook.md explains each threshold.
  alarmThresholds: closed({
    errors: integer(0, 1_000_000).describe("failed calls of a function in 5 minutes"),
    errorRatePercent: number(0, 100).describe("percent of a function's calls that fail"),
    durationP99Millis: integer(1, 29_000).describe("99th percentile of a function's duration, in milliseconds"),
    throttles: integer(0, 1_000_000).describe("throttled calls of a function in a minute"),
    serverErrorRatePercent: number(0, 100).describe("percent of answers with a status of 5XX"),
    latencyP99Millis: integer(1, 29_000).describe("99th percentile of the API's latency, in milliseconds"),
    tableThrottledRequests: integer(0, 1_000_000).describe("throttled requests to a table in a minute"),
    tableSystemErrors: integer(0, 1_000_000).describe("requests to a table that fail with a system error in a minute"),
    iteratorAgeMillis: integer(1, 86_400_000)
      .default(3_600_000)
      .describe("milliseconds between a change and the call of a consumer of its stream"),
    oldestMessageSeconds: integer(1, 1_209_600)
      .default(3_600)
      .describe("seconds for which a message waits in the queue of a consumer"),
    queueDepth: integer(0, 1_000_000_000).default(1_000).describe("messages that wait in the queue of a consumer"),
    deadLetters: integer(0, 1_000_000).default(0).describe("messages in the dead-letter queue of a consumer"),
    deadLetterAgeSeconds: integer(1, 1_209_600)
      .default(86_400)
      .describe("seconds for which a message is in the dead-letter queue of a consumer"),
    executionsFailed: integer(0, 1_000_000).default(0).describe("executions of a workflow that fail in 5 minutes"),
    executionsTimedOut: integer(0, 1_000_000)
      .default(0)
      .describe("executions of a workflow that time out in 5 minutes"),
    executionsThrottled: integer(0, 1_000_000).default(0).describe("throttled states of a workflow in 5 minutes"),
  }).describe("thresholds of the alarms; an alarm fires above its threshold"),
});
