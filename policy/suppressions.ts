/** A violation that is accepted. `npm test` fails on one that accepts nothing in any stack. */
export interface Suppression {
  /** Name of the policy. */
  readonly policy: string;
  /** Stacks that it holds for; all without it. */
  readonly stacks?: RegExp;
  /** Logical names that it holds for; all without it. */
  readonly resources?: RegExp;
  readonly reason: string;
}

/** Stacks that hold no data of customers: dev, and the review stacks of pull requests. Any other keeps every control. */
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
  { policy: "api-tracing", stacks: development, reason: "traces cost money, and dev has none to explain" },
  { policy: "function-tracing", stacks: development, reason: "traces cost money, and dev has none to explain" },
  {
    policy: "function-reserved-concurrency",
    stacks: development,
    reason: "a new account has too few executions to reserve any",
  },
  { policy: "table-point-in-time-recovery", stacks: development, reason: "it costs money, and the data is made up" },
  { policy: "table-deletion-protection", stacks: development, reason: "a development stack is there to be destroyed" },
  { policy: "table-customer-key", stacks: development, reason: "a key costs money each month, idle or not" },
  { policy: "topic-encryption", stacks: development, reason: "a key costs money each month, idle or not" },
  { policy: "api-waf", stacks: development, reason: "a web ACL costs money each month, idle or not" },
  { policy: "log-retention-year", stacks: development, reason: "nobody asks for last year's logs of dev" },
  { policy: "api-client-certificate", reason: "a Lambda integration is called by IAM, where no certificate is shown" },
  { policy: "api-cache", reason: "it answers with what was true before, and costs money each hour, idle or not" },
  { policy: "function-vpc", reason: "DynamoDB is reached without one, and a VPC would add the cost of NAT" },
  {
    policy: "function-code-signing",
    reason: "Pulumi serializes the callbacks and uploads the archive itself: there is no signed object to refer to",
  },
  { policy: "function-dead-letter-queue", reason: "the gateway calls and waits: a failure goes to the client" },
];
