import { readFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";

/** What is piped into the command; empty on a terminal. */
export function standardInput(): string {
  return process.stdin.isTTY ? "" : readFileSync(0, "utf8");
}

/** What a command reads from standard input. @param sentence what it must hold. @throws UserError for what is no JSON */
export function jsonInput(text: string, sentence: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(sentence);
  }
}
