import { settingsSchema } from "../settings/schema";
import { checkDescription } from "../shared/checkDescription";
import { isList, isMap } from "../shared/forms";
import { quote } from "../shared/quote";
import type { ValueDeclaration } from "./declaration";

const keys = ["name", "description", "schema", "secret"];
const types = ["string", "integer", "number", "boolean"];

/** A route, consumer or task, as far as its values are concerned. */
interface Owner {
  readonly name: string;
  readonly values: readonly ValueDeclaration[];
}

/**
 * Returns a sentence for each mistake in the declared values.
 *
 * @param owners routes, consumers and tasks, keyed by their word in messages.
 */
export function* findValueViolations(owners: Readonly<Record<string, readonly Owner[]>>): Generator<string> {
  const declared = new Map<string, ValueDeclaration>();
  const all = Object.entries(owners).flatMap(([word, each]) =>
    each.map(({ name, values }) => [`${word} ${name}`, values] as const),
  );
  for (const [owner, values] of all) {
    if (!isList(values) || !values.every((each) => isMap(each) && isMap(each.schema))) {
      yield `${owner}: values is ${quote(values)}, and must be a list of what value() returns`;
      continue;
    }
    for (const [index, value] of values.entries()) {
      if (values.indexOf(value) < index) yield `${owner}: values lists ${value.name} twice`;
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
  if (typeof name !== "string" || !/^[a-z][A-Za-z0-9]{0,63}$/.test(name))
    yield violation("its name must be 1 to 64 letters and digits, and begin with a lower-case letter");
  if (Object.hasOwn(settingsSchema.shape, name)) yield violation("its name is that of a setting; choose another");
  yield* checkDescription(`value ${name}`, description);
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
