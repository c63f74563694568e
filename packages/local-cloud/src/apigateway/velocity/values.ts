/**
 * Values of templates: strings, booleans, numbers (Java's Integer and Long, or Double with decimals), the classes
 * below, arrays (Java's lists) and plain objects of the host (maps of their own properties). Undefined and null
 * represent Java's null.
 */

/** Java Double. JavaScript's numbers do not distinguish 3.0 from the Integer 3. */
export class Decimal {
  constructor(readonly amount: number) {}

  /** Lets JavaScript code use this object as a number. */
  valueOf(): number {
    return this.amount;
  }

  toString(): string {
    return printDecimal(this.amount);
  }
}

/** Java BigInteger, or a Long beyond JavaScript's safe integers. */
export class Whole {
  /** @param text decimal digits. */
  constructor(readonly text: string) {}

  /** Lets JavaScript code use this object as a number. */
  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }
}

/** Java List that prints as JSON (json-smart's JSONArray). Its sublists are ordinary lists. */
export class JsonList extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** Java LinkedHashMap. */
export class JavaMap extends Map<unknown, unknown> {
  /** @param missing value of unknown names; defaults to Java's null. */
  constructor(
    entries: Iterable<readonly [unknown, unknown]> = [],
    readonly missing?: string,
  ) {
    super(entries);
  }

  override toString(): string {
    return print(this);
  }
}

/**
 * Java Set or Collection without positions, returned by keySet(), entrySet() and values(). Unlike Java's it is a copy,
 * which does not follow later changes of the map.
 */
export class Collection {
  constructor(readonly items: readonly unknown[]) {}

  toString(): string {
    return print(this);
  }
}

/** A Java Map.Entry. */
export class Entry {
  constructor(
    readonly key: unknown,
    readonly value: unknown,
  ) {}
}

/** `$foreach` (Velocity user guide, "Loops"). */
export class Loop {
  index = 0;

  constructor(
    readonly size: number,
    readonly parent: Loop | undefined,
  ) {}
}

/** Block that #define assigns. It is rendered at each use. */
export class Block {
  /** @param render returns undefined if the block's recursion is too deep. */
  constructor(readonly render: () => string | undefined) {}
}

/** A plain object of the host. */
export type HostObject = Record<string, unknown>;

export function isHostObject(value: unknown): value is HostObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Returns the own properties of a host object, without its methods. */
export function hostEntries(value: HostObject): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => typeof item !== "function");
}

/** Converts a value to text like Java's toString(): `{a=1, b=[x, null]}`. */
export function print(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "number") return printNumber(value);
  if (value instanceof JsonList) return jsonText(value);
  if (Array.isArray(value)) return printList(value, value);
  if (value instanceof Collection) return printList(value.items, value);
  if (value instanceof JavaMap) return printMap([...value], value);
  if (value instanceof Entry) return `${print(value.key)}=${print(value.value)}`;
  if (value instanceof Block) return value.render() ?? "";
  if (value instanceof Decimal || value instanceof Whole || typeof value === "string" || typeof value === "boolean")
    return String(value);
  return isHostObject(value) ? printMap(hostEntries(value), value) : "";
}

/** Converts a value to JSON without blanks. */
export function jsonText(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (value instanceof Collection) return jsonText(value.items);
  if (value instanceof JavaMap) return jsonMap([...value]);
  return isHostObject(value) ? jsonMap(hostEntries(value)) : print(value);
}

function jsonMap(entries: readonly (readonly [unknown, unknown])[]): string {
  return `{${entries.map(([key, item]) => `${JSON.stringify(print(key))}:${jsonText(item)}`).join(",")}}`;
}

function printList(items: readonly unknown[], self: unknown): string {
  return `[${items.map((item) => (item === self ? "(this Collection)" : print(item))).join(", ")}]`;
}

function printMap(entries: readonly (readonly [unknown, unknown])[], self: unknown): string {
  return `{${entries.map(([key, item]) => `${print(key)}=${item === self ? "(this Map)" : print(item)}`).join(", ")}}`;
}

function printNumber(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : printDecimal(value);
}

/** Implements Java's Double.toString: always with decimals, and in scientific notation below 10^-3 and from 10^7. */
function printDecimal(amount: number): string {
  const size = Math.abs(amount);
  if (amount === 0 || !Number.isFinite(amount) || (size >= 1e-3 && size < 1e7))
    return Number.isInteger(amount) ? `${Object.is(amount, -0) ? "-0" : amount}.0` : String(amount);
  const [digits, exponent] = amount.toExponential().split("e");
  return `${digits}${digits!.includes(".") ? "" : ".0"}E${Number(exponent)}`;
}

export interface Amount {
  readonly amount: number;
  readonly decimal: boolean;
}

/** Returns the number in a value; undefined for other values. Host numbers with decimals are Doubles. */
export function amountOf(value: unknown): Amount | undefined {
  if (value instanceof Decimal) return { amount: value.amount, decimal: true };
  if (value instanceof Whole) return { amount: Number(value.text), decimal: false };
  return typeof value === "number" ? { amount: value, decimal: !Number.isInteger(value) } : undefined;
}
