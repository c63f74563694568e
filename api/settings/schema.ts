import { z } from "zod";
import { cache } from "./cache";
import { existing } from "./existing";
import { identity } from "./identity";
import { closed, flag, integer, list, number, oneOf, text } from "./rules";

/** Application Auto Scaling, target tracking on ProvisionedConcurrencyUtilization. */
const autoscaling = closed({
  min: integer(1, 1_000).describe("environments at the least; a deploy starts there"),
  max: integer(1, 1_000).describe("environments at the most"),
  // AWS accepts 0.1 to 0.9.
  targetUtilization: number(0.1, 0.9).describe("share of the provisioned environments that is to be busy"),
});

/** Concurrency of one function. AWS refuses 0 provisioned environments (recorded: lambda-concurrency/put-zero). */
const concurrency = {
  provisionedConcurrency: integer(1, 1_000)
    .optional()
    .describe("environments that each function keeps ready, idle or not; not beside autoscaling"),
  autoscaling: autoscaling.optional().describe("the same as a number that follows how many are busy"),
  reservedConcurrency: integer(1, 10_000)
    .optional()
    .describe("concurrent executions of each function at the most, provisioned ones included, kept free for it"),
};

/** A token bucket of API Gateway: its capacity and its refill per second. */
const throttle = {
  burstLimit: integer(1, 5_000).describe("requests at once"),
  rateLimit: number(1, 10_000).describe("requests per second, once the burst is used up"),
};

const name = text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "1 to 64 letters, digits, hyphens and underscores");

const usagePlan = closed({
  name: name.describe("permanent: another name is another plan"),
  ...throttle,
  quota: closed({
    limit: integer(1, 2_147_483_647).describe("requests of each key"),
    period: oneOf("DAY", "WEEK", "MONTH").describe("of the calendar, in UTC"),
  }).describe("how much a key may use"),
  keys: list(name, "key names")
    .min(1, { error: "must name at least one key" })
    .describe("names of API keys; one that is removed is revoked, and touches no other"),
});

