import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../local-cloud/tests/support/program";

/** A step of a guide: a new file, or lines of a file that exist put in place of others. */
export type Step =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly before: string; readonly after: string };

/**
 * The steps of a guide, from its blocks: a `ts` block after a line that names nothing but a file is that file, a `diff`
 * block is an edit of the file that the text named last.
 */
export function stepsOf(markdown: string): Step[] {
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

/** @throws Error where a file to be made is there, or lines to be replaced are not. */
export function apply(dir: string, step: Step): void {
  const path = join(dir, step.file);
  if ("text" in step) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, step.text, { flag: "wx" });
    return;
  }
  const text = readFileSync(path, "utf8");
  const [head, tail, ...more] = text.split(step.before);
  if (tail === undefined || more.length > 0) throw new Error(`${step.file} does not hold once:\n${step.before}`);
  writeFileSync(path, `${head}${step.after}${tail}`);
}

/** Takes a step back that was taken before: a project that has followed the guide tests it too. */
export function undo(dir: string, step: Step): void {
  const path = join(dir, step.file);
  if ("text" in step) rmSync(path, { force: true });
  else writeFileSync(path, readFileSync(path, "utf8").replace(step.after, step.before));
}

/** The README's example of a route, put behind the last one of the file that the README names. */
export function addReadmeRoute(dir: string): void {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, section = ""] = /^## Add a route\n([^]*?)^## /m.exec(readme) ?? [];
  const [, file = ""] = /\[([\w./]+\.ts)\]/.exec(section) ?? [];
  const [, block = ""] = /^```ts\n([^]*?)^```/m.exec(section) ?? [];
  const path = join(dir, file);
  const text = readFileSync(path, "utf8");
  const [, name = ""] = /name: ("\w+")/.exec(block) ?? [];
  const indented = block.replace(/^(?=.)/gm, "  ");
  if (!text.includes(`name: ${name}`)) writeFileSync(path, text.replace(/\]\);\n$/, `${indented}]);\n`));
}

/** A copy of the template as it is in the working tree. @param options installed: with the packages installed here. */
export function copyOfProject(parent: string, { installed = true } = {}): string {
  const dir = mkdtempSync(join(parent, "tmp-"));
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of listed.toString().trim().split("\n")) {
    // Gone, or renamed, since the last commit; or the packages, which are a link in a copy, and a link is not ignored.
    if (!existsSync(join(root, file)) || file === "node_modules" || file.startsWith("packages/")) continue;
    cpSync(join(root, file), join(dir, file), { recursive: true });
  }
  if (installed) symlinkSync(join(root, "node_modules"), join(dir, "node_modules"), "junction");
  return dir;
}
