import { everywhere, type Price } from "../price";

const queues = {
  service: "SQS",
  asOf: "2026-09-11",
  source: "https://aws.amazon.com/sqs/pricing/ (offer AWSQueueService)",
};
const topics = {
  service: "SNS",
  asOf: "2026-09-11",
  source: "https://aws.amazon.com/sns/pricing/ (offer AmazonSNS)",
};
// Read for us-east-1. eu-central-1 is assumed to be equal.
const buses = {
  service: "EventBridge",
  asOf: "2026-05-29",
  source: "https://aws.amazon.com/eventbridge/pricing/ (offer AWSEvents, us-east-1)",
};

// The stored page has no date. An article of this date repeats its price (wring.co, "AWS Step Functions Pricing").
const workflows = {
  service: "Step Functions",
  asOf: "2026-03-14",
  source: "https://aws.amazon.com/step-functions/pricing/ (State transitions pricing table)",
};

export const messagingPrices = {
  queueRequests: { ...queues, unit: "requests to queues", per: 1_000_000, usd: everywhere(0.4), free: 1_000_000 },
  fifoQueueRequests: { ...queues, unit: "requests to FIFO queues", per: 1_000_000, usd: everywhere(0.5) },
  topicPublishes: { ...topics, unit: "published messages", per: 1_000_000, usd: everywhere(0.5), free: 1_000_000 },
  busEvents: { ...buses, unit: "custom events", per: 1_000_000, usd: everywhere(1) },
  archivedEvents: { ...buses, unit: "GB of events archived", per: 1, usd: everywhere(0.1) },
  archiveStorage: { ...buses, unit: "GB of events kept", per: 1, usd: everywhere(0.023) },
  schedules: { ...buses, unit: "calls of schedules", per: 1_000_000, usd: everywhere(1), free: 14_000_000 },
  stateTransitions: { ...workflows, unit: "state transitions", per: 1_000, usd: everywhere(0.025), free: 4_000 },
} satisfies Record<string, Price>;
