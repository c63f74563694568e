import { readdirSync } from "node:fs";
import { policyPackOf, policyResources, type Violation } from "./policyPack";
import { render } from "@onemachine/local-cloud";

/**
 * Checks declared resources against the policy pack and prints the violations. Needs no account and no Pulumi CLI.
 *
 * @returns true without mandatory violations.
 * @param stack every stack with a Pulumi.NAME.yaml if undefined.
 * @throws UserError for an unknown stack or a program that does not load.
 */
export async function checkStacks(
  dir: string,
  stack: string | undefined,
  { say, policyPack }: { readonly say: (line: string) => void; readonly policyPack?: string | undefined },
): Promise<boolean> {
  const { policies, suppressions, violationsOf, unused } = policyPackOf(dir, policyPack);
  const all: Violation[] = [];
  const types = new Set<string>();
  for (const name of stack === undefined ? listStacks(dir) : [stack]) {
    const resources = policyResources(await render({ dir, stack: name, replacesEncrypted: true }));
    const found = violationsOf(resources, policies, suppressions);
    all.push(...found);
    for (const { type } of resources) types.add(type);
    say(`${name}: ${policies.length} policies over ${resources.length} resources, ${summarize(found)}`);
    for (const line of formatViolations(found)) say(`  ${line}`);
  }
  // With one stack, suppressions for other stacks match nothing.
  const applied = policies.filter((policy) => policy.types.some((type) => types.has(type)));
  const left = stack === undefined ? unused(suppressions, all, applied) : [];
  for (const { policy, reason } of left)
    say(`the suppression of ${policy} matches nothing: remove it, unless review stacks need it (${reason})`);
  return !filterOpen(all).some(({ level }) => level === "mandatory");
}

function summarize(violations: readonly Violation[]): string {
  const count = (level: string) => filterOpen(violations).filter((each) => each.level === level).length;
  return `${count("mandatory")} mandatory violations, ${count("advisory")} advisory, ${violations.length - filterOpen(violations).length} suppressed`;
}

function filterOpen(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ suppression }) => suppression === undefined);
}

/** Formats open violations one by one, and suppressed ones grouped by suppression with their number. */
function formatViolations(violations: readonly Violation[]): string[] {
  const accepted = new Map<string, number>();
  for (const { policy, suppression } of violations) {
    if (suppression === undefined) continue;
    const line = `suppressed  ${policy}, because ${suppression.reason}`;
    accepted.set(line, (accepted.get(line) ?? 0) + 1);
  }
  return [
    ...filterOpen(violations).map(({ level, policy, name, message }) => `${level}  ${policy}  ${name}: ${message}`),
    ...[...accepted].map(([line, count]) => `${line} (${count})`),
  ];
}

/** Lists the stacks with a Pulumi.NAME.yaml, except review stacks, which copy dev's settings. */
function listStacks(dir: string): string[] {
  return readdirSync(dir).flatMap((file) => /^Pulumi\.(?!pr-\d+\.)(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

export interface PolicyOptions {
  /** Stack to check; every stack with a Pulumi.NAME.yaml if absent. */
  readonly stack?: string;
  /** Folder of the policy pack, relative to the program's folder. */
  readonly policyPack?: string;
}

/** Prints the violations; sets exit code 1 for failures. @throws UserError for a user's mistake */
export async function main(dir: string, { stack, policyPack }: PolicyOptions): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  if (!(await checkStacks(dir, stack, { say, policyPack }))) process.exitCode = 1;
}
