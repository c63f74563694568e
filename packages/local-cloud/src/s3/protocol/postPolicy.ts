import { S3Error } from "./errors";

/** Fields of a form by lower-case name, before its file. */
export type FormFields = ReadonlyMap<string, string>;

type Condition =
  | { readonly kind: "eq" | "starts-with"; readonly field: string; readonly value: string; readonly source: unknown }
  | { readonly kind: "length"; readonly least: number; readonly most: number };

/** Fields that a policy does not have to name (Amazon S3 API Reference, "POST policy"). */
const exempt = /^(?:x-amz-signature|awsaccesskeyid|signature|file|policy|x-ignore-.*)$/;

const invalid = (message: string) => new S3Error("AccessDenied", `Invalid according to Policy: ${message}`);
const malformed = (message: string) => new S3Error("InvalidPolicyDocument", `Invalid Policy: ${message}`);

/**
 * Checks a form against its policy (Amazon S3 API Reference, "Creating a POST policy").
 *
 * @param encoded base64 of the policy.
 * @param now epoch milliseconds.
 * @throws S3Error
 */
export function checkPostPolicy(
  encoded: string,
  form: { readonly fields: FormFields; readonly bucket: string; readonly size: number },
  now: number,
): void {
  const { expiration, conditions } = parsePolicy(encoded);
  if (Number.isNaN(expiration)) throw malformed("Invalid 'expiration' value.");
  if (expiration <= now) throw invalid("Policy expired.");
  const fields = new Map([...form.fields, ["bucket", form.bucket]]);
  const named = new Set<string>();
  for (const condition of conditions) {
    if (condition.kind === "length") {
      checkLength(condition, form.size);
      continue;
    }
    const { kind, field, value, source } = condition;
    named.add(field);
    const given = fields.get(field) ?? "";
    const holds = kind === "eq" ? given === value : startsWith(field, given, value);
    if (!holds) throw invalid(`Policy Condition failed: ${JSON.stringify(source)}`);
  }
  const extra = [...form.fields.keys()].filter((field) => !named.has(field) && !exempt.test(field));
  if (extra.length > 0) throw invalid(`Extra input fields: ${extra.join(", ")}`);
}

/** Returns whether a field begins with a value. For content types, every entry of the list must begin with it. */
function startsWith(field: string, given: string, value: string): boolean {
  const all = field === "content-type" && value !== "" ? given.split(",") : [given];
  return all.every((each) => each.startsWith(value));
}

function checkLength({ least, most }: { least: number; most: number }, size: number): void {
  if (size > most)
    throw new S3Error("EntityTooLarge", undefined, { members: { ProposedSize: size, MaxSizeAllowed: most } });
  if (size < least)
    throw new S3Error("EntityTooSmall", undefined, { members: { ProposedSize: size, MinSizeAllowed: least } });
}

function parsePolicy(encoded: string): { expiration: number; conditions: Condition[] } {
  let policy: { expiration?: unknown; conditions?: unknown };
  try {
    policy = JSON.parse(Buffer.from(encoded, "base64").toString()) as typeof policy;
  } catch {
    throw malformed("Invalid JSON.");
  }
  if (!Array.isArray(policy.conditions)) throw malformed("Policy is missing conditions.");
  return {
    expiration: typeof policy.expiration === "string" ? Date.parse(policy.expiration) : NaN,
    conditions: policy.conditions.flatMap((each: unknown) => conditionsOf(each)),
  };
}

function conditionsOf(source: unknown): Condition[] {
  if (Array.isArray(source)) return [listCondition(source)];
  if (typeof source !== "object" || source === null) throw malformed("Invalid Condition.");
  return Object.entries(source).map(([field, value]) => ({
    kind: "eq" as const,
    field: field.toLowerCase(),
    value: String(value),
    source: ["eq", `$${field}`, String(value)],
  }));
}

function listCondition(source: readonly unknown[]): Condition {
  const [operator, first, second] = source;
  const kind = String(operator).toLowerCase();
  if (kind === "content-length-range") {
    const [least, most] = [Number(first), Number(second)];
    if (Number.isInteger(least) && Number.isInteger(most)) return { kind: "length", least, most };
  }
  if ((kind === "eq" || kind === "starts-with") && typeof first === "string" && first.startsWith("$")) {
    return { kind, field: first.slice(1).toLowerCase(), value: String(second), source };
  }
  throw malformed(`Invalid Condition: ${JSON.stringify(source)}`);
}
