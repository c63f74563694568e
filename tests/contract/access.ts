import Mocha from "mocha";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { LocalCloud } from "../../packages/local-cloud/src/cloud";
import { readProject } from "../../packages/local-cloud/src/program/project";
import { Usage, type UsedGrant } from "../../packages/local-cloud/src/readers/usage";
import { accessTo } from "../../packages/local-cloud/tests/support/liveApi";
import { logReader } from "../../packages/local-cloud/tests/support/logs";
import { root } from "../../packages/local-cloud/tests/support/program";
import { mochaHooks } from "./target";

interface Access {
  /** What each function may do, and whether the contract suite made it do so. */
  readonly grants: Readonly<Record<string, readonly UsedGrant[]>>;
  /** What functions were denied, as their logs say. */
  readonly denials: readonly string[];
  /** Tests of the contract suite that failed. */
  readonly failures: number;
}

/** Runs the contract suite against a local run of the dev stack, and reads there what each function did. */
async function usedAccess(): Promise<Access> {
  const denials = new Set<string>();
  const denied = "is not authorized to perform";
  const usage = new Usage();
  const cloud = await LocalCloud.start(readProject(root, "dev", []), {
    host: "127.0.0.1",
    port: 0,
    readers: [usage.read, logReader(({ text }) => text.includes(denied) && denials.add(text.trim()))],
  });
  try {
    const { apiUrl, apiKey } = accessTo(cloud);
    Object.assign(process.env, { API_URL: apiUrl, API_KEY: apiKey });
    const failures = await runContract();
    return { grants: usage.grants(cloud.ports), denials: [...denials], failures };
  } finally {
    delete process.env["API_URL"];
    delete process.env["API_KEY"];
    await cloud.stop();
  }
}

/** @returns how many tests failed. */
function runContract(): Promise<number> {
  const mocha = new Mocha({ timeout: 60_000, reporter: class {} as never });
  mocha.rootHooks(mochaHooks);
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith(".test.ts"))) {
    mocha.addFile(join(__dirname, file));
  }
  return new Promise((resolve) => void mocha.run(resolve));
}

/** `npm run access`: granted against used, per route; exit code 1 on a grant that nothing uses, or a denial. */
async function main(): Promise<void> {
  const { grants, denials, failures } = await usedAccess();
  for (const [route, granted] of Object.entries(grants)) {
    process.stdout.write(`${route}\n`);
    for (const { action, used } of granted) process.stdout.write(`  ${used ? "used  " : "UNUSED"}  ${action}\n`);
  }
  for (const denial of denials) process.stdout.write(`DENIED  ${denial}\n`);
  const unused = Object.values(grants)
    .flat()
    .filter(({ used }) => !used).length;
  process.stdout.write(`\n${unused} unused, ${denials.length} denied, ${failures} contract tests failed\n`);
  process.exitCode = unused + denials.length + failures === 0 ? 0 : 1;
}

void main();