/** Days that CloudWatch Logs accepts (PutRetentionPolicy, API reference). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The settings of a stack, each with the rule that a wrong value is told, and for docs/settings.md what it means. */
export const settingsSchema = closed({
  // `_local` belongs to the local run.
  stageName: text(
    /^(?!_local$)[A-Za-z0-9_-]{1,128}$/,
    "1 to 128 letters, digits, hyphens and underscores, not _local",
  ).describe("first path segment of every URL"),

  // Lambda quotas.
  memorySize: integer(128, 10_240).describe("megabytes of each function's environments; its CPU grows with them"),
  // Three attempts of 2 s at the table come before a 503; API Gateway gives up after 29.
  timeout: integer(8, 29).describe("seconds of a call; the gateway gives up after 29"),
  architecture: oneOf("arm64", "x86_64").describe("of each function"),
  logRetentionDays: z
    .int({ error: `must be one of ${retentionDays.join(", ")}` })
    .refine((days) => retentionDays.includes(days), { error: `must be one of ${retentionDays.join(", ")}` })
    .describe("days that every log is kept"),
  tracing: flag.describe("X-Ray traces of the stage and of each function"),
  // X-Ray, "Sampling rules".
  traceSampling: closed({
    perSecond: integer(0, 1_000).describe("requests that are traced in each second"),
    share: number(0, 1).describe("share of the other requests that is traced"),
  })
    .default({ perSecond: 1, share: 0.05 })
    .describe("which requests are traced, with `tracing`"),
  accessLogs: flag.describe("a line of JSON for each request; needs `apiGatewayAccountRole`"),
  executionLogs: flag.describe("the gateway's own errors; needs `apiGatewayAccountRole`"),
  apiGatewayAccountRole: oneOf("create", "existing")
    .optional()
    .describe("who owns the account-wide role that both kinds of API logs need: this stack, or somebody else"),

  // They enter mapping templates, hence the narrow pattern.
  corsOrigins: list(
    text(
      /^(?:\*|https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?)$/,
      "* or an origin such as https://www.example.com",
    ),
    "origins",
  )
    .min(1, { error: "must name at least one origin" })
    .describe("origins that browsers may call from"),
  stageThrottle: closed(throttle).describe("throttle of each method, whoever calls"),
  usagePlans: list(usagePlan, "usage plans")
    .min(1, { error: "must hold at least one plan" })
    .describe("who may call how much"),

  identity: identity.optional().describe("tokens that callers need besides their key"),

  ...concurrency,
  routeConcurrency: z
    .record(z.string(), closed(concurrency), { error: "must be an object of route names" })
    .default({})
    .describe("the three above for single routes, in place of the stack's"),

  // npx api-tools release writes it.
  canary: closed({
    percent: integer(0, 99).describe("percent of the calls that the new version gets; 0 sends all of them back"),
    stable: z
      .record(z.string(), text(/^[1-9][0-9]*$/, "the number of a published version, as text"), {
        error: "must be an object of route names",
      })
      .describe("by route, the version that the others get; a route that it does not name has its newest one"),
  })
    .optional()
    .describe("a release that not everybody gets yet; `npx api-tools release` writes it"),

  pointInTimeRecovery: flag.describe(
    "the tables as they were at any second of the last 35 days, for a price per gigabyte",
  ),
  deletionProtection: flag.describe(
    "of the tables, by AWS and by Pulumi's `protect`; log groups outlive their route and their stack",
  ),
  onDemandThroughput: closed({
    maxReadRequestUnits: integer(1, 40_000).describe("read request units per second"),
    maxWriteRequestUnits: integer(1, 40_000).describe("write request units per second"),
  })
    .optional()
    .describe("what each table may use, and so cost, at the most"),

  existing: existing.optional().describe("resources that are there already and become the stack's"),

  domain: closed({
    name: text(/^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, "a host name in lower case such as api.example.com").describe(
      "host name of the API",
    ),
    // A regional domain takes none from elsewhere.
    certificateArn: text(
      /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      "the ARN of a certificate of ACM",
    ).describe("a certificate of AWS Certificate Manager, in the stack's region"),
    hostedZoneId: text(/^Z[A-Z0-9]{1,31}$/, "the id of a hosted zone of Route 53").describe("where its record is made"),
  })
    .optional()
    .describe("the API under a name of your own"),
  firewall: closed({
    // WAF quotas.
    requestsPerAddress: integer(10, 2_000_000_000).describe("requests of one address in five minutes"),
  })
    .optional()
    .describe("AWS WAF before the stage"),
  cache: cache.optional().describe("answers that API Gateway keeps: docs/cache.md"),
  customerKey: flag.default(false).describe("a key of the account's own for tables, logs and the alarms' topic"),
  // Tagging AWS resources: 128 and 256 characters, not beginning with aws:.
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
    .describe("on everything that AWS tags"),

  permissionsBoundary: text(/^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/\S+$/, "the ARN of a policy of IAM")
    .optional()
    .describe("the policy that bounds every role of the stack; `npx api-tools review` sets it"),

  alarmEmails: list(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address"), "e-mail addresses")
    .default([])
    .describe("whom alarms tell; each address confirms its subscription once"),
  runbookUrl: text(/^(?:https:\/\/\S+|[\w./-]+)$/, "an https URL or a path")
    .default("docs/runbook.md")
    .describe("where the runbook is read: the alarms' descriptions lead to its entries"),
  alarmTopicEncryption: flag.default(false).describe("a KMS key of its own for the alarms' topic: 1 USD a month"),
  // docs/runbook.md says what each means.
  alarmThresholds: closed({
    errors: integer(0, 1_000_000).describe("failed calls of a function in 5 minutes"),
    errorRatePercent: number(0, 100).describe("failed calls of a function in a hundred"),
    durationP99Millis: integer(1, 29_000).describe("milliseconds that the slowest 1 % of a function's calls take"),
    throttles: integer(0, 1_000_000).describe("calls of a function that Lambda refuses in a minute"),
    serverErrorRatePercent: number(0, 100).describe("answers 5XX in a hundred"),
    latencyP99Millis: integer(1, 29_000).describe("milliseconds that the slowest 1 % of requests take"),
    tableThrottledRequests: integer(0, 1_000_000).describe("requests that DynamoDB throttles in a minute"),
    tableSystemErrors: integer(0, 1_000_000).describe("requests that DynamoDB fails in a minute"),
  }).describe("an alarm fires above its threshold"),
});
