import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../local-cloud/tests/support/program";

/** A step of a guide: a new file, or a replacement of lines in an existing file. */
export type Step =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly before: string; readonly after: string };

/**
 * Extracts the steps of a guide from its code blocks. A `ts` block after a line with only a file name is a new file. A
 * `diff` block edits the file that the text named last.
 */
export function parseSteps(markdown: string): Step[] {
  const steps: Step[] = [];
  let file = "";
  const parts = markdown.split(/^```(\w*)\n([^]*?)^```\n/m);
  for (let i = 0; i < parts.length; i += 3) {
    const [text = "", language, block = ""] = parts.slice(i, i + 3);
    file = [...text.matchAll(/`([\w./-]+\.ts)`/g)].at(-1)?.[1] ?? file;
    if (language === "ts" && text.trimEnd().endsWith(`\`${file}\``)) steps.push({ file, text: block });
    if (language === "diff") {
      const side = (sign: string) =>
        block
          .split("\n")
          .filter((line) => line.startsWith(" ") || line.startsWith(sign))
          .map((line) => line.slice(1))
          .join("\n");
      steps.push({ file, before: side("-"), after: side("+") });
    }
  }
  return steps;
}

/** Applies a step. @throws Error if the new file exists, or the lines to replace do not exist exactly once */
export function applyStep(dir: string, step: Step): void {
  const path = join(dir, step.file);
  if ("text" in step) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, step.text, { flag: "wx" });
    return;
  }
  const text = readFileSync(path, "utf8");
  const [head, tail, ...more] = text.split(step.before);
  if (tail === undefined || more.length > 0)
    throw new Error(`${step.file} must contain this text once:\n${step.before}`);
  writeFileSync(path, `${head}${step.after}${tail}`);
}

/** Reverts a step if it is applied. A project that has followed the guide runs the guide's test too. */
export function revertStep(dir: string, step: Step): void {
  const path = join(dir, step.file);
  if ("text" in step) rmSync(path, { force: true });
  else writeFileSync(path, readFileSync(path, "utf8").replace(step.after, step.before));
}

/** Appends the README's example route to the file that the README names, unless it is there. */
export function addReadmeRoute(dir: string): void {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, section = ""] = /^## Add a route\n([^]*?)^## /m.exec(readme) ?? [];
  const [, file = ""] = /\[([\w./]+\.ts)\]/.exec(section) ?? [];
  const [, block = ""] = /^```ts\n([^]*?)^```/m.exec(section) ?? [];
  const path = join(dir, file);
  const text = readFileSync(path, "utf8");
  const [, name = ""] = /name: ("\w+")/.exec(block) ?? [];
  if (text.includes(`name: ${name}`)) return;
  // The list of routes is the last argument of `resource`, or the list of consumers follows it.
  const [, indent = "", end = ""] = /^( *)(\](?:\);\n$|,$))/m.exec(text) ?? [];
  const indented = block.replace(/^(?=.)/gm, `${indent}  `);
  writeFileSync(path, text.replace(`\n${indent}${end}`, `\n${indented}${indent}${end}`));
}

/** Copies the working tree's template to a new folder. @param options installed links the installed packages */
export function copyProject(parent: string, { installed = true } = {}): string {
  const dir = mkdtempSync(join(parent, "tmp-"));
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of listed.toString().trim().split("\n")) {
    // Skips deleted files. Also skips node_modules: in a copy it is a link, which .gitignore does not match.
    if (!existsSync(join(root, file)) || file === "node_modules" || file.startsWith("packages/")) continue;
    cpSync(join(root, file), join(dir, file), { recursive: true });
  }
  if (installed) symlinkSync(join(root, "node_modules"), join(dir, "node_modules"), "junction");
  return dir;
}
