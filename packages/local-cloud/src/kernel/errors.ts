import { inspect, types } from "node:util";

/** A mistake of the person at the terminal: shown as its one sentence, without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** How AWS's API answers a request that it refuses. */
export interface RefusalAnswer {
  readonly statusCode: number;
  /** `InvalidParameterValueException`, `ResourceConflictException`, … */
  readonly code: string;
  readonly message: string;
}

/** A declaration that AWS would refuse, with its answer. */
export class Refusal extends UserError {
  override readonly name = "Refusal";

  /** @param resource what is refused, `function getItem`. */
  constructor(
    resource: string,
    readonly answer: RefusalAnswer,
  ) {
    super(`${resource}: ${answer.code}: ${answer.message.trim()}`);
  }
}

/** Most characters of a thrown value that are shown. */
const mostShown = 2_000;

/** What a thrown value says, with its stack where it has one. Never throws itself, whatever the value does when read. */
export function stackOf(thrown: unknown): string {
  const stack = textOf(thrown, "stack");
  return stack === undefined || stack === "" ? messageOf(thrown) : stack;
}

/** The same without a stack: `TypeError: message`, or a value that is no error as Node prints it. */
export function messageOf(thrown: unknown): string {
  try {
    if (isError(thrown)) {
      const [name = "Error", message = ""] = [textOf(thrown, "name"), textOf(thrown, "message")];
      return message === "" ? name : `${name}: ${message}`;
    }
    const text = typeof thrown === "string" ? thrown : inspect(thrown, { customInspect: false, depth: 1 });
    return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
  } catch {
    return "a value that cannot be printed";
  }
}

/** Whether a thrown value is an error, of any realm. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return types.isNativeError(thrown) || thrown instanceof Error;
  } catch {
    return false;
  }
}

/** A property of a thrown value that is a text; undefined for any other, and where reading it throws. */
export function textOf(thrown: unknown, property: string): string | undefined {
  try {
    const value = (thrown as Readonly<Record<string, unknown>> | null | undefined)?.[property];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
