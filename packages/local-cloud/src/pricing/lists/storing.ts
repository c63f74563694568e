import { everywhere, type Price } from "../price";

const tables = {
  service: "DynamoDB",
  asOf: "2026-08-15",
  source: "https://aws.amazon.com/dynamodb/pricing/on-demand/ (offer AmazonDynamoDB)",
};
const keys = { service: "KMS", asOf: "2026-03-14", source: "https://aws.amazon.com/kms/pricing/" };

export const storingPrices = {
  tableReads: {
    ...tables,
    unit: "read request units",
    per: 1_000_000,
    usd: { "eu-central-1": 0.1525, "us-east-1": 0.125 },
  },
  tableWrites: {
    ...tables,
    unit: "write request units",
    per: 1_000_000,
    usd: { "eu-central-1": 0.7625, "us-east-1": 0.625 },
  },
  tableStorage: { ...tables, unit: "GB stored", per: 1, usd: { "eu-central-1": 0.306, "us-east-1": 0.25 }, free: 25 },
  pointInTimeRecovery: {
    ...tables,
    unit: "GB with point-in-time recovery",
    per: 1,
    usd: { "eu-central-1": 0.2448, "us-east-1": 0.2 },
  },
  customerKeys: { ...keys, unit: "customer managed keys", per: 1, usd: everywhere(1) },
} satisfies Record<string, Price>;
