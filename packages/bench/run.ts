import { existsSync } from "node:fs";
import { join } from "node:path";
import { compareWithBars, type Row } from "./measure";
import { storeRows, printRows } from "./report";

/** Parts in order. Each module is loaded when its part runs. */
const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
  archive: async () => (await import("./archive")).measureArchives(),
  coldStarts: async () => (await import("./coldStarts")).measureColdStarts(),
  requests: async () => (await import("./requests")).measureRequests(),
  program: async () => (await import("./program")).measureProgram(),
  local: async () => (await import("./local")).measureLocalRuns(),
  streams: async () => (await import("./streams")).measureStreams(),
  isolates: async () => (await import("./isolates")).measureIsolates(),
  profile: async () => (await import("./profile")).measureProfile(),
};

/** Parts that need no peers, and so no install of their own. */
const withoutPeers = ["coldStarts", "streams"];

/** `npm run bench --prefix packages/bench -- [PART…]`: measures and stores results. Exit code 1: a bar is missed. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((part) => !(part in parts));
  if (unknown !== undefined) return fail(`${unknown} is not a part: the parts are ${Object.keys(parts).join(", ")}`);
  const needsPeers = wanted.length === 0 || wanted.some((part) => !withoutPeers.includes(part));
  if (needsPeers && !existsSync(join(__dirname, "node_modules")))
    return fail("the peers are not installed: run npm ci --prefix packages/bench");
  for (const part of wanted.length === 0 ? Object.keys(parts) : wanted) {
    const rows = await parts[part]!();
    printRows(part, rows);
    storeRows(part, rows);
    if (rows.flatMap(compareWithBars).some(({ holds }) => !holds)) process.exitCode = 1;
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

void main();
