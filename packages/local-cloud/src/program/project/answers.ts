import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../../kernel/errors";
import { readYaml } from "./yamlFile";

type Values = Readonly<Record<string, unknown>>;

/** Values that a local run cannot know. The developer supplies them in the file of `--answers`. */
export interface Answers {
  /** Outputs of another stack, by the name in a StackReference. */
  stack(name: string): Values | undefined;
  /** Result of a provider function, by token and arguments. */
  call(token: string, inputs: Values): Values | undefined;
  /** Outputs of a resource, by type and logical name. */
  resource(type: string, name: string): Values;
}

const sections = ["stacks", "functions", "resources"];

/**
 * Reads an answers file, YAML or JSON. Without a file there are no answers.
 *
 * `stacks` maps the name of a stack to its outputs, or to a JSON file of outputs relative to this file, as printed by
 * `pulumi stack output --json` or by `--json` of another local run. `functions` maps a token to a result, or to a list
 * of `{ when, then }` where `when` contains arguments. `resources` maps types to logical names, and those to outputs.
 *
 * @throws UserError for an invalid file.
 */
export function readAnswers(file: string | undefined): Answers {
  if (file === undefined) return { stack: () => undefined, call: () => undefined, resource: () => ({}) };
  if (!existsSync(file)) throw new UserError(`--answers ${file}: there is no such file`);
  const all = readYaml(file);
  const unknown = Object.keys(all).find((key) => !sections.includes(key));
  if (unknown !== undefined)
    throw new UserError(`${file}: unknown key ${unknown}; the keys are ${sections.join(", ")}`);
  const section = (name: string) => mapIn(file, all[name] ?? {}, name);
  const [stacks, functions, resources] = [section("stacks"), section("functions"), section("resources")];
  return {
    stack: (name) => (stacks[name] === undefined ? undefined : stackOutputs(file, stacks[name], `stacks.${name}`)),
    call: (token, inputs) => functionAnswer(file, { token, answers: functions[token] }, inputs),
    resource: (type, name) => {
      const named = mapIn(file, resources[type] ?? {}, `resources.${type}`);
      return mapIn(file, named[name] ?? {}, `resources.${type}.${name}`);
    },
  };
}

function mapIn(file: string, value: unknown, where: string): Values {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values;
  throw new UserError(`${file}: ${where} must hold keys and values`);
}

function stackOutputs(file: string, value: unknown, where: string): Values {
  if (typeof value !== "string") return mapIn(file, value, where);
  const path = resolve(dirname(file), value);
  try {
    return mapIn(path, JSON.parse(readFileSync(path, "utf8")), "it");
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}: ${where} names ${value}, which cannot be read: ${(error as Error).message}`);
  }
}

function functionAnswer(
  file: string,
  { token, answers }: { readonly token: string; readonly answers: unknown },
  inputs: Values,
): Values | undefined {
  if (answers === undefined) return undefined;
  if (!Array.isArray(answers)) return mapIn(file, answers, `functions.${token}`);
  const cases = answers.map((each, index) => mapIn(file, each, `functions.${token}[${index}]`));
  const found = cases.find(({ when }) => holds(mapIn(file, when ?? {}, `functions.${token}: when`), inputs));
  return found && mapIn(file, found["then"], `functions.${token}: then`);
}

/** Returns whether the inputs contain all listed arguments; others are ignored. */
function holds(when: Values, inputs: Values): boolean {
  return Object.entries(when).every(([key, value]) => JSON.stringify(inputs[key]) === JSON.stringify(value));
}
