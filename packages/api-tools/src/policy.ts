import { readdirSync } from "node:fs";
import { policyPackOf, policyResources, type Violation } from "./policyPack";
import { render } from "@onemachine/local-cloud";

/**
 * Checks the resources that the program declares, without an account or the Pulumi CLI, and says what it found.
 *
 * @returns whether nothing mandatory is broken and no suppression is left over.
 * @param stack each that has a file, without one.
 * @throws UserError for a stack that is not there or a program that does not load.
 */
export async function checkStacks(
  dir: string,
  stack: string | undefined,
  { say, policyPack }: { readonly say: (line: string) => void; readonly policyPack?: string | undefined },
): Promise<boolean> {
  const { policies, suppressions, violationsOf, unused } = policyPackOf(dir, policyPack);
  const all: Violation[] = [];
  for (const name of stack === undefined ? stacksOf(dir) : [stack]) {
    const resources = policyResources(await render({ dir, stack: name }));
    const found = violationsOf(resources, policies, suppressions);
    all.push(...found);
    say(`${name}: ${policies.length} policies over ${resources.length} resources, ${summary(found)}`);
    for (const line of linesOf(found)) say(`  ${line}`);
  }
  // Of one stack alone, those of the others are not used.
  const left = stack === undefined ? unused(suppressions, all) : [];
  for (const { policy, reason } of left) say(`the suppression of ${policy} accepts nothing: remove it (${reason})`);
  return left.length === 0 && !open(all).some(({ level }) => level === "mandatory");
}

function summary(violations: readonly Violation[]): string {
  const count = (level: string) => open(violations).filter((each) => each.level === level).length;
  return `${count("mandatory")} mandatory broken, ${count("advisory")} advised, ${violations.length - open(violations).length} accepted`;
}

function open(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ suppression }) => suppression === undefined);
}

/** Those to mend one by one; the accepted by suppression, each with how many it accepts. */
function linesOf(violations: readonly Violation[]): string[] {
  const accepted = new Map<string, number>();
  for (const { policy, suppression } of violations) {
    if (suppression === undefined) continue;
    const line = `accepted  ${policy}, because ${suppression.reason}`;
    accepted.set(line, (accepted.get(line) ?? 0) + 1);
  }
  return [
    ...open(violations).map(({ level, policy, name, message }) => `${level}  ${policy}  ${name}: ${message}`),
    ...[...accepted].map(([line, count]) => `${line} (${count})`),
  ];
}

/** Every stack that has a file of its own; a pull request's is a copy of dev's (`npx api-tools review`). */
function stacksOf(dir: string): string[] {
  return readdirSync(dir).flatMap((file) => /^Pulumi\.(?!pr-\d+\.)(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

export interface PolicyOptions {
  /** Each that has a file, without one. */
  readonly stack?: string;
  /** Folder of the policy pack, relative to the program's. */
  readonly policyPack?: string;
}

/** Prints what the policies find; exit code 1 where something is to be mended. @throws UserError for a person's mistake */
export async function main(dir: string, { stack, policyPack }: PolicyOptions): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  if (!(await checkStacks(dir, stack, { say, policyPack }))) process.exitCode = 1;
}
