import { diagnose } from "./diagnose";

/** Returns AWS's message for a definition that it rejects; undefined for a valid one. */
export function definitionRefusal(definition: string, type: "STANDARD" | "EXPRESS"): string | undefined {
  const errors = diagnose(definition, type).filter(({ severity }) => severity === "ERROR");
  if (errors.length === 0) return undefined;
  const texts = errors.map(({ code, message, location = "null" }) => `${code}: ${message} at ${location}`);
  return `Invalid State Machine Definition: '${texts.join(", ")}'`;
}
