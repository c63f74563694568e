import { validationError } from "../errors";
import type { MapShape, Members, Shape, TextShape } from "./shape";

/** Maximum number of faults that AWS reports. */
const maxFaults = 10;

/** Checks the constraints of the service model. @throws ValidationException that lists the faults */
export function checkConstraints(request: Record<string, unknown>, members: Members): void {
  const faults: string[] = [];
  checkMembers(request, members, { path: "", faults });
  throwFaults(faults);
}

export function throwFaults(faults: readonly string[]): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, maxFaults);
  const noun = shown.length === 1 ? "error" : "errors";
  throw validationError(`${shown.length} validation ${noun} detected: ${shown.join("; ")}`);
}

interface Context {
  /** Path of the parent with a trailing dot; empty at the top. */
  readonly path: string;
  readonly faults: string[];
}

function checkMembers(value: Record<string, unknown>, members: Members, context: Context): void {
  for (const name in members) {
    const shape = members[name]!;
    const path = context.path + lowerFirst(name);
    const member = value[name];
    if (member !== undefined) check(member, shape, { path, faults: context.faults });
    else if (shape.required) report(context.faults, path, { value: undefined, rule: "Member must not be null" });
  }
}

function check(value: unknown, shape: Shape, { path, faults }: Context): void {
  switch (shape.type) {
    case "String":
      for (const rule of textRules(value as string, shape)) report(faults, path, { value, rule });
      return;
    case "Integer":
    case "Long":
      for (const rule of numberRules(value as number, shape)) {
        if (shape.name === undefined) report(faults, path, { value, rule });
        else faults.push(`Value at '${shape.name}' failed to satisfy constraint: ${rule}`);
      }
      return;
    case "List":
      for (const rule of lengthRules((value as unknown[]).length, shape)) {
        report(faults, path, { value: dump(value, shape), rule });
      }
      (value as unknown[]).forEach((each, index) => {
        if (each !== undefined) check(each, shape.of, { path: `${path}.${index + 1}.member`, faults });
      });
      return;
    case "Map":
      checkMap(value as Record<string, unknown>, shape, { path, faults });
      return;
    case "Structure":
      checkMembers(value as Record<string, unknown>, shape.members, { path: `${path}.`, faults });
  }
}

function checkMap(value: Record<string, unknown>, shape: MapShape, { path, faults }: Context): void {
  const names = Object.keys(value);
  const shown = () => dump(value, shape);
  for (const rule of lengthRules(names.length, shape)) report(faults, path, { value: shown(), rule });
  const { key, value: limits } = shape;
  if (key !== undefined && names.some((name) => textRules(name, key).length > 0)) {
    report(faults, path, { value: shown(), rule: `Map keys must satisfy constraint: [${allRules(key).join(", ")}]` });
  }
  if (limits !== undefined && names.some((name) => lengthRules((value[name] as unknown[]).length, limits).length > 0)) {
    report(faults, path, {
      value: shown(),
      rule: `Map value must satisfy constraint: [${allRules(limits).join(", ")}]`,
    });
  }
  for (const name of names) check(value[name], shape.of, { path: `${path}.${name}.member`, faults });
}

type Limits = Pick<TextShape, "min" | "max" | "pattern">;

function allRules({ min, max, pattern }: Limits): string[] {
  return [
    ...(max === undefined ? [] : [`Member must have length less than or equal to ${max}`]),
    ...(min === undefined ? [] : [`Member must have length greater than or equal to ${min}`]),
    ...(pattern === undefined ? [] : [`Member must satisfy regular expression pattern: ${pattern}`]),
  ];
}

const tableArn = /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}$/;

function textRules(value: string, shape: Omit<TextShape, "type">): string[] {
  const { values, pattern, orTableArn } = shape;
  if (orTableArn === true && tableArn.test(value)) return [];
  const rules: string[] = [];
  // AWS lists the pattern before the length. For an empty table name, it reports only the length (recorded 2026-06).
  const isEmptyName = orTableArn === true && value === "" && shape.min === 1;
  if (pattern !== undefined && !isEmptyName && !compilePattern(pattern).test(value)) {
    rules.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  rules.push(...lengthRules(value.length, shape));
  if (values !== undefined && !values.includes(value)) {
    rules.push(`Member must satisfy enum value set: [${values.join(", ")}]`);
  }
  return rules;
}

function numberRules(value: number, { min, max }: Limits): string[] {
  if (max !== undefined && value > max) return [`Member must have value less than or equal to ${max}`];
  return min !== undefined && value < min ? [`Member must have value greater than or equal to ${min}`] : [];
}

function lengthRules(length: number, { min, max }: Limits): string[] {
  const rules: string[] = [];
  if (max !== undefined && length > max) rules.push(`Member must have length less than or equal to ${max}`);
  if (min !== undefined && length < min) rules.push(`Member must have length greater than or equal to ${min}`);
  return rules;
}

const patterns = new Map<string, RegExp>();

function compilePattern(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  patterns.set(pattern, known);
  return known;
}

export function report(
  faults: string[],
  path: string,
  { value, rule }: { readonly value: unknown; readonly rule: string },
): void {
  const shown = value === undefined ? "null" : `'${plainText(value)}'`;
  faults.push(`Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Members of AWS's Java class, in its order. */
const valueMembers = "S N B INT DECIMAL DOUBLE SS NS BS INTSET DECIMALSET DOUBLESET M L NULL BOOL".split(" ");

/** Formats a value as in AWS's messages. */
function dump(value: unknown, shape: Shape): string {
  if (value === undefined) return "null";
  switch (shape.type) {
    case "List":
      return `[${(value as unknown[]).map((each) => dump(each, shape.of)).join(", ")}]`;
    case "Map": {
      const entries = Object.entries(value as object).map(([name, each]) => `${name}=${dump(each, shape.of)}`);
      return `{${entries.join(", ")}}`;
    }
    case "Structure": {
      const given = value as Record<string, unknown>;
      const members = Object.entries(shape.members).map(
        ([name, member]) => `${lowerFirst(name)}=${dump(given[name], member)}`,
      );
      return `${shape.name}(${members.join(", ")})`;
    }
    case "AttributeValue": {
      const given = value as Record<string, unknown>;
      const members = valueMembers.map((type) => `${lowerFirst(type)}=${dumpValue(given[type])}`);
      return `AttributeValue(${members.join(", ")})`;
    }
    default:
      return plainText(value);
  }
}

function dumpValue(value: unknown): string {
  if (value === undefined) return "null";
  return plainText(value);
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
