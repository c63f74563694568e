import {
  knownNumber,
  knownText,
  objectOf,
  objectsOf,
  refuseSame,
  formatValue,
  type Check,
  type TypeChecks,
} from "../kernel/checks";
import type { Declared, Properties } from "../kernel/resources";

const invalid = "One or more parameter values were invalid: ";

/** Maximum number of indexes of a table (DynamoDB Developer Guide, "Quotas in Amazon DynamoDB"). */
const maxGlobalIndexes = 20;
const maxLocalIndexes = 5;
/** Maximum number of projected attributes over all indexes of a table. */
const maxProjected = 100;

/** With PAY_PER_REQUEST, the provider omits capacities of indexes, and rejects those of the table as DynamoDB does. */
const billingRefusal: Check = (state) => {
  const capacities = ["readCapacity", "writeCapacity"].map((property) => knownNumber(state, property) ?? 0);
  if (state["billingMode"] === "PAY_PER_REQUEST") {
    return capacities.every((capacity) => capacity === 0)
      ? undefined
      : `${invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`;
  }
  if (isRestored(state)) return undefined;
  if (capacities.some((capacity) => capacity < 1)) {
    return `${invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED (readCapacity ${capacities[0]}, writeCapacity ${capacities[1]})`;
  }
  const index = objectsOf(state, "globalSecondaryIndexes").find((each) =>
    ["readCapacity", "writeCapacity"].some((property) => (knownNumber(each, property) ?? 0) < 1),
  );
  return index === undefined
    ? undefined
    : `${invalid}ProvisionedThroughput must be specified for index: ${String(index["name"])} when BillingMode is PROVISIONED`;
};

/** Returns whether a table is restored from a backup, another table or an export, which provide the missing inputs. */
function isRestored(state: Properties): boolean {
  return ["restoreSourceName", "restoreSourceTableArn", "restoreBackupArn"].some(
    (property) => (state[property] ?? "") !== "",
  );
}

const keyRefusal: Check = (state) => {
  if (isRestored(state)) return undefined;
  if ((state["hashKey"] ?? "") === "")
    return `${invalid}No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key`;
  return state["hashKey"] === state["rangeKey"]
    ? `${invalid}Both the Hash Key and the Range Key element in the KeySchema have the same name (${String(state["hashKey"])})`
    : undefined;
};

const attributesRefusal: Check = (state) => {
  const names = objectsOf(state, "attributes").map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return repeated === undefined ? undefined : `${invalid}Duplicate AttributeName: ${formatValue(repeated)}`;
};

const indexesRefusal: Check = (state) => {
  const global = objectsOf(state, "globalSecondaryIndexes");
  const local = objectsOf(state, "localSecondaryIndexes");
  if (global.length > maxGlobalIndexes) {
    return `${invalid}GlobalSecondaryIndex count exceeds the per-table limit of ${maxGlobalIndexes} (${global.length})`;
  }
  if (local.length > maxLocalIndexes) {
    return `${invalid}Number of LocalSecondaryIndexes exceeds per-table limit of ${maxLocalIndexes} (${local.length})`;
  }
  if (local.length > 0 && (state["rangeKey"] ?? "") === "") {
    return `${invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`;
  }
  const names = [...global, ...local].map(({ name }) => String(name));
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) return `${invalid}Duplicate index name: ${repeated}`;
  return projectionRefusal([...global, ...local]);
};

function projectionRefusal(indexes: readonly Properties[]): string | undefined {
  let projected = 0;
  for (const { name, projectionType, nonKeyAttributes } of indexes) {
    const count = Array.isArray(nonKeyAttributes) ? nonKeyAttributes.length : 0;
    projected += count;
    if (projectionType === "INCLUDE" && count === 0) {
      return `${invalid}ProjectionType is INCLUDE, but NonKeyAttributes is not specified (index ${String(name)})`;
    }
    if (projectionType !== "INCLUDE" && count > 0) {
      return `${invalid}ProjectionType is ${String(projectionType)}, but NonKeyAttributes is specified (index ${String(name)})`;
    }
  }
  return projected > maxProjected
    ? `${invalid}Total number of NonKeyAttributes exceeds the limit of ${maxProjected} (${projected})`
    : undefined;
}

const streamRefusal: Check = (state) =>
  state["streamEnabled"] === true && (state["streamViewType"] ?? "") === ""
    ? `${invalid}StreamViewType is required when StreamEnabled is true`
    : undefined;

const ttlRefusal: Check = (state) => {
  const ttl = objectOf(state, "ttl");
  return ttl["enabled"] === true && (ttl["attributeName"] ?? "") === ""
    ? "Missing required parameter in TimeToLiveSpecification: AttributeName"
    : undefined;
};

const encryptionRefusal: Check = (state) => {
  const key = knownText(objectOf(state, "serverSideEncryption"), "kmsKeyArn");
  return key === undefined || key.startsWith("arn:")
    ? undefined
    : `${invalid}KMSMasterKeyId must be an ARN (kmsKeyArn '${key}')`;
};

/** DynamoDB accepts both notations of an index's key, and the provider requires one. */
const indexKeysRefusal: Check = (state) => {
  for (const index of objectsOf(state, "globalSecondaryIndexes")) {
    const schemas = objectsOf(index, "keySchemas");
    if ((index["hashKey"] ?? "") === "" && !schemas.some(({ keyType }) => keyType === "HASH")) {
      return `${invalid}No Hash Key specified in schema of index ${String(index["name"])}`;
    }
    if (index["hashKey"] !== undefined && index["hashKey"] === index["rangeKey"]) {
      return `${invalid}Both the Hash Key and the Range Key element in the KeySchema have the same name (index ${String(index["name"])})`;
    }
  }
  return undefined;
};

function arnOf({ state }: Declared): string {
  return String(state["arn"]);
}

const table = { type: "aws:dynamodb/table:Table", label: "table" };

/** DynamoDB's checks of tables, except for undefined attributes (refusals.ts). */
export const dynamodbChecks: readonly TypeChecks[] = [
  {
    ...table,
    code: "ValidationException",
    checks: [
      keyRefusal,
      attributesRefusal,
      indexesRefusal,
      indexKeysRefusal,
      billingRefusal,
      streamRefusal,
      ttlRefusal,
      encryptionRefusal,
    ],
  },
  {
    ...table,
    code: "ResourceInUseException",
    checks: [refuseSame(arnOf, ({ state }) => `Table already exists: ${String(state["name"])}`)],
  },
];
