import { dynamodbChecks } from "../../src/dynamodb/checks";
import { declared, describeChecks } from "../support/declared";

const type = "aws:dynamodb/table:Table";
const table = { name: "t", arn: "arn:t", hashKey: "id", billingMode: "PAY_PER_REQUEST" };
const provisioned = { ...table, billingMode: "PROVISIONED", readCapacity: 1, writeCapacity: 1 };
const index = (name: string, more: object = {}) => ({ name, hashKey: "of", projectionType: "ALL", ...more });
const indexes = (count: number) => Array.from({ length: count }, (_, each) => index(`index-${each}`));
const invalid = "ValidationException: One or more parameter values were invalid: ";

describeChecks(
  dynamodbChecks,
  type,
  [
    [
      { ...table, readCapacity: 1 },
      `${invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      { ...table, billingMode: undefined },
      `${invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED (readCapacity 0, writeCapacity 0)`,
    ],
    [
      { ...provisioned, writeCapacity: undefined },
      `${invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED (readCapacity 1, writeCapacity 0)`,
    ],
    [
      { ...provisioned, globalSecondaryIndexes: [index("i")] },
      `${invalid}ProvisionedThroughput must be specified for index: i when BillingMode is PROVISIONED`,
    ],
    [
      { ...table, hashKey: undefined },
      `${invalid}No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key`,
    ],
    [
      { ...table, rangeKey: "id" },
      `${invalid}Both the Hash Key and the Range Key element in the KeySchema have the same name (id)`,
    ],
    [{ ...table, attributes: [{ name: "id" }, { name: "id" }] }, `${invalid}Duplicate AttributeName: id`],
    [
      { ...table, globalSecondaryIndexes: indexes(21) },
      `${invalid}GlobalSecondaryIndex count exceeds the per-table limit of 20 (21)`,
    ],
    [
      { ...table, rangeKey: "at", localSecondaryIndexes: indexes(6) },
      `${invalid}Number of LocalSecondaryIndexes exceeds per-table limit of 5 (6)`,
    ],
    [
      { ...table, localSecondaryIndexes: indexes(1) },
      `${invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    [{ ...table, globalSecondaryIndexes: [index("i"), index("i")] }, `${invalid}Duplicate index name: i`],
    [
      { ...table, globalSecondaryIndexes: [{ name: "i", projectionType: "ALL" }] },
      `${invalid}No Hash Key specified in schema of index i`,
    ],
    [
      { ...table, globalSecondaryIndexes: [index("i", { projectionType: "INCLUDE" })] },
      `${invalid}ProjectionType is INCLUDE, but NonKeyAttributes is not specified (index i)`,
    ],
    [
      { ...table, globalSecondaryIndexes: [index("i", { projectionType: "KEYS_ONLY", nonKeyAttributes: ["a"] })] },
      `${invalid}ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified (index i)`,
    ],
    [{ ...table, streamEnabled: true }, `${invalid}StreamViewType is required when StreamEnabled is true`],
    [
      { ...table, ttl: { enabled: true } },
      "ValidationException: Missing required parameter in TimeToLiveSpecification: AttributeName",
    ],
    [
      { ...table, serverSideEncryption: { enabled: true, kmsKeyArn: "alias/own" } },
      `${invalid}KMSMasterKeyId must be an ARN (kmsKeyArn 'alias/own')`,
    ],
    [table, "ResourceInUseException: Table already exists: t", declared(type, table)],
  ],
  [
    { ...table, readCapacity: 0, writeCapacity: 0, globalSecondaryIndexes: indexes(20) },
    {
      ...table,
      globalSecondaryIndexes: [
        { name: "i", projectionType: "ALL", keySchemas: [{ attributeName: "of", keyType: "HASH" }] },
      ],
    },
    { ...table, rangeKey: "at", localSecondaryIndexes: indexes(5) },
    { ...provisioned, globalSecondaryIndexes: [index("i", { readCapacity: 1, writeCapacity: 1 })] },
    { ...table, streamEnabled: true, streamViewType: "KEYS_ONLY", ttl: { enabled: false, attributeName: "" } },
    { restoreSourceName: "other" },
  ],
);
