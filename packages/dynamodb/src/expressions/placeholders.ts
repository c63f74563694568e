import { invalidParameter, validationError } from "../errors";
import { normalizeValue } from "../values/normalize";
import { attributeOf, type AttributeValue, type Item } from "../values/types";

/** Request parameters with the names and values of expressions. */
export interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** Resolves the placeholders of expressions, and records which were used. */
export class Placeholders {
  private readonly unusedNames: Set<string>;
  private readonly unusedValues: Set<string>;
  private readonly names: Readonly<Record<string, string>>;
  private readonly values: Item;

  /** @throws ValidationException for invalid keys and values */
  constructor({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: PlaceholderInput) {
    if (names !== undefined) checkNames(names);
    this.names = names ?? {};
    this.values = values === undefined ? {} : normalizeValues(values);
    this.unusedNames = new Set(Object.keys(this.names));
    this.unusedValues = new Set(Object.keys(this.values));
  }

  name(placeholder: string): string | undefined {
    this.unusedNames.delete(placeholder);
    return Object.hasOwn(this.names, placeholder) ? this.names[placeholder] : undefined;
  }

  value(placeholder: string): AttributeValue | undefined {
    this.unusedValues.delete(placeholder);
    return attributeOf(this.values, placeholder);
  }

  /** @throws ValidationException if no expression uses a placeholder */
  checkUsed(): void {
    if (this.unusedNames.size > 0) throw unusedError("ExpressionAttributeNames", this.unusedNames);
    if (this.unusedValues.size > 0) throw unusedError("ExpressionAttributeValues", this.unusedValues);
  }
}

function unusedError(parameter: string, keys: ReadonlySet<string>): Error {
  return validationError(`Value provided in ${parameter} unused in expressions: keys: {${[...keys].join(", ")}}`);
}

function checkNames(names: Readonly<Record<string, string>>): void {
  const keys = Object.keys(names);
  if (keys.length === 0) throw validationError("ExpressionAttributeNames must not be empty");
  for (const key of keys) {
    if (!/^#\w+$/.test(key)) {
      throw validationError(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`);
    }
    if (names[key] === "") throw invalidParameter(`ExpressionAttributeNames contains invalid value for key ${key}`);
  }
}

function normalizeValues(values: Item): Item {
  const keys = Object.keys(values);
  if (keys.length === 0) throw validationError("ExpressionAttributeValues must not be empty");
  for (const key of keys) {
    if (!/^:\w+$/.test(key)) {
      throw validationError(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  return Object.fromEntries(keys.map((key) => [key, normalizeAt(key, values[key]!)]));
}

function normalizeAt(key: string, value: AttributeValue): AttributeValue {
  try {
    return normalizeValue(value);
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith("Nesting Levels")) throw error;
    throw validationError(`ExpressionAttributeValues contains invalid value: ${message} for key ${key}`);
  }
}
