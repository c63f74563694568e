import { relative, resolve, sep } from "node:path";
import type { Entry } from "./project/entry";
import { isError, messageOf, textOf, UserError } from "../kernel/errors";
import type { PulumiCopy } from "./pulumi/pulumiCopy";

/** Returns whether an error declares that its message contains the source position. */
export function namesPlace(error: unknown): boolean {
  return passes(() => (error as { namesPlace?: boolean } | undefined)?.namesPlace === true);
}

/** Converts an error of the program to a UserError if its message is sufficient. Programs can throw any value. */
export function asUserError(error: unknown, { api }: PulumiCopy, dir: string): unknown {
  const message = textOf(error, "message") ?? "";
  if (passes(() => api.RunError.isInstance(error) || api.ResourceError.isInstance(error))) {
    // Pulumi prefixes the message with the resource property that it was serializing.
    return new UserError(message.replace(/^error serializing property "\w+": /, ""), { cause: error });
  }
  // Errors from the thread of the ES module hooks arrive without their class.
  if (textOf(error, "name") === "UserError") return error instanceof UserError ? error : new UserError(message);
  // ts-node's TSError contains file, line and message.
  const diagnosticText = textOf(error, "diagnosticText");
  if (diagnosticText !== undefined) return new UserError(diagnosticText.trim());
  if (textOf(error, "code") === "MODULE_NOT_FOUND") return missingModule(message, dir);
  if (isError(error)) return error;
  return new UserError(`the program threw ${typeof error === "string" ? JSON.stringify(error) : messageOf(error)}`);
}

/** Returns false if the check throws, as reading a value with failing getters does. */
function passes(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** Rewrites Node.js's message for a missing module. Its third line names the importing file. */
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
 * Adds the source position to an error of the program. An error of the local cloud is returned unchanged: it is a
 * defect, and needs its stack.
 */
export function withPlace(error: unknown, { dir, entry }: { readonly dir: string; readonly entry: Entry }): unknown {
  if (!isError(error) || textOf(error, "name") === "UserError") return error;
  const frames = (textOf(error, "stack") ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  if (frames[0]?.includes(resolve(__dirname, "..") + sep) === true) return error;
  const own = frames.find((frame) => frame.includes(dir + sep) && !frame.includes(`${sep}node_modules${sep}`));
  const [, file = "", line = ""] = /(\/[^():]*|[A-Z]:\\[^():]*):(\d+):\d+\)?$/.exec(own ?? "") ?? [];
  // The lines of an ES module are compiled lines, so they are omitted.
  const place = file === "" ? "" : ` (${relative(dir, file)}${entry.esm ? "" : `:${line}`})`;
  return new UserError(`the program threw ${messageOf(error)}${place}`, { cause: error });
}
