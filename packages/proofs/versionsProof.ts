import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Run } from "../local-cloud/tests/support/run";

/** Versions or ranges of a program's two packages, in npm's notation. */
interface Versions {
  readonly pulumi: string;
  readonly aws: string;
}

/**
 * From the first version 3 of `@pulumi/pulumi` to the newest, each with a compatible version of `@pulumi/aws`. A range
 * selects its newest version.
 */
const testedVersions: readonly Versions[] = [
  { pulumi: "3.0.0", aws: "^4" },
  { pulumi: "3.50.0", aws: "^5" },
  { pulumi: "3.100.0", aws: "6.0.0" },
  { pulumi: "3.130.0", aws: "6.34.1" },
  // This provider requires a newer @pulumi/pulumi, and npm installs a second copy for it.
  { pulumi: "3.130.0", aws: "6.83.4" },
  { pulumi: "3.248.0", aws: "^6" },
  { pulumi: "^3", aws: "^7" },
];

/** Requests in order, with the expected responses. */
const exchanges = [
  ["POST", "/home", 200, '{"visits":1}'],
  ["POST", "/home", 200, '{"visits":2}'],
  ["GET", "/home", 403, '{"message":"Missing Authentication Token"}'],
] as const;

/**
 * `node packages/proofs/run.cjs versions`: installs each pair of versions from the registry and runs a program with an
 * API, a callback and a table. Calls its routes and prints a line for each pair. Sets exit code 1 for a response that
 * differs from AWS's.
 */
async function prove(): Promise<void> {
  for (const wanted of testedVersions) {
    const dir = mkdtempSync(join(tmpdir(), "versions-"));
    try {
      const { pulumi, aws } = install(dir, wanted);
      const problem = await findDifference(dir).catch((error: unknown) => String(error));
      if (problem !== undefined) process.exitCode = 1;
      const result = problem ?? exchanges.map(([method, path, status]) => `${method} ${path} ${status}`).join(", ");
      process.stdout.write(`@pulumi/pulumi ${pulumi}, @pulumi/aws ${aws}: ${result}\n`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
}

/** Installs the program and its packages in a folder. @returns the exact versions */
function install(dir: string, wanted: Versions): Versions {
  cpSync(join(__dirname, "versions"), dir, { recursive: true });
  const [pulumi, aws] = [findNewest("@pulumi/pulumi", wanted.pulumi), findNewest("@pulumi/aws", wanted.aws)];
  npm(dir, [
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    `@pulumi/pulumi@${pulumi}`,
    `@pulumi/aws@${aws}`,
  ]);
  return { pulumi, aws };
}

/** Looks up the newest version of a range in the registry. */
function findNewest(name: string, range: string): string {
  const versions = JSON.parse(npm(tmpdir(), ["view", `${name}@${range}`, "version", "--json"])) as string | string[];
  const collator = new Intl.Collator("en", { numeric: true });
  return [versions].flat().sort(collator.compare).at(-1)!;
}

function npm(dir: string, args: readonly string[]): string {
  return execFileSync("npm", ["--loglevel=error", ...args], { cwd: dir, encoding: "utf8" });
}

/** Calls the routes. @returns the first response that differs from AWS's, if any */
async function findDifference(dir: string): Promise<string | undefined> {
  const run = new Run(["--program", dir, "--port", "0", "--json"]);
  try {
    const { url } = await run.ready();
    for (const [method, path, ...wanted] of exchanges) {
      const response = await fetch(String(url) + path, { method });
      const answer = [response.status, await response.text()];
      if (answer.join(" ") !== wanted.join(" ")) return `${method} ${path} answers ${answer.join(" ")}\n${run.stderr}`;
    }
    return undefined;
  } finally {
    run.kill("SIGTERM");
    await run.ended;
  }
}

void prove();
