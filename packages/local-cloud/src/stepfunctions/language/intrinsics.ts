import { LanguageError, LanguageSyntaxError, PathNotFound, runtimeError } from "./errors";
import { parseCall, type Call, type Expression } from "./intrinsicCall";
import { format, InvalidArguments, intrinsicFunctions, type Chance } from "./intrinsicFunctions";
import type { Json } from "./json";
import { resolve, type Scope } from "./scope";

/** Evaluates a call. @throws LanguageError in AWS's words */
export function evaluateCall(text: string, scope: Scope, chance: Chance): Json {
  try {
    return valueOf(parseCall(text), scope, chance);
  } catch (error) {
    if (error instanceof PathArgumentNotFound) {
      const input = JSON.stringify(scope.input);
      const detail = `The JsonPath argument for the field '${error.path}' could not be found in the input '${input}'`;
      throw runtimeError(`The function '${text}' had the following error: ${detail}`);
    }
    if (!(error instanceof InvalidArguments) && !(error instanceof LanguageSyntaxError)) throw error;
    const problem = `The function '${text}' had the following error: ${error.message}`;
    throw new LanguageError("States.IntrinsicFailure", problem);
  }
}

/** Returns why AWS rejects a call in a definition; undefined if it accepts it. */
export function callFault(text: string): string | undefined {
  try {
    checkCall(parseCall(text));
    return undefined;
  } catch (error) {
    if (error instanceof LanguageSyntaxError || error instanceof InvalidArguments) return error.message;
    throw error;
  }
}

function checkCall({ name, args }: Call): void {
  checkArity(name, args.length);
  for (const each of args) if (each.kind === "call") checkCall(each);
}

function checkArity(name: string, count: number): void {
  const [least, most] = name === "States.Format" ? [1, Infinity] : arityOf(name);
  if (count < least || count > most) throw new InvalidArguments(`Invalid number of arguments for ${name}`);
}

function arityOf(name: string): readonly [number, number] {
  const known = Object.hasOwn(intrinsicFunctions, name) ? intrinsicFunctions[name] : undefined;
  if (known === undefined) throw new InvalidArguments(`${name} is not an intrinsic function`);
  return known.arity;
}

class PathArgumentNotFound extends Error {
  constructor(readonly path: string) {
    super(path);
  }
}

function valueOf(expression: Expression, scope: Scope, chance: Chance): Json {
  switch (expression.kind) {
    case "value":
      return expression.value;
    case "text":
      return expression.text.replace(/\\([^])/g, "$1");
    case "path":
      return argumentAt(expression.path, scope);
    case "call":
      return call(expression, scope, chance);
  }
}

function argumentAt(path: string, scope: Scope): Json {
  try {
    return resolve(path, scope);
  } catch (error) {
    if (error instanceof PathNotFound) throw new PathArgumentNotFound(path);
    throw error;
  }
}

function call({ name, args }: Call, scope: Scope, chance: Chance): Json {
  checkArity(name, args.length);
  if (name !== "States.Format") {
    const values = args.map((each) => valueOf(each, scope, chance));
    return intrinsicFunctions[name]!.call(values, chance);
  }
  const [template, ...rest] = args as [Expression, ...Expression[]];
  // The template keeps its escapes, because an escaped brace is no placeholder.
  const text = template.kind === "text" ? template.text : valueOf(template, scope, chance);
  if (typeof text !== "string") throw new InvalidArguments("the template must be a string");
  const values = rest.map((each) => valueOf(each, scope, chance));
  return format(text, values);
}
