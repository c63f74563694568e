/**
 * Deepest nesting of an attribute, its scalar included (DynamoDB Developer Guide, "Constraints": 32 levels). AWS accepts
 * a scalar in 31 lists and maps, and refuses one in 32.
 */
const maxWraps = 31;

/**
 * Deepest JSON of a request whose attributes keep to the limit: each list or map takes two levels, and the longest way
 * to an attribute (`TransactItems[0].Update.ExpressionAttributeValues`) seven.
 */
const maxJsonLevels = 80;

/** AWS's words (captured on DynamoDB in eu-west-2: paritysuite/dynamodb-conformance, nesting depth). */
export const nestedTooDeeply =
  "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

/** Fields that contain attributes by name. */
const attributeFields = new Set(["Item", "Key", "ExpressionAttributeValues", "ExclusiveStartKey"]);

/** Fields that contain one attribute value, or a list of them, of the operations before expressions. */
const valueFields = new Set(["Value", "AttributeValueList"]);

interface Step {
  readonly value: unknown;
  readonly json: number;
  /** Lists and maps around the value; undefined outside attributes. */
  readonly wraps?: number;
}

/** Whether a request contains an attribute that is nested too deeply. It needs no stack: requests are of any depth. */
export function isNestedTooDeeply(input: object): boolean {
  const steps: Step[] = [{ value: input, json: 1 }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.json > maxJsonLevels || (step.wraps ?? 0) > maxWraps) return true;
    const inner = step.wraps === undefined ? inRequest(step) : inAttribute(step, step.wraps);
    // One by one: a list may have more elements than a call takes arguments.
    for (const each of inner) steps.push(each);
  }
  return false;
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

function inRequest({ value, json }: Step): Step[] {
  const isList = Array.isArray(value);
  return entriesOf(value).flatMap(([name, inner]): Step[] => {
    if (!isList && attributeFields.has(name) && !Array.isArray(inner)) {
      return entriesOf(inner).map(([, attribute]) => ({ value: attribute, json: json + 2, wraps: 0 }));
    }
    if (!isList && name === "Keys" && Array.isArray(inner)) {
      return inner.flatMap(entriesOf).map(([, attribute]) => ({ value: attribute, json: json + 3, wraps: 0 }));
    }
    if (!isList && valueFields.has(name)) {
      const values: unknown[] = Array.isArray(inner) ? inner : [inner];
      return values.map((each) => ({ value: each, json: json + 2, wraps: 0 }));
    }
    return typeof inner === "object" && inner !== null ? [{ value: inner, json: json + 1 }] : [];
  });
}

/** `{ "M": { name: value } }`, `{ "L": [value] }`; other types contain no values. */
function inAttribute({ value, json }: Step, wraps: number): Step[] {
  return entriesOf(value).flatMap(([type, inner]): Step[] => {
    if (typeof inner !== "object" || inner === null) return [];
    if (type !== "M" && type !== "L") return [{ value: inner, json: json + 1, wraps }];
    // An empty list or map is a level too.
    return [
      { value: undefined, json: json + 1, wraps: wraps + 1 },
      ...entriesOf(inner).map(([, each]) => ({ value: each, json: json + 2, wraps: wraps + 1 })),
    ];
  });
}
