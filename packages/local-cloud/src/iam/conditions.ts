import { BlockList, isIP } from "node:net";
import { wildcard } from "../kernel/policies/wildcard";

/** Condition keys by lower-case name; undefined for supported keys that the request does not have. */
export type ConditionContext = Readonly<Record<string, string | undefined>>;

type Operator = (given: string, values: readonly string[]) => boolean;

const equals: Operator = (given, values) => values.includes(given);
const equalsIgnoringCase: Operator = (given, values) =>
  values.some((value) => value.toLowerCase() === given.toLowerCase());
const like: Operator = (given, values) => values.some((value) => wildcard(value).test(given));

/** Matches IP addresses and ranges, such as `203.0.113.0/24`. */
const inRange: Operator = (given, values) => {
  const ranges = new BlockList();
  for (const value of values) {
    const [address = "", prefix] = value.split("/");
    const family = isIP(address);
    const bits = Number(prefix ?? (family === 4 ? 32 : 128));
    if (family !== 0 && bits >= 0 && bits <= (family === 4 ? 32 : 128))
      ranges.addSubnet(address, bits, family === 4 ? "ipv4" : "ipv6");
  }
  return isIP(given) !== 0 && ranges.check(given, isIP(given) === 4 ? "ipv4" : "ipv6");
};

/** Matches ISO dates and seconds since 1970. */
const dated =
  (compare: (given: number, value: number) => boolean): Operator =>
  (given, values) =>
    values.some((value) => compare(timeOf(given), timeOf(value)));

function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

const numeric =
  (compare: (given: number, value: number) => boolean): Operator =>
  (given, values) =>
    values.some((value) => compare(Number(given), Number(value)));

/** IAM User Guide, "IAM JSON policy elements: Condition operators". */
const positive: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["StringEquals", equals],
  ["StringEqualsIgnoreCase", equalsIgnoringCase],
  ["StringLike", like],
  ["ArnEquals", like],
  ["ArnLike", like],
  ["Bool", equalsIgnoringCase],
  ["IpAddress", inRange],
  ["DateEquals", dated((given, value) => given === value)],
  ["DateLessThan", dated((given, value) => given < value)],
  ["DateLessThanEquals", dated((given, value) => given <= value)],
  ["DateGreaterThan", dated((given, value) => given > value)],
  ["DateGreaterThanEquals", dated((given, value) => given >= value)],
  ["NumericEquals", numeric((given, value) => given === value)],
  ["NumericLessThan", numeric((given, value) => given < value)],
  ["NumericLessThanEquals", numeric((given, value) => given <= value)],
  ["NumericGreaterThan", numeric((given, value) => given > value)],
  ["NumericGreaterThanEquals", numeric((given, value) => given >= value)],
]);

/** Negated operators. They also hold if the request does not have the key. */
const negated: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["StringNotEquals", equals],
  ["StringNotEqualsIgnoreCase", equalsIgnoringCase],
  ["StringNotLike", like],
  ["ArnNotEquals", like],
  ["ArnNotLike", like],
  ["NotIpAddress", inRange],
  ["DateNotEquals", dated((given, value) => given === value)],
  ["NumericNotEquals", numeric((given, value) => given === value)],
]);

/** Returns whether a condition holds for a supported key; undefined for an unsupported operator. */
export function conditionHolds(
  operator: string,
  given: string | undefined,
  values: readonly string[],
): boolean | undefined {
  if (operator === "Null") return values.some((value) => (value === "true") === (given === undefined));
  const name = operator.replace(/IfExists$/, "");
  const [holds, denies] = [positive.get(name), negated.get(name)];
  if (holds === undefined && denies === undefined) return undefined;
  if (given === undefined) return denies !== undefined || name !== operator;
  return holds?.(given, values) ?? !denies!(given, values);
}
