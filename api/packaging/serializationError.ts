import * as pulumi from "@pulumi/pulumi";

/** What is serialized: a function that makes the handler. */
export interface Code {
  /** As sentences name it: `route getItem`. */
  readonly what: string;
  /** Its stack says where it is written. */
  readonly origin: Error;
  readonly factory: () => object;
}

/**
 * What is wrong with a callback that Pulumi cannot serialize: what it is and its place, what it captures, and the remedy,
 * a line each. Pulumi's own text leads through every function on the way.
 */
export function serializationError({ what, origin }: Code, error: unknown): pulumi.RunError {
  const message = error instanceof Error ? error.message : String(error);
  const [, place = ""] = /\(?([^()\s]+:\d+):\d+\)?$/.exec(origin.stack?.trimEnd() ?? "") ?? [];
  const at = place === "" ? "" : ` (${place.replace(`${process.cwd()}/`, "")})`;
  const lines = [
    `${what}${at}: its callback cannot be serialized`,
    `  it captures ${captured(message)}, which ${reason(message)}`,
    "  make clients and other objects in callbackFactory, and import what packages have by name (docs/decisions.md, Callbacks)",
  ];
  // The local run loads the program once more for it, with stacks that name lines of TypeScript.
  return Object.assign(new pulumi.RunError(lines.join("\n")), { namesPlace: true });
}

/** The first thing behind the callback that it takes from outside. */
function captured(message: string): string {
  const names = [...message.matchAll(/(?:variable|function) '([\w$]+)'|^\s*'([\w$]+)', a function/gm)];
  const own = ["callbackFactory", "declaration", "handler"];
  return names.map(([, name, other]) => name ?? other!).find((name) => !own.includes(name)) ?? "something";
}

function reason(message: string): string {
  const [, why] = /could not be serialized because\s+(?:it|the function) (.+?)\.?$/m.exec(message) ?? [];
  return why === undefined ? message.split("\n")[0]! : why.replace(/^was/, "leads to what is");
}
