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

interface Step {
  readonly value: unknown;
  readonly json: number;
  /** Number of lists and maps around the value; undefined outside attributes. */
  readonly wraps?: number;
}

/** Returns whether a request contains an attribute beyond the limit. It is iterative: requests can be of any depth. */
export function isNestedTooDeeply(input: object): boolean {
  const steps: Step[] = [{ value: input, json: 1 }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.json > maxJsonLevels || (step.wraps ?? 0) > maxWraps) return true;
    const inner = step.wraps === undefined ? inRequest(step) : inAttribute(step, step.wraps);
    // Push one by one: a list can have more elements than a function can have arguments.
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

/** Returns the contents of `{ "M": { name: value } }` and `{ "L": [value] }`; other types have none. */
function inAttribute({ value, json }: Step, wraps: number): Step[] {
  return entriesOf(value).flatMap(([type, inner]): Step[] => {
    if (typeof inner !== "object" || inner === null) return [];
    if (type !== "M" && type !== "L") return [{ value: inner, json: json + 1, wraps }];
    // An empty list or map counts as a level.
    return [
      { value: undefined, json: json + 1, wraps: wraps + 1 },
      ...entriesOf(inner).map(([, each]) => ({ value: each, json: json + 2, wraps: wraps + 1 })),
    ];
  });
}
