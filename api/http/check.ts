import { answerError } from "./answers";
import type { InputSchema } from "./schemas";

/**
 * Checks a value against its schema. Returns it without undeclared properties, and with the schema's defaults.
 *
 * @param field name of the value in messages; empty for the body itself.
 * @throws AnswerError 400 with one sentence that names the field and the rule, and does not quote the value.
 */
export function checkValue(field: string, schema: InputSchema, value: unknown): unknown {
  const assertRule = (holds: boolean, rule: string) => {
    if (!holds) throw answerError(400, `${field === "" ? "request body" : field} ${rule}`);
  };

  switch (schema.type) {
    case "integer":
    case "number": {
      const whole = schema.type === "integer";
      const holds = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
      const range = describeRange(schema.minimum, schema.maximum, "");
      const inRange = holds && isWithin(value as number, schema.minimum, schema.maximum);
      assertRule(inRange, `must be ${whole ? "an integer" : "a number"}${range}`);
      return value;
    }
    case "boolean":
      assertRule(typeof value === "boolean", "must be true or false");
      return value;
    case "array": {
      const length = Array.isArray(value) ? value.length : NaN;
      assertRule(
        isWithin(length, schema.minItems, schema.maxItems),
        `must be a list${describeRange(schema.minItems, schema.maxItems, " entries")}`,
      );
      return (value as unknown[]).map((entry, index) => checkValue(`${field}[${index}]`, schema.items, entry));
    }
    case "object": {
      assertRule(typeof value === "object" && value !== null && !Array.isArray(value), "must be an object");
      const { properties, required = [] } = schema;
      // Reads declared properties only, so that names such as __proto__ have no effect.
      const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
        const path = field === "" ? name : `${field}.${name}`;
        const given: unknown = Object.hasOwn(value as object, name) ? (value as never)[name] : undefined;
        if (given !== undefined) return [[name, checkValue(path, property, given)]];
        if (required.includes(name)) throw answerError(400, `${path} is required`);
        return "default" in property ? [[name, property.default]] : [];
      });
      return Object.fromEntries(entries);
    }
    case "string": {
      const { pattern, description, minLength, maxLength } = schema;
      assertRule(typeof value === "string", "must be a string");
      const text = value as string;
      const rule = description === undefined ? "is not valid" : `must be ${description}`;
      assertRule(pattern === undefined || new RegExp(pattern, "u").test(text), rule);
      assertRule(schema.enum?.includes(text) ?? true, `must be one of ${schema.enum?.join(", ")}`);
      assertRule(
        isWithin([...text].length, minLength, maxLength),
        `must be a string${describeRange(minLength, maxLength, " characters")}`,
      );
      return text;
    }
  }
}

function describeRange(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined) return most === undefined ? "" : ` of at most ${most}${unit}`;
  return most === undefined ? ` of at least ${least}${unit}` : ` from ${least} to ${most}${unit}`;
}

function isWithin(size: number, least = -Infinity, most = Infinity): boolean {
  return size >= least && size <= most;
}
