import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Run } from "../local-cloud/tests/support/run";

/** What `npm install` takes for the two packages of a program. */
interface Versions {
  readonly pulumi: string;
  readonly aws: string;
}

/**
 * From the first version 3 of `@pulumi/pulumi` to the newest, each with a version of `@pulumi/aws` that admits it: a
 * range is the newest of its versions.
 */
const tried: readonly Versions[] = [
  { pulumi: "3.0.0", aws: "^4" },
  { pulumi: "3.50.0", aws: "^5" },
  { pulumi: "3.100.0", aws: "6.0.0" },
  { pulumi: "3.130.0", aws: "6.34.1" },
  // The provider's package wants a newer one, and gets a copy of its own.
  { pulumi: "3.130.0", aws: "6.83.4" },
  { pulumi: "3.248.0", aws: "^6" },
  { pulumi: "^3", aws: "^7" },
];

/** What the program is asked in order, and answers. */
const exchanges = [
  ["POST", "/home", 200, '{"visits":1}'],
  ["POST", "/home", 200, '{"visits":2}'],
  ["GET", "/home", 403, '{"message":"Missing Authentication Token"}'],
] as const;

/**
 * `node packages/proofs/run.cjs versions`: runs a program of a REST API, a callback and a table with each pair of versions, installed
 * from the registry, and asks its routes. Prints a line for each; exit code 1 where one does not answer as on AWS.
 */
async function prove(): Promise<void> {
  for (const wanted of tried) {
    const dir = mkdtempSync(join(tmpdir(), "versions-"));
    try {
      const { pulumi, aws } = installed(dir, wanted);
      const problem = await asked(dir).catch((error: unknown) => String(error));
      if (problem !== undefined) process.exitCode = 1;
      const answered = problem ?? exchanges.map(([method, path, status]) => `${method} ${path} ${status}`).join(", ");
      process.stdout.write(`@pulumi/pulumi ${pulumi}, @pulumi/aws ${aws}: ${answered}\n`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
}

/** Puts the program into a folder with its packages. @returns their versions, whole. */
function installed(dir: string, wanted: Versions): Versions {
  cpSync(join(__dirname, "versions"), dir, { recursive: true });
  const [pulumi, aws] = [newest("@pulumi/pulumi", wanted.pulumi), newest("@pulumi/aws", wanted.aws)];
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

/** The newest version of a range, which the registry knows. */
function newest(name: string, range: string): string {
  const versions = JSON.parse(npm(tmpdir(), ["view", `${name}@${range}`, "version", "--json"])) as string | string[];
  const collator = new Intl.Collator("en", { numeric: true });
  return [versions].flat().sort(collator.compare).at(-1)!;
}

function npm(dir: string, args: readonly string[]): string {
  return execFileSync("npm", ["--loglevel=error", ...args], { cwd: dir, encoding: "utf8" });
}

/** @returns the first thing that is not as on AWS. */
async function asked(dir: string): Promise<string | undefined> {
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
