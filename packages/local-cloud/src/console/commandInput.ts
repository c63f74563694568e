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
