import { quote } from "./quote";

/** Returns a sentence for a declaration whose description is no text or empty. @param what such as `secret apiKey`. */
export function* checkDescription(what: string, description: unknown): Generator<string> {
  if (typeof description !== "string") yield `${what}: its description is ${quote(description)}, and must be a text`;
  else if (description.trim() === "") yield `${what}: its description is empty`;
}
