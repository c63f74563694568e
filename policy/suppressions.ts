/** Accepts violations of a policy. `npm test` fails for a suppression that accepts no violation in any stack. */
export interface Suppression {
  /** Name of the policy. */
  readonly policy: string;
  /** Names of the stacks to which it applies; all by default. */
  readonly stacks?: RegExp;
  /** Logical names of the resources to which it applies; all by default. */
  readonly resources?: RegExp;
  readonly reason: string;
}

/** Stacks without customers' data: dev, and the review stacks of pull requests. */
const development = /^(?:dev|pr-\d+)$/;

export const suppressions: readonly Suppression[] = [
  {
    policy: "api-execution-logs",
    stacks: development,
    reason: "they need the account's role, and dev deploys into a fresh account with nothing prepared",
  },
  {
    policy: "api-access-logs",
    stacks: development,
    reason: "they need the account's role, and dev deploys into a fresh account with nothing prepared",
  },
  { policy: "api-tracing", stacks: development, reason: "traces cost money, and dev has no slow requests to analyze" },
  {
    policy: "function-tracing",
    stacks: development,
    reason: "traces cost money, and dev has no slow requests to analyze",
  },
  {
    policy: "function-reserved-concurrency",
    stacks: development,
    reason: "the limit of a new account is too low to reserve executions",
  },
  { policy: "table-point-in-time-recovery", stacks: development, reason: "it costs money, and the data is made up" },
  { policy: "table-deletion-protection", stacks: development, reason: "development stacks are deleted often" },
  { policy: "table-customer-key", stacks: development, reason: "a key costs money each month, idle or not" },
  { policy: "topic-encryption", stacks: development, reason: "a key costs money each month, idle or not" },
  { policy: "api-waf", stacks: development, reason: "a web ACL costs money each month, idle or not" },
  { policy: "log-retention-year", stacks: development, reason: "old logs of a development stack have no use" },
  {
    policy: "api-client-certificate",
    reason: "IAM authenticates calls to Lambda, and API Gateway sends no client certificate to it",
  },
  { policy: "api-cache", reason: "a cache returns outdated answers, and costs money each hour, idle or not" },
  { policy: "function-vpc", reason: "the functions reach DynamoDB without a VPC, which would add the cost of NAT" },
  {
    policy: "function-code-signing",
    reason: "Pulumi uploads the archive itself, and code signing requires a signed object in S3",
  },
  {
    policy: "function-dead-letter-queue",
    reason: "API Gateway calls the functions synchronously, and a failure is returned to the client",
  },
];
