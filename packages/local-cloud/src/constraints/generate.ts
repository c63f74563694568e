/**
 * Generates limits.json from mapping.json and the API models of botocore (Apache-2.0):
 *
 *     pip download --no-deps botocore && unzip -q botocore-*.whl -d botocore-data
 *     node -r ./packages/register.cjs packages/local-cloud/src/constraints/generate.ts botocore-data
 *
 * argv: the folder that contains `botocore/`. Prints and omits each pattern that ECMAScript cannot express.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import mapping from "./mapping.json";
import { wholeTextPattern } from "../kernel/constraints/pattern";
import type { Constraints, Rule, ValueType } from "../kernel/constraints/rules";
import type { Table, TypeRules } from "./table";

interface Shape extends Constraints {
  readonly type: string;
  readonly sensitive?: boolean;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}

interface Model {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly operations: Readonly<Record<string, { readonly input: { readonly shape: string } }>>;
}

/** An entry of mapping.json. */
interface MappedType {
  readonly label: string;
  /** Error code of the service; defaults to ValidationException. */
  readonly code?: string;
  /** Keyed by operation, then by Pulumi path; the value is the path of the API's member. */
  readonly members?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Limits that the models lack, or state for another kind of resource, with their sources. */
  readonly limits?: Readonly<Record<string, Partial<Rule>>>;
  readonly zeroUnset?: readonly string[];
}

const [folder = ""] = process.argv.slice(2);
const models = new Map<string, Model>();

/** Returns the newest model of a service. */
function modelOf(service: string): Model {
  const known = models.get(service);
  if (known !== undefined) return known;
  const versions = join(folder, "botocore", "data", service);
  const file = join(versions, readdirSync(versions).sort().at(-1)!, "service-2.json");
  const text = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  const model = JSON.parse(text.toString("utf8")) as Model;
  models.set(service, model);
  return model;
}

/** Returns the shape at a path of an operation's input, such as `Metrics[].Id`. */
function shapeAt(model: Model, operation: string, path: string): Shape {
  const input = model.shapes[model.operations[operation]!.input.shape]!;
  return path.split(/\.|(?=\[\])/).reduce((shape, step) => {
    const next = step === "[]" ? shape.member : shape.members?.[step];
    if (next === undefined) throw new Error(`${operation} has no member ${path}`);
    return model.shapes[next.shape]!;
  }, input);
}

function typeOf(shape: Shape): ValueType {
  if (["integer", "long"].includes(shape.type)) return "integer";
  if (["double", "float"].includes(shape.type)) return "double";
  return shape.type === "structure" || shape.type === "blob" ? "string" : (shape.type as ValueType);
}

function constraintsOf({ min, max, pattern, enum: values }: Shape): Constraints {
  return {
    ...(min === undefined || (min === 0 && pattern === undefined && max === undefined) ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(pattern === undefined || !isKnown(pattern) ? {} : { pattern }),
    ...(values === undefined ? {} : { enum: values }),
  };
}

function isKnown(pattern: string): boolean {
  try {
    wholeTextPattern(pattern);
    return true;
  } catch {
    process.stderr.write(`left out: ${pattern}\n`);
    return false;
  }
}

/** Converts a path to AWS's notation in messages: `Metrics[].Id` to `metrics[].id`. */
function atOf(path: string): string {
  return path
    .split(".")
    .map((step) => step.charAt(0).toLowerCase() + step.slice(1))
    .join(".");
}

function ruleOf(model: Model, operation: string, path: string): Rule {
  const shape = shapeAt(model, operation, path);
  const inner = (name: "member" | "key" | "value") => {
    const named = shape[name] === undefined ? undefined : model.shapes[shape[name].shape];
    const constraints = named === undefined || named.type === "structure" ? {} : constraintsOf(named);
    return Object.keys(constraints).length === 0 ? {} : { [name]: constraints };
  };
  return {
    at: atOf(path),
    type: typeOf(shape),
    ...constraintsOf(shape),
    ...(shape.sensitive === true ? { sensitive: true } : {}),
    ...inner("member"),
    ...inner("key"),
    ...inner("value"),
  };
}

function typeRules({
  label,
  code = "ValidationException",
  members = {},
  limits = {},
  zeroUnset = [],
}: MappedType): TypeRules {
  const generated = Object.entries(members).flatMap(([operation, paths]) => {
    const [service = "", name = ""] = operation.split(".");
    return Object.entries(paths).map(([property, path]) => [property, ruleOf(modelOf(service), name, path)] as const);
  });
  const rules: Record<string, Partial<Rule>> = Object.fromEntries(generated);
  for (const [property, limit] of Object.entries(limits)) rules[property] = { ...rules[property], ...limit };
  for (const property of zeroUnset) rules[property] = { ...rules[property], zeroUnset: true };
  return { label, code, rules: rules as Record<string, Rule> };
}

function version(): string {
  const text = readFileSync(join(folder, "botocore", "__init__.py"), "utf8");
  return /__version__ = '([\d.]+)'/.exec(text)?.[1] ?? "unknown";
}

const table: Table = {
  source: `botocore ${version()}`,
  license: "Apache-2.0",
  date: new Date().toISOString().slice(0, 10),
  types: Object.fromEntries(
    Object.entries(mapping as Readonly<Record<string, MappedType>>).map(([type, mapped]) => [type, typeRules(mapped)]),
  ),
};

/** Formats JSON with one rule a line, so that a diff shows what a new version changes. */
function linesOf({ types, ...head }: Table): string {
  const entries = Object.entries(types).map(([type, { rules, ...rest }]) => {
    const lines = Object.entries(rules).map(([path, rule]) => `${JSON.stringify(path)}: ${JSON.stringify(rule)}`);
    const opening = JSON.stringify({ ...rest, rules: {} }).slice(0, -2);
    return `${JSON.stringify(type)}: ${opening}\n${lines.join(",\n")}\n}}`;
  });
  return `${JSON.stringify(head).slice(0, -1)},"types": {\n${entries.join(",\n")}\n}}\n`;
}

writeFileSync(join(__dirname, "limits.json"), linesOf(table));
