import Mocha from "mocha";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Cloud, UsedGrant } from "@onemachine/local-cloud/testing";
import { consumers } from "../../api/routes";
import { startProgram } from "../support/localRun";
import { mochaHooks, useStage } from "./target";

interface Access {
  /** Grants of each function, and whether the contract suite used them. */
  readonly grants: Readonly<Record<string, readonly UsedGrant[]>>;
  /** Denials in the functions' logs. */
  readonly denials: readonly string[];
  /** Number of failed tests of the contract suite. */
  readonly failures: number;
}

/** Runs the contract suite against a local run of the dev stack, and collects the used grants. */
async function usedAccess(): Promise<Access> {
  const cloud = await startProgram();
  try {
    await useStage(cloud);
    const failures = await runContract();
    await failEachConsumer(cloud);
    return { grants: cloud.grants(), denials: [...new Set(cloud.denials())], failures };
  } finally {
    for (const name of ["API_URL", "API_KEY", "API_TOKEN", "API_TOKEN_OPERATIONS"]) delete process.env[name];
    await cloud.stop();
  }
}

/** Makes each consumer of a table's changes fail until it sends a dead letter, which its role allows too. */
async function failEachConsumer(cloud: Cloud): Promise<void> {
  const names = consumers.flatMap(({ name, from }) => (from.kind === "stream" ? [name] : []));
  for (const { from } of consumers) {
    if (from.kind !== "stream") continue;
    // An item with nothing but its key breaks the schema.
    const { partitionKey, sortKey } = from.table;
    const key = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].map(({ name, type }) => [
      name,
      type === "N" ? 1 : type === "B" ? Buffer.from("access") : "access",
    ]);
    await cloud.tables[from.table.logicalName]!.seed([Object.fromEntries(key)]);
  }
  const isDone = () => names.every((name) => cloud.grants()[name]!.every(({ used }) => used));
  for (let step = 0; step < 100 && !isDone(); step += 1) {
    await cloud.clock.advance("1s");
    await setTimeout(20);
  }
}

/** @returns the number of failed tests. */
function runContract(): Promise<number> {
  const mocha = new Mocha({ timeout: 60_000, reporter: class {} as never });
  mocha.rootHooks(mochaHooks);
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith(".test.ts"))) {
    mocha.addFile(join(__dirname, file));
  }
  return new Promise((resolve) => void mocha.run(resolve));
}

/** `npm run access`: compares granted and used actions of each route. Exit code 1 for an unused grant or a denial. */
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
