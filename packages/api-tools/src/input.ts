import { readFileSync } from "node:fs";
import { UserError } from "@onemachine/local-cloud";

/** Reads standard input; returns an empty text on a terminal. */
export function readStandardInput(): string {
  return process.stdin.isTTY ? "" : readFileSync(0, "utf8");
}

/** Parses JSON from standard input. @param sentence error message for other text. @throws UserError */
export function parseJsonInput(text: string, sentence: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(sentence);
  }
}
