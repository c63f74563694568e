import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../kernel/errors";
import { readYaml } from "./yamlFile";

type Values = Readonly<Record<string, unknown>>;

/** What a local run cannot know, as a person says it in a file of `--answers`. */
export interface Answers {
  /** Outputs of other stacks, by the name that a StackReference gives. */
  stack(name: string): Values | undefined;
  /** What a function of a provider answers, by its token and its arguments. */
  call(token: string, inputs: Values): Values | undefined;
  /** Outputs of a resource, by type and logical name. */
  resource(type: string, name: string): Values;
}

const sections = ["stacks", "functions", "resources"];

/**
 * Reads a file of answers, YAML or JSON; none is a file that answers nothing.
 *
 * `stacks` maps a stack's name to its outputs, or to a JSON file with them, relative to this one: what `pulumi stack
 * output --json` or another local run's `--json` printed. `functions` maps a token to an answer, or to a list of
 * `{ when, then }` where `when` holds arguments. `resources` maps a type to logical names, and those to outputs.
 *
 * @throws UserError for a file that says anything else.
 */
export function readAnswers(file: string | undefined): Answers {
  if (file === undefined) return { stack: () => undefined, call: () => undefined, resource: () => ({}) };
  if (!existsSync(file)) throw new UserError(`--answers ${file}: there is no such file`);
  const all = readYaml(file);
  const unknown = Object.keys(all).find((key) => !sections.includes(key));
  if (unknown !== undefined) throw new UserError(`${file}: ${unknown} is none of ${sections.join(", ")}`);
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

/** Whether arguments have the values that are asked for, and maybe others. */
function holds(when: Values, inputs: Values): boolean {
  return Object.entries(when).every(([key, value]) => JSON.stringify(inputs[key]) === JSON.stringify(value));
}
