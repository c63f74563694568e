/**
 * Maximum number of lists and maps around a scalar. DynamoDB allows 32 levels including the scalar (DynamoDB Developer
 * Guide, "Constraints"): AWS accepts a scalar in 31 lists and maps, and rejects one in 32.
 */
const maxWraps = 31;

/**
 * Maximum JSON depth of a request within the limit. Each list or map takes two levels, and the longest path to an
 * attribute (`TransactItems[0].Update.ExpressionAttributeValues`) takes seven.
 */
const maxJsonLevels = 80;

/** DynamoDB's message (captured in eu-west-2: paritysuite/dynamodb-conformance, nesting depth). */
export const nestedTooDeeply =
  "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

/** Fields with attributes by name. */
const attributeFields = new Set(["Item", "Key", "ExpressionAttributeValues", "ExclusiveStartKey"]);

/** Legacy fields with an attribute value, or a list of them. */
const valueFields = new Set(["Value", "AttributeValueList"]);

/** Returns whether a request contains an attribute beyond the limit. No request makes it descend further than that. */
export function isNestedTooDeeply(input: object): boolean {
  return isRequestTooDeep(input, 1);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** @param json JSON depth of the value. */
function isRequestTooDeep(value: object, json: number): boolean {
  if (json > maxJsonLevels) return true;
  if (Array.isArray(value)) return value.some((each) => isObject(each) && isRequestTooDeep(each, json + 1));
  return Object.entries(value).some(([name, inner]: [string, unknown]) => {
    const isList = Array.isArray(inner);
    if (attributeFields.has(name) && !isList) return containsTooDeep(inner, json + 2, 0);
    if (name === "Keys" && isList) return inner.some((key) => containsTooDeep(key, json + 3, 0));
    if (valueFields.has(name)) return containsTooDeep(isList ? inner : [inner], json + 2, 0);
    return isObject(inner) && isRequestTooDeep(inner, json + 1);
  });
}

/** Returns whether a list or a map contains an attribute beyond the limit. @param wraps lists and maps around each */
function containsTooDeep(values: unknown, json: number, wraps: number): boolean {
  return isObject(values) && Object.values(values).some((each) => isAttributeTooDeep(each, json, wraps));
}

/** `{ "M": { name: value } }` and `{ "L": [value] }` contain attributes; other types do not. */
function isAttributeTooDeep(value: unknown, json: number, wraps: number): boolean {
  if (json > maxJsonLevels || wraps > maxWraps) return true;
  if (!isObject(value)) return false;
  return Object.entries(value).some(([type, inner]: [string, unknown]) => {
    if (!isObject(inner)) return false;
    if (type !== "M" && type !== "L") return isAttributeTooDeep(inner, json + 1, wraps);
    // An empty list or map counts as a level.
    return json + 1 > maxJsonLevels || wraps + 1 > maxWraps || containsTooDeep(inner, json + 2, wraps + 1);
  });
}
