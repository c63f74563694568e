import { DynamoDbError, invalidParameter, validationError } from "../errors";
import { keyNames, type AttributeDefinition, type IndexRequest, type KeyElement } from "./schema";

/** Quotas, "Secondary indexes per table". */
const maxLocalIndexes = 5;
const maxGlobalIndexes = 20;
/** Attributes of each key type in a global index ("Multi-attribute keys"). */
const maxKeyParts = 4;

/** Schema parameters that CreateTable and UpdateTable share. */
export interface SchemaRequest {
  readonly attributes: readonly AttributeDefinition[];
  readonly keySchema: readonly KeyElement[];
  readonly localIndexes: readonly IndexRequest[] | undefined;
  readonly globalIndexes: readonly IndexRequest[] | undefined;
  readonly isOnDemand: boolean;
}

/** @throws ValidationException with the first fault, in AWS's order */
export function checkSchema(schema: SchemaRequest): void {
  const defined = schema.attributes.map(({ AttributeName }) => AttributeName);
  const keys = keyNames(schema.keySchema);
  if (keys.length > defined.length)
    throw validationError("Invalid KeySchema: Some index key attribute have no definition");
  checkDefined(keys, defined);
  checkKeySchema(schema.keySchema);
  const { localIndexes, globalIndexes } = schema;
  if (localIndexes === undefined && globalIndexes === undefined && keys.length !== defined.length) {
    throw invalidParameter(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  const names = new Set<string>();
  if (localIndexes !== undefined) checkLocalIndexes(schema, localIndexes, { defined, names });
  if (globalIndexes !== undefined) checkGlobalIndexes(schema, globalIndexes, { defined, names });
  checkUsed(schema, defined);
}

/** @throws ValidationException for a key attribute without definition */
export function checkDefined(keys: readonly string[], defined: readonly string[]): void {
  if (keys.every((key) => defined.includes(key))) return;
  throw invalidParameter(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
  );
}

function checkKeySchema([first, second]: readonly KeyElement[]): void {
  if (second !== undefined && first!.AttributeName === second.AttributeName) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (first!.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (second !== undefined && second.KeyType !== "RANGE") {
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
}

interface Context {
  readonly defined: readonly string[];
  /** Names of the indexes checked so far. */
  readonly names: Set<string>;
}

function checkLocalIndexes(schema: SchemaRequest, indexes: readonly IndexRequest[], context: Context): void {
  if (indexes.length === 0) throw invalidParameter("List of LocalSecondaryIndexes is empty");
  if (schema.keySchema.length !== 2) {
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  const [tableHash] = keyNames(schema.keySchema, "HASH");
  for (const index of indexes) {
    const keys = keyNames(index.KeySchema);
    checkDefined(keys, context.defined);
    checkKeySchema(index.KeySchema);
    if (keys.length !== 2) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
    }
    if (keys[0] !== tableHash) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${keys[0]}, table hash key: ${tableHash}`,
      );
    }
    checkProjection(index);
    checkName(index, context.names);
  }
  if (indexes.length > maxLocalIndexes) {
    throw invalidParameter(`Number of LocalSecondaryIndexes exceeds per-table limit of ${maxLocalIndexes}`);
  }
}

function checkGlobalIndexes(schema: SchemaRequest, indexes: readonly IndexRequest[], context: Context): void {
  if (indexes.length === 0) throw invalidParameter("List of GlobalSecondaryIndexes is empty");
  for (const index of indexes) {
    checkGlobalIndex(index, context.defined);
    if (schema.isOnDemand && index.ProvisionedThroughput !== undefined) {
      throw invalidParameter(
        `ProvisionedThroughput should not be specified for index: ${index.IndexName} when BillingMode is PAY_PER_REQUEST`,
      );
    }
    checkName(index, context.names);
    if (!schema.isOnDemand && index.ProvisionedThroughput === undefined) {
      throw invalidParameter(`ProvisionedThroughput must be specified for index: ${index.IndexName}`);
    }
  }
  if (indexes.length > maxGlobalIndexes) {
    throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${maxGlobalIndexes}`);
  }
}

/** Checks keys and projection of one global index. @throws ValidationException */
export function checkGlobalIndex(index: IndexRequest, defined: readonly string[]): void {
  const keys = keyNames(index.KeySchema);
  checkDefined(keys, defined);
  const hash = keyNames(index.KeySchema, "HASH");
  const range = keyNames(index.KeySchema, "RANGE");
  if (index.KeySchema.length <= 2 && hash.length <= 1) checkKeySchema(index.KeySchema);
  if (new Set(keys).size !== keys.length) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (hash.length === 0 || keys.slice(0, hash.length).some((key) => !hash.includes(key))) {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (hash.length > maxKeyParts || range.length > maxKeyParts) {
    throw invalidParameter(
      `KeySchema of index ${index.IndexName} has ${hash.length} HASH and ${range.length} RANGE attributes: at most ${maxKeyParts} of each are allowed`,
    );
  }
  checkProjection(index);
}

function checkProjection({ Projection: { ProjectionType: type, NonKeyAttributes: names } }: IndexRequest): void {
  if (type === undefined) throw invalidParameter("Unknown ProjectionType: null");
  if (names !== undefined && type !== "INCLUDE") {
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (names === undefined && type === "INCLUDE") {
    throw invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
}

function checkName({ IndexName: name }: IndexRequest, names: Set<string>): void {
  if (names.has(name)) throw invalidParameter(`Duplicate index name: ${name}`);
  names.add(name);
}

function checkUsed(
  { keySchema, localIndexes = [], globalIndexes = [] }: SchemaRequest,
  defined: readonly string[],
): void {
  const used = new Set(
    [keySchema, ...[...localIndexes, ...globalIndexes].map(({ KeySchema }) => KeySchema)].flatMap((each) =>
      keyNames(each),
    ),
  );
  if (defined.every((name) => used.has(name))) return;
  throw invalidParameter(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}

export function resourceInUse(message: string): DynamoDbError {
  return new DynamoDbError("ResourceInUseException", message);
}
