import Mocha from "mocha";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { UsedGrant } from "@onemachine/local-cloud/testing";
import { consumers } from "../../api/routes";
import { failEachConsumer } from "../support/failEachConsumer";
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
    await failEachConsumer(cloud, consumers);
    return { grants: cloud.grants(), denials: [...new Set(cloud.denials())], failures };
  } finally {
    for (const name of ["API_URL", "API_KEY", "API_TOKEN", "API_TOKEN_OPERATIONS"]) delete process.env[name];
    await cloud.stop();
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

/**
 * True for the grant with which Powertools removes the id of an event after a failed attempt. Nothing here makes the callback
 * of another service's event fail.
 */
function isForFailures(name: string, { action, resources }: UsedGrant): boolean {
  const isIdempotent = consumers.some((consumer) => consumer.name === name && consumer.idempotent);
  return (
    isIdempotent && action === "dynamodb:DeleteItem" && resources.some((each) => each.includes(":table/Deliveries-"))
  );
}

/** `npm run access`: compares granted and used actions of each route. Exit code 1 for an unused grant or a denial. */
async function main(): Promise<void> {
  const { grants, denials, failures } = await usedAccess();
  let unused = 0;
  for (const [name, granted] of Object.entries(grants)) {
    process.stdout.write(`${name}\n`);
    for (const grant of granted) {
      const isExplained = !grant.used && isForFailures(name, grant);
      if (!grant.used && !isExplained) unused += 1;
      const state = grant.used ? "used  " : isExplained ? "fails " : "UNUSED";
      const why = isExplained ? "  (removes the id of an event after a failed attempt)" : "";
      process.stdout.write(`  ${state}  ${grant.action}${why}\n`);
    }
  }
  for (const denial of denials) process.stdout.write(`DENIED  ${denial}\n`);
  process.stdout.write(`\n${unused} unused, ${denials.length} denied, ${failures} contract tests failed\n`);
  process.exitCode = unused + denials.length + failures === 0 ? 0 : 1;
}

void main();
