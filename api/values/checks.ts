import type { Route } from "../route/resource";
import { settingsSchema } from "../settings/schema";
import type { ValueDeclaration } from "./declaration";

const keys = ["name", "description", "schema", "secret"];
const types = ["string", "integer", "number", "boolean"];

/** Returns a sentence for each mistake in the declared values of all routes. */
export function* findValueViolations(routes: readonly Pick<Route, "name" | "values">[]): Generator<string> {
  const declared = new Map<string, ValueDeclaration>();
  for (const { name: route, values } of routes) {
    for (const [index, value] of values.entries()) {
      if (values.indexOf(value) < index) yield `route ${route}: values lists ${value.name} twice`;
      const other = declared.get(value.name);
      if (other === value) continue;
      if (other === undefined) yield* checkValueDeclaration(value);
      else yield `value ${value.name} is declared twice; import one declaration in both places`;
      declared.set(value.name, value);
    }
  }
}

function* checkValueDeclaration(value: ValueDeclaration): Generator<string> {
  const { name, description, schema, secret = false } = value;
  const violation = (rule: string) => `value ${name}: ${rule}`;
  if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(name))
    yield violation("its name must be 1 to 64 letters and digits, and begin with a lower-case letter");
  if (Object.hasOwn(settingsSchema.shape, name)) yield violation("its name is that of a setting; choose another");
  if (description.trim() === "") yield violation("its description is empty");
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) yield violation(`it has the key ${unknown}; its keys are ${keys.join(", ")}`);
  if (!types.includes(schema.type)) yield violation(`its type is ${schema.type}; types are ${types.join(", ")}`);
  if (!secret) return;
  if (schema.type !== "string") yield violation("it is secret, so its type must be string");
  for (const keyword of ["default", "enum"] as const) {
    if (keyword in schema)
      yield violation(`it is secret, so it must have no ${keyword}, which the program would contain`);
  }
}
