import { answerError } from "./answers";
import type { InputSchema } from "./schemas";

/**
 * A value with nothing but what its schema declares of it, and with the schema's defaults.
 *
 * One function with its helpers inside, as its neighbours: Pulumi analyzes every function that a callback captures
 * apart, which is most of what a route costs a preview (npm run bench --prefix packages/bench -- program).
 *
 * @param field the value's name in a sentence; empty for the body itself.
 * @throws AnswerError 400 with one sentence that names the field and the rule and never quotes the value.
 */
export function checked(field: string, schema: InputSchema, value: unknown): unknown {
  const bounds = (least: number | undefined, most: number | undefined, unit: string) => {
    if (least === undefined) return most === undefined ? "" : ` of at most ${most}${unit}`;
    return most === undefined ? ` of at least ${least}${unit}` : ` from ${least} to ${most}${unit}`;
  };
  const within = (size: number, least = -Infinity, most = Infinity) => size >= least && size <= most;
  const demand = (holds: boolean, rule: string) => {
    if (!holds) throw answerError(400, `${field === "" ? "request body" : field} ${rule}`);
  };

  switch (schema.type) {
    case "integer":
    case "number": {
      const whole = schema.type === "integer";
      const holds = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
      const range = bounds(schema.minimum, schema.maximum, "");
      const inRange = holds && within(value as number, schema.minimum, schema.maximum);
      demand(inRange, `must be ${whole ? "an integer" : "a number"}${range}`);
      return value;
    }
    case "boolean":
      demand(typeof value === "boolean", "must be true or false");
      return value;
    case "array": {
      const length = Array.isArray(value) ? value.length : NaN;
      demand(
        within(length, schema.minItems, schema.maxItems),
        `must be a list${bounds(schema.minItems, schema.maxItems, " entries")}`,
      );
      return (value as unknown[]).map((entry, index) => checked(`${field}[${index}]`, schema.items, entry));
    }
    case "object": {
      demand(typeof value === "object" && value !== null && !Array.isArray(value), "must be an object");
      const { properties, required = [] } = schema;
      // Declared properties alone, so that no other name of an input reaches anything.
      const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
        const path = field === "" ? name : `${field}.${name}`;
        const given: unknown = Object.hasOwn(value as object, name) ? (value as never)[name] : undefined;
        if (given !== undefined) return [[name, checked(path, property, given)]];
        if (required.includes(name)) throw answerError(400, `${path} is required`);
        return "default" in property ? [[name, property.default]] : [];
      });
      return Object.fromEntries(entries);
    }
    case "string": {
      const { pattern, description, minLength, maxLength } = schema;
      demand(typeof value === "string", "must be a string");
      const text = value as string;
      const rule = description === undefined ? "is not valid" : `must be ${description}`;
      demand(pattern === undefined || new RegExp(pattern, "u").test(text), rule);
      demand(schema.enum?.includes(text) ?? true, `must be one of ${schema.enum?.join(", ")}`);
      demand(
        within([...text].length, minLength, maxLength),
        `must be a string${bounds(minLength, maxLength, " characters")}`,
      );
      return text;
    }
  }
}
