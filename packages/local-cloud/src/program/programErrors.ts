import { relative, resolve, sep } from "node:path";
import type { Entry } from "./entry";
import { UserError } from "../kernel/errors";
import type { PulumiCopy } from "./pulumi";

/** Whether an error of the program's says of itself that its message names a place in the source. */
export function namesPlace(error: unknown): boolean {
  return (error as { namesPlace?: boolean } | undefined)?.namesPlace === true;
}

export function asUserError(error: unknown, { api }: PulumiCopy, dir: string): unknown {
  if (api.RunError.isInstance(error) || api.ResourceError.isInstance(error)) {
    // Pulumi says first in which property of a resource it met the error.
    return new UserError(error.message.replace(/^error serializing property "\w+": /, ""), { cause: error });
  }
  if (typeof error !== "object" || error === null) return new UserError(`the program threw ${JSON.stringify(error)}`);
  const { name, code, message = "", diagnosticText } = error as Partial<Record<string, string>>;
  // The compiler of ES modules runs in a thread of its own, from which errors come as their texts.
  if (name === "UserError" && !(error instanceof UserError)) return new UserError(message);
  // ts-node's TSError: file, line and what is wrong there.
  if (diagnosticText !== undefined) return new UserError(diagnosticText.trim());
  return code === "MODULE_NOT_FOUND" ? missingModule(message, dir) : error;
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
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  if (frames[0]?.includes(resolve(__dirname, "..") + sep) === true) return error;
  const own = frames.find((frame) => frame.includes(dir + sep) && !frame.includes(`${sep}node_modules${sep}`));
  const [, file = "", line = ""] = /(\/[^():]*|[A-Z]:\\[^():]*):(\d+):\d+\)?$/.exec(own ?? "") ?? [];
  // Lines of an ES module are those of what it was compiled to.
  const place = file === "" ? "" : ` (${relative(dir, file)}${entry.esm ? "" : `:${line}`})`;
  return new UserError(`the program threw ${error.name}: ${error.message}${place}`, { cause: error });
}
