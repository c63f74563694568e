import { LanguageSyntaxError, PathNotFound, runtimeError } from "./errors";
import { ownProperty, type Json, type JsonObject } from "./json";
import { parsePath, type Path } from "./path";
import { select } from "./pathSelect";

/** Values that the fields of a JSONPath state can refer to. */
export interface Scope {
  /** Value of `$`. */
  readonly input: Json;
  /** Value of `$$`. */
  readonly context: JsonObject;
  /** Values of `$name`. */
  readonly variables: JsonObject;
}

/** A parsed reference: `$…`, `$$…` or `$name…`. */
export interface Reference {
  readonly root: "input" | "context" | { readonly variable: string };
  readonly path: Path;
}

const parsed = new Map<string, Reference>();

/** Maximum number of parsed references that are kept. */
const maxParsed = 5_000;

/** Parses a path with its root. @throws LanguageSyntaxError */
export function parseReference(text: string): Reference {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const reference = readReference(text);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(text, reference);
  return reference;
}

function readReference(text: string): Reference {
  if (text.startsWith("$$")) return { root: "context", path: parsePath(text.slice(2)) };
  const [, variable] = /^\$([\p{L}_][\p{L}\p{N}_]*)/u.exec(text) ?? [];
  if (variable !== undefined) return { root: { variable }, path: parsePath(text.slice(variable.length + 1)) };
  if (!text.startsWith("$")) throw new LanguageSyntaxError(`the path ${text} does not begin with $`);
  return { root: "input", path: parsePath(text.slice(1)) };
}

/** Returns the value of a reference. @throws PathNotFound @throws LanguageSyntaxError */
export function resolve(text: string, { input, context, variables }: Scope): Json {
  const { root, path } = parseReference(text);
  if (root === "input") return select(path, input);
  if (root === "context") return select(path, context);
  const value = ownProperty(variables, root.variable);
  if (value === undefined) throw new PathNotFound(`Variable '${root.variable}' is not defined`);
  return select(path, value);
}

/** Returns the value of a path field such as InputPath. @throws LanguageError in AWS's words */
export function resolvePathField(text: string, scope: Scope): Json {
  try {
    return resolve(text, scope);
  } catch (error) {
    if (!(error instanceof PathNotFound) && !(error instanceof LanguageSyntaxError)) throw error;
    throw runtimeError(`Invalid path '${text}' : ${error.message}`);
  }
}

/** Returns the value of a reference in a template or a field such as ErrorPath. @throws LanguageError in AWS's words */
export function resolveNamed(text: string, field: string, scope: Scope): Json {
  try {
    return resolve(text, scope);
  } catch (error) {
    if (!(error instanceof PathNotFound) && !(error instanceof LanguageSyntaxError)) throw error;
    const input = JSON.stringify(scope.input);
    throw runtimeError(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${input}'`,
    );
  }
}
