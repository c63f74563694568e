import { createHash } from "node:crypto";
import { isArray, isObject, type Json } from "./json";

/** Arguments that a function rejects. */
export class InvalidArguments extends Error {
  override readonly name = "InvalidArguments";
}

/** Sources of what is not determined by the arguments. */
export interface Chance {
  /** Returns a number from 0 up to 1. */
  readonly random: () => number;
  readonly uuid: () => string;
}

export interface IntrinsicFunction {
  /** Least and most arguments. */
  readonly arity: readonly [least: number, most: number];
  /** @throws InvalidArguments */
  readonly call: (args: readonly Json[], chance: Chance) => Json;
}

/** Maximum length of a list (Developer Guide, "Intrinsics for arrays"). */
const maxRange = 1_000;
/** Maximum characters of a text (Developer Guide, "Intrinsics for data encoding" and "hash calculation"). */
const maxText = 10_000;

const algorithms: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** The intrinsic functions (Step Functions Developer Guide, "Intrinsic functions"). */
export const intrinsicFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  "States.Array": { arity: [0, Infinity], call: (args) => args },
  "States.ArrayContains": {
    arity: [2, 2],
    call: ([list, value]) => listOf(list).some((each) => isSame(each, value!)),
  },
  "States.ArrayGetItem": {
    arity: [2, 2],
    call: ([list, index]) => {
      const [items, at] = [listOf(list), integerOf(index)];
      if (at < 0 || at >= items.length) throw new InvalidArguments(`index ${String(at)} is outside of the array`);
      return items[at]!;
    },
  },
  "States.ArrayLength": { arity: [1, 1], call: ([list]) => listOf(list).length },
  "States.ArrayPartition": { arity: [2, 2], call: ([list, size]) => partition(listOf(list), chunkSize(size)) },
  "States.ArrayRange": {
    arity: [3, 3],
    call: ([from, to, step]) => range(rounded(from), rounded(to), rounded(step)),
  },
  "States.ArrayUnique": {
    arity: [1, 1],
    call: ([list]) => {
      const seen = new Set<string>();
      return listOf(list).filter((each) => {
        const text = canonical(each);
        return !seen.has(text) && seen.add(text);
      });
    },
  },
  "States.Base64Decode": { arity: [1, 1], call: ([text]) => Buffer.from(shortText(text), "base64").toString() },
  "States.Base64Encode": { arity: [1, 1], call: ([text]) => Buffer.from(shortText(text)).toString("base64") },
  "States.Hash": { arity: [2, 2], call: ([data, algorithm]) => hash(data!, algorithm!) },
  "States.JsonMerge": {
    arity: [3, 3],
    call: ([left, right, deep]) => {
      if (deep !== false) throw new InvalidArguments("only shallow merging is supported: the third argument is false");
      if (!isObject(left) || !isObject(right)) throw new InvalidArguments("the arguments must be JSON objects");
      return Object.fromEntries([...Object.entries(left), ...Object.entries(right)]);
    },
  },
  "States.JsonToString": { arity: [1, 1], call: ([value]) => JSON.stringify(value) },
  "States.MathAdd": { arity: [2, 2], call: ([left, right]) => rounded(left) + rounded(right) },
  "States.MathRandom": {
    arity: [2, 3],
    call: ([from, to, seed], { random }) => {
      const [start, end] = [rounded(from), rounded(to)];
      if (end <= start) throw new InvalidArguments("the end must be greater than the start");
      const chance = seed === undefined ? random() : seeded(rounded(seed));
      return start + Math.floor(chance * (end - start));
    },
  },
  "States.StringSplit": {
    arity: [2, 2],
    call: ([text, separators]) => splitAtAny(textOf(text), textOf(separators)),
  },
  "States.StringToJson": {
    arity: [1, 1],
    call: ([text]) => {
      try {
        return JSON.parse(textOf(text)) as Json;
      } catch {
        throw new InvalidArguments("the argument must be a valid JSON string");
      }
    },
  },
  "States.UUID": { arity: [0, 0], call: (_, { uuid }) => uuid() },
};

/** Replaces each `{}` of a template. A backslash escapes braces, quotes and itself. @throws InvalidArguments */
export function format(template: string, args: readonly Json[]): string {
  let used = 0;
  const text = template.replace(/\\([^])|\{\}/g, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = args[used];
    used += 1;
    if (value === undefined) return "";
    return shown(value);
  });
  if (used === args.length) return text;
  throw new InvalidArguments("the number of arguments does not match the occurrences of {}");
}

/** Returns a value as text: a list as `[a, b]` and an object as `{k=v}`, as Java prints them (LocalStack, `States.Format`). */
function shown(value: Json): string {
  if (typeof value === "string") return value;
  if (isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${key}=${shown(each)}`);
  return `{${entries.join(", ")}}`;
}

/** Returns a number from 0 up to 1 that depends on the seed only. */
export function seeded(seed: number): number {
  return createHash("sha256").update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}

export function hash(data: Json, algorithm: Json): string {
  const name = typeof algorithm === "string" ? algorithms[algorithm] : undefined;
  if (name === undefined) {
    throw new InvalidArguments(`the algorithm must be one of ${Object.keys(algorithms).join(", ")}`);
  }
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return createHash(name).update(shortText(text)).digest("hex");
}

export function partition(list: readonly Json[], size: number): Json[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** Returns the numbers from start to end, inclusive. @throws InvalidArguments above 1,000 numbers */
export function range(from: number, to: number, step: number): number[] {
  if (step === 0) throw new InvalidArguments("the step must not be zero");
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  if (count > maxRange) throw new InvalidArguments(`the range must have at most ${String(maxRange)} items`);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

/** Splits at each of the characters. Empty parts are dropped. */
function splitAtAny(text: string, separators: string): string[] {
  const at = new Set(separators);
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (!at.has(character)) part += character;
    else {
      if (part !== "") parts.push(part);
      part = "";
    }
  }
  if (part !== "") parts.push(part);
  return parts;
}

function listOf(value: Json | undefined): readonly Json[] {
  if (!isArray(value)) throw new InvalidArguments("the argument must be an array");
  return value;
}

function textOf(value: Json | undefined): string {
  if (typeof value !== "string") throw new InvalidArguments("the argument must be a string");
  return value;
}

function shortText(value: Json | undefined): string {
  const text = textOf(value);
  if (text.length > maxText) throw new InvalidArguments(`a string has at most ${String(maxText)} characters`);
  return text;
}

function integerOf(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new InvalidArguments("the index must be an integer");
  return value;
}

/** AWS rounds numbers to the next integer, halves up (recorded case `stepfunctions/math-add`). */
function rounded(value: Json | undefined): number {
  if (typeof value !== "number") throw new InvalidArguments("the argument must be a number");
  return Math.round(value) + 0;
}

function chunkSize(value: Json | undefined): number {
  const size = rounded(value);
  if (size < 1) throw new InvalidArguments("the chunk size must be a positive number");
  return size;
}

function isSame(left: Json, right: Json): boolean {
  return canonical(left) === canonical(right);
}

/** Returns JSON text with sorted keys. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
