import { z } from "zod";

/** An integer in a range; one rule for every way to miss it. */
function integer(min: number, max: number) {
  const error = `must be an integer from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

function number(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

function text(pattern: RegExp, rule: string) {
  const error = `must be ${rule}`;
  return z.string({ error }).regex(pattern, { error });
}

function oneOf<const T extends string>(...values: T[]) {
  return z.enum(values, { error: `must be ${values.slice(0, -1).join(", ")} or ${values.at(-1)}` });
}

function list<T extends z.ZodType>(item: T, rule: string) {
  return z.array(item, { error: `must be a list of ${rule}` });
}

/** An object without any other key than the given ones. */
function closed<T extends z.core.$ZodShape>(shape: T) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `the settings here are ${keys}` : `must be an object of ${keys}`,
  });
}

const flag = z.boolean({ error: "must be true or false" });

/** Application Auto Scaling, target tracking on ProvisionedConcurrencyUtilization. */
const autoscaling = closed({
  min: integer(1, 1_000),
  max: integer(1, 1_000),
  /** Share of the provisioned environments that are busy; AWS accepts 0.1 to 0.9. */
  targetUtilization: number(0.1, 0.9),
});

/** Concurrency of one function. AWS refuses 0 provisioned environments (recorded: lambda-concurrency/put-zero). */
const concurrency = {
  provisionedConcurrency: integer(1, 1_000).optional(),
  autoscaling: autoscaling.optional(),
  reservedConcurrency: integer(1, 10_000).optional(),
};

/** A token bucket of API Gateway: its capacity and its refill per second. */
const throttle = {
  burstLimit: integer(1, 5_000),
  rateLimit: number(1, 10_000),
};

const name = text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "1 to 64 letters, digits, hyphens and underscores");

const usagePlan = closed({
  name,
  ...throttle,
  /** Requests per key in a UTC calendar period. */
  quota: closed({ limit: integer(1, 2_147_483_647), period: oneOf("DAY", "WEEK", "MONTH") }),
  keys: list(name, "key names").min(1, { error: "must name at least one key" }),
});

/** Days that CloudWatch Logs accepts (PutRetentionPolicy, API reference). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The settings of a stack, each with the rule that a wrong value is told. */
export const settingsSchema = closed({
  /** First path segment of every URL; `_local` belongs to the local run. */
  stageName: text(/^(?!_local$)[A-Za-z0-9_-]{1,128}$/, "1 to 128 letters, digits, hyphens and underscores, not _local"),

  /** Megabytes per environment (Lambda quotas). */
  memorySize: integer(128, 10_240),
  /** Seconds per invocation. Three attempts of 2 s at the table come before a 503; API Gateway gives up after 29. */
  timeout: integer(8, 29),
  architecture: oneOf("arm64", "x86_64"),
  logRetentionDays: z
    .int({ error: `must be one of ${retentionDays.join(", ")}` })
    .refine((days) => retentionDays.includes(days), { error: `must be one of ${retentionDays.join(", ")}` }),
  tracing: flag,
  /** How many requests are traced: so many in each second, and this share of the others (X-Ray, "Sampling rules"). */
  traceSampling: closed({ perSecond: integer(0, 1_000), share: number(0, 1) }).default({ perSecond: 1, share: 0.05 }),
  accessLogs: flag,
  executionLogs: flag,
  /** Who owns the account-wide CloudWatch role of API Gateway that both kinds of logs need. */
  apiGatewayAccountRole: oneOf("create", "existing").optional(),

  /** They enter mapping templates, hence the narrow pattern. */
  corsOrigins: list(
    text(
      /^(?:\*|https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?)$/,
      "* or an origin such as https://www.example.com",
    ),
    "origins",
  ).min(1, { error: "must name at least one origin" }),
  stageThrottle: closed(throttle),
  usagePlans: list(usagePlan, "usage plans").min(1, { error: "must hold at least one plan" }),

  ...concurrency,
  /** Replaces the stack's concurrency settings for the routes it names. */
  routeConcurrency: z
    .record(z.string(), closed(concurrency), { error: "must be an object of route names" })
    .default({}),

  pointInTimeRecovery: flag,
  /** Of the table, by AWS and by Pulumi, and of the log groups when a route goes. */
  deletionProtection: flag,
  /** Upper bound of what the on-demand table may cost. */
  onDemandThroughput: closed({
    maxReadRequestUnits: integer(1, 40_000),
    maxWriteRequestUnits: integer(1, 40_000),
  }).optional(),

  alarmEmails: list(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address"), "e-mail addresses").default([]),
  /** Where docs/runbook.md is read: the alarms' descriptions lead to its entries. */
  runbookUrl: text(/^(?:https:\/\/\S+|[\w./-]+)$/, "an https URL or a path").default("docs/runbook.md"),
  /** A key of the stack's own for the alarms' topic: 1 USD a month. */
  alarmTopicEncryption: flag.default(false),
  /** An alarm fires above its threshold. docs/runbook.md says what each means. */
  alarmThresholds: closed({
    errors: integer(0, 1_000_000),
    errorRatePercent: number(0, 100),
    durationP99Millis: integer(1, 29_000),
    throttles: integer(0, 1_000_000),
    serverErrorRatePercent: number(0, 100),
    latencyP99Millis: integer(1, 29_000),
    tableThrottledRequests: integer(0, 1_000_000),
    tableSystemErrors: integer(0, 1_000_000),
  }),
});
