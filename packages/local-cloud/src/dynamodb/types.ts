import { arn, declaredName } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";

/** Label of all streams. On AWS, it is the time when the stream was enabled; here it is the same on every run. */
export const streamLabel = "2025-01-01T00:00:00.000";

export const types: EmulatedTypes = {
  "aws:dynamodb/table:Table": {
    reads: [
      "attributes",
      "billingMode",
      "deletionProtectionEnabled",
      "globalSecondaryIndexes.hashKey",
      "globalSecondaryIndexes.keySchemas",
      "globalSecondaryIndexes.name",
      "globalSecondaryIndexes.nonKeyAttributes",
      "globalSecondaryIndexes.projectionType",
      "globalSecondaryIndexes.rangeKey",
      "globalSecondaryIndexes.readCapacity",
      "globalSecondaryIndexes.writeCapacity",
      "hashKey",
      "localSecondaryIndexes",
      "name",
      "onDemandThroughput",
      "pointInTimeRecovery",
      "rangeKey",
      "readCapacity",
      "serverSideEncryption",
      "streamEnabled",
      "streamViewType",
      "tableClass",
      "tags",
      "ttl",
      "writeCapacity",
    ],
    ignores: [],
    provide: ({ type, name, inputs }, location) => {
      const tableName = declaredName({ type, name, inputs }, location);
      const tableArn = arn(location, "dynamodb", `table/${tableName}`);
      const label = inputs["streamEnabled"] === true ? streamLabel : "";
      return {
        id: tableName,
        state: {
          name: tableName,
          arn: tableArn,
          streamLabel: label,
          streamArn: label === "" ? "" : `${tableArn}/stream/${label}`,
        },
      };
    },
  },
};
