import { inspect, types } from "node:util";

/** A mistake of the user. The terminal prints its message without a stack trace. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** The response of AWS's API to a request that it rejects. */
export interface RefusalAnswer {
  readonly statusCode: number;
  /** `InvalidParameterValueException`, `ResourceConflictException`, … */
  readonly code: string;
  readonly message: string;
}

/** A declaration that AWS would reject. */
export class Refusal extends UserError {
  override readonly name = "Refusal";

  /** @param resource the rejected resource, such as `function getItem`. */
  constructor(
    resource: string,
    readonly answer: RefusalAnswer,
  ) {
    super(`${resource}: ${answer.code}: ${answer.message.trim()}`);
  }
}

/** Maximum length of a printed thrown value, in characters. */
const maxCharacters = 2_000;

/** Returns the stack of a thrown value, or its message. Never throws, even if the value's properties do. */
export function stackOf(thrown: unknown): string {
  const stack = textOf(thrown, "stack");
  return stack === undefined || stack === "" ? messageOf(thrown) : stack;
}

/** Returns `TypeError: message`, or a value that is not an error as Node.js prints it. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    if (isError(thrown)) {
      const [name = "Error", message = ""] = [textOf(thrown, "name"), textOf(thrown, "message")];
      return message === "" ? name : `${name}: ${message}`;
    }
    const text = typeof thrown === "string" ? thrown : inspect(thrown, { customInspect: false, depth: 1 });
    return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
  } catch {
    return "a value that cannot be printed";
  }
}

/** Returns whether a thrown value is an error, of any realm. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return types.isNativeError(thrown) || thrown instanceof Error;
  } catch {
    return false;
  }
}

/** Returns a string property of a thrown value; undefined if it is not a string or reading it throws. */
export function textOf(thrown: unknown, property: string): string | undefined {
  try {
    const value = (thrown as Readonly<Record<string, unknown>> | null | undefined)?.[property];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
