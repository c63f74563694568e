import { relative, resolve, sep } from "node:path";
import type { Entry } from "./entry";
import { isError, messageOf, textOf, UserError } from "../kernel/errors";
import type { PulumiCopy } from "./pulumi";

/** Whether an error of the program's says of itself that its message names a place in the source. */
export function namesPlace(error: unknown): boolean {
  return passes(() => (error as { namesPlace?: boolean } | undefined)?.namesPlace === true);
}

/** An error of the program's as one sentence, where that says all; else as it is. Programs throw values of any kind. */
export function asUserError(error: unknown, { api }: PulumiCopy, dir: string): unknown {
  const message = textOf(error, "message") ?? "";
  if (passes(() => api.RunError.isInstance(error) || api.ResourceError.isInstance(error))) {
    // Pulumi says first in which property of a resource it met the error.
    return new UserError(message.replace(/^error serializing property "\w+": /, ""), { cause: error });
  }
  // The compiler of ES modules runs in a thread of its own, from which errors come as their texts.
  if (textOf(error, "name") === "UserError") return error instanceof UserError ? error : new UserError(message);
  // ts-node's TSError: file, line and what is wrong there.
  const diagnosticText = textOf(error, "diagnosticText");
  if (diagnosticText !== undefined) return new UserError(diagnosticText.trim());
  if (textOf(error, "code") === "MODULE_NOT_FOUND") return missingModule(message, dir);
  if (isError(error)) return error;
  return new UserError(`the program threw ${typeof error === "string" ? JSON.stringify(error) : messageOf(error)}`);
}

/** A check of a value that may throw when it is read. */
function passes(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** Node's words for a module that is not there: what, and below it who wants it. */
function missingModule(message: string, dir: string): UserError {
  const [sentence = "", , importer = ""] = message.split("\n");
  const [, wanted = ""] = /'(\.[^']*)'/.exec(sentence) ?? [];
  return new UserError(
    wanted === ""
      ? `${sentence}: are the packages of ${dir} installed (npm ci)?`
      : `${importer.replace(/^- /, "")} imports ${wanted}, and there is no such file`,
  );
}

/**
 * An error of the program's own with the place in its files that it comes from; another as it is, which is a defect of
 * the local cloud.
 */
export function withPlace(error: unknown, { dir, entry }: { readonly dir: string; readonly entry: Entry }): unknown {
  if (!isError(error) || textOf(error, "name") === "UserError") return error;
  const frames = (textOf(error, "stack") ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  if (frames[0]?.includes(resolve(__dirname, "..") + sep) === true) return error;
  const own = frames.find((frame) => frame.includes(dir + sep) && !frame.includes(`${sep}node_modules${sep}`));
  const [, file = "", line = ""] = /(\/[^():]*|[A-Z]:\\[^():]*):(\d+):\d+\)?$/.exec(own ?? "") ?? [];
  // Lines of an ES module are those of what it was compiled to.
  const place = file === "" ? "" : ` (${relative(dir, file)}${entry.esm ? "" : `:${line}`})`;
  return new UserError(`the program threw ${messageOf(error)}${place}`, { cause: error });
}
