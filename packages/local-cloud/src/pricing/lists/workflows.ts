import { everywhere, type Price } from "../price";

// Read for us-east-1. eu-central-1 is assumed to be equal.
const machines = {
  service: "Step Functions",
  asOf: "2026-03-14",
  source: "https://aws.amazon.com/step-functions/pricing/ (offer AmazonStates, us-east-1)",
};

export const workflowPrices = {
  expressRequests: { ...machines, unit: "express executions", per: 1_000_000, usd: everywhere(1) },
  // The price of the first 1,000 GB-hours.
  expressDuration: { ...machines, unit: "GB-seconds of express executions", per: 1, usd: everywhere(0.00001667) },
} satisfies Record<string, Price>;
