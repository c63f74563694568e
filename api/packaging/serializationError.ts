import * as pulumi from "@pulumi/pulumi";

/** A function that is serialized. */
export interface Code {
  /** Name of the code in messages, such as `route getItem`. */
  readonly what: string;
  /** Error whose stack contains the position of the function. */
  readonly origin: Error;
  /** Returns the handler. */
  readonly factory: () => object;
  /** Maximum gzipped bytes of the archive. */
  readonly budget?: number | undefined;
}

/** Returns one sentence with the place of a function, what it captures, and the remedy. Pulumi's own text has pages. */
export function serializationError(code: Code, error: unknown): pulumi.RunError {
  const message = error instanceof Error ? error.message : String(error);
  const [, file] = /^package\.json export path for "([^"]+)" not found/.exec(message) ?? [];
  if (file !== undefined) return captureError(code, `an object that a package made (${file})`);
  return captureError(code, `${variable(message)}, which ${reason(message)}`);
}

/** @param emptied class of the object, with an article. */
export function emptiedError(code: Code, emptied: string): pulumi.RunError {
  return captureError(code, `${emptied}, whose contents Pulumi does not serialize`);
}

/** @param name of a bundled function that a variable of another name contains. */
export function variableError({ what, origin }: Code, name: string): pulumi.RunError {
  return withPlace(
    `${what}${placeOf(origin)}: its callback captures the function ${name} in a variable of another name: call it by its ` +
      "own name (docs/decisions.md, Callbacks)",
  );
}

function captureError({ what, origin }: Code, captured: string): pulumi.RunError {
  return withPlace(
    `${what}${placeOf(origin)}: its callback captures ${captured}: create clients and other objects in callbackFactory, and ` +
      "import what packages export (docs/decisions.md, Callbacks)",
  );
}

/** Returns where a function is declared, in parentheses, or an empty text. */
function placeOf({ stack = "" }: Error): string {
  const [, place = ""] = /\(?([^()\s]+:\d+):\d+\)?$/.exec(stack.trimEnd()) ?? [];
  return place === "" ? "" : ` (${place.replace(`${process.cwd()}/`, "")})`;
}

/** The local run loads the program once more for such an error, with stacks that name lines of TypeScript. */
function withPlace(sentence: string): pulumi.RunError {
  return Object.assign(new pulumi.RunError(sentence), { namesPlace: true });
}

/** Returns the first name behind the callback that it takes from outside. */
function variable(message: string): string {
  const names = [...message.matchAll(/(?:variable|function) '([\w$]+)'|^\s*'([\w$]+)', a function/gm)];
  const own = ["callbackFactory", "declaration", "handler"];
  return names.map(([, name, other]) => name ?? other!).find((name) => !own.includes(name)) ?? "something";
}

function reason(message: string): string {
  const [, why] = /could not be serialized because\s+(?:it|the function) (.+?)\.?$/m.exec(message) ?? [];
  return why === undefined ? message.split("\n")[0]! : why.replace(/^was/, "leads to what is");
}
