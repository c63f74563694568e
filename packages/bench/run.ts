import { existsSync } from "node:fs";
import { join } from "node:path";
import { judged, type Row } from "./measure";
import { keepRows, printRows } from "./report";

/** Parts in the order in which they run; each is loaded when its turn comes. */
const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
  archive: async () => (await import("./archive")).archivePart(),
  requests: async () => (await import("./requests")).requestsPart(),
  program: async () => (await import("./program")).programPart(),
  local: async () => (await import("./local")).localPart(),
  isolates: async () => (await import("./isolates")).isolatesPart(),
};

/** `npm run bench --prefix packages/bench -- [PART…]`: measures, prints and keeps the results; exit code 1 when a bar is missed. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((part) => !(part in parts));
  if (unknown !== undefined) return fail(`${unknown} is no part: the parts are ${Object.keys(parts).join(", ")}`);
  if (!existsSync(join(__dirname, "node_modules")))
    return fail("the peers are not installed: npm ci --prefix packages/bench");
  for (const part of wanted.length === 0 ? Object.keys(parts) : wanted) {
    const rows = await parts[part]!();
    printRows(part, rows);
    keepRows(part, rows);
    if (rows.flatMap(judged).some(({ holds }) => !holds)) process.exitCode = 1;
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

void main();
