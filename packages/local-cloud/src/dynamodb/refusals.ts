import { Refusal } from "../kernel/errors";
import { ofType, type Declared, type Properties } from "../kernel/resources";

interface KeyedTable {
  readonly hashKey?: string;
  readonly rangeKey?: string;
  /** Since version 7 of the AWS provider. */
  readonly keySchemas?: readonly { readonly attributeName: string }[];
}

/** Checks that keys and attributes match. @throws Refusal with CreateTable's message. */
export function checkTables(resources: readonly Declared[]): void {
  for (const { name, state } of ofType(resources, "aws:dynamodb/table:Table")) {
    const message = attributeRefusal(state);
    if (message !== undefined) {
      throw new Refusal(`table ${name}`, {
        statusCode: 400,
        code: "ValidationException",
        message: `One or more parameter values were invalid: ${message}`,
      });
    }
  }
}

function attributeRefusal(table: Properties): string | undefined {
  const defined = ((table["attributes"] ?? []) as { name: string }[]).map(({ name }) => name);
  const indexes = ["globalSecondaryIndexes", "localSecondaryIndexes"].flatMap(
    (property) => (table[property] ?? []) as KeyedTable[],
  );
  const used = new Set([table as KeyedTable, ...indexes].flatMap(keysOf));
  const undefinedKeys = [...used].filter((key) => !defined.includes(key));
  if (undefinedKeys.length > 0) {
    return `Some index key attributes are not defined in AttributeDefinitions. Keys: [${undefinedKeys.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`;
  }
  if (defined.every((attribute) => used.has(attribute))) return undefined;
  return indexes.length === 0
    ? "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
    : `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: [${[...used].join(", ")}]`;
}

function keysOf({ hashKey, rangeKey, keySchemas = [] }: KeyedTable): string[] {
  const named = [hashKey, rangeKey].filter((key) => typeof key === "string" && key !== "") as string[];
  return [...named, ...keySchemas.map(({ attributeName }) => attributeName)];
}
