import { everywhere, type Price } from "../price";

const tables = {
  service: "DynamoDB",
  asOf: "2026-08-15",
  source: "https://aws.amazon.com/dynamodb/pricing/on-demand/ (offer AmazonDynamoDB)",
};
const keys = { service: "KMS", asOf: "2026-03-14", source: "https://aws.amazon.com/kms/pricing/" };
// Read for eu-central-1. The pricing page shows the prices of us-east-1 first.
const objects = {
  service: "S3",
  asOf: "2026-08-31",
  source: "https://aws.amazon.com/s3/pricing/ (offer AmazonS3, eu-central-1)",
};
// Read for us-east-1. eu-central-1 is assumed to be equal.
const secrets = {
  service: "Secrets Manager",
  asOf: "2025-08-28",
  source: "https://aws.amazon.com/secrets-manager/pricing/ (offer AWSSecretsManager, us-east-1)",
};
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
  objectStorage: { ...objects, unit: "GB of objects", per: 1, usd: { "eu-central-1": 0.0245, "us-east-1": 0.023 } },
  objectWrites: {
    ...objects,
    unit: "PUT, COPY, POST and LIST requests",
    per: 1_000,
    usd: { "eu-central-1": 0.0054, "us-east-1": 0.005 },
  },
  objectReads: {
    ...objects,
    unit: "GET requests",
    per: 1_000,
    usd: { "eu-central-1": 0.00043, "us-east-1": 0.0004 },
  },
  secrets: { ...secrets, unit: "secrets", per: 1, usd: everywhere(0.4) },
  secretReads: { ...secrets, unit: "reads of secrets", per: 10_000, usd: everywhere(0.05) },
} satisfies Record<string, Price>;
