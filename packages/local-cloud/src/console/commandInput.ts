import { UserError } from "../kernel/errors";

/** The JSON object of a command. */
export type CommandInput = Readonly<Record<string, unknown>>;

/** @throws UserError */
export function textIn(given: CommandInput, name: string): string {
  const value = given[name];
  if (typeof value !== "string") throw new UserError(`${name} must be a string`);
  return value;
}

/** Returns undefined for an absent or empty text. @throws UserError */
export function optionalTextIn(given: CommandInput, name: string): string | undefined {
  return given[name] === undefined || given[name] === "" ? undefined : textIn(given, name);
}

/** Returns the object of a JSON text; empty for an absent or empty text. @throws UserError */
export function objectIn(given: CommandInput, name: string): Readonly<Record<string, unknown>> {
  const text = optionalTextIn(given, name);
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Rejected below, like JSON that is not an object.
  }
  throw new UserError(`${name} must be a JSON object, such as {"name":"value"}`);
}
