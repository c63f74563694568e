import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import { defaultStack } from "./commandLine";
import { jsonInput, standardInput } from "./input";
import { defaultPercent, type Step } from "./release/steps";
import { canaryIn, withCanary, withoutCanary, withPercent, type Canary } from "./release/stackFile";
import { render } from "@onemachine/local-cloud";

export interface ReleaseOptions {
  readonly stack?: string;
  /** Share of the calls that the new versions get, 1 to 99. */
  readonly percent?: number;
}

export interface Taken extends ReleaseOptions {
  readonly step: Step;
}

export interface ReleaseInput {
  /** Reads what `start` is given on standard input. */
  readonly versions: () => string;
  /** Renders the program with `KEY=VALUE`. @throws UserError for what it refuses */
  readonly check: (stack: string, config: string) => Promise<unknown>;
}

/**
 * Writes a step of a release into a stack's file. Every other byte of the file stays.
 *
 * @returns what to do next.
 * @throws UserError
 */
export async function release(dir: string, taken: Taken, input: ReleaseInput): Promise<string> {
  const { step, stack = defaultStack, percent = defaultPercent } = taken;
  const file = join(dir, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new UserError(`there is no stack ${stack}: ${file} is missing`);
  const change = { step, stack, key: `${projectOf(dir)}:canary`, percent };
  const text = changed(readFileSync(file, "utf8"), change, input.versions);
  const canary = canaryIn(text, change.key);
  if (canary !== undefined) await input.check(stack, `${change.key}=${JSON.stringify(canary)}`);
  writeFileSync(file, text);
  return `${file} is changed. ${next(step, stack)}\n`;
}

interface Change {
  readonly step: Step;
  readonly stack: string;
  readonly key: string;
  readonly percent: number;
}

function changed(text: string, { step, stack, key, percent }: Change, versions: () => string): string {
  const isUnderWay = canaryIn(text, key) !== undefined;
  if (step === "start") {
    if (isUnderWay) throw new UserError(`a release is under way on ${stack} (${key}): share, back or finish it`);
    return withCanary(text, key, { percent, stable: versionsIn(versions()) });
  }
  if (!isUnderWay) throw new UserError(`no release is under way on ${stack}: there is no ${key} to change`);
  if (step === "finish") return withoutCanary(text, key);
  return withPercent(text, key, step === "back" ? 0 : percent);
}

function next(step: Step, stack: string): string {
  const then: Readonly<Record<Step, string>> = {
    start: "the new versions get their share, and alarms of their own",
    share: "the share is the new one",
    back: "every call gets the version of before; share again once the mistake is mended and deployed",
    finish: "every call gets the new versions",
  };
  return `After pulumi up -s ${stack}, ${then[step]}.`;
}

/** What `pulumi stack output liveVersions --json` prints: version by route. */
function versionsIn(text: string): Canary["stable"] {
  const sentence = "standard input must hold versions by route: pulumi stack output liveVersions --json";
  const value = jsonInput(text, sentence);
  const versions = typeof value !== "object" || value === null || Array.isArray(value) ? [] : Object.entries(value);
  if (versions.length === 0 || !versions.every(([, version]) => /^[1-9][0-9]*$/.test(String(version)))) {
    throw new UserError(sentence);
  }
  return Object.fromEntries(versions.map(([route, version]) => [route, String(version)]));
}

function projectOf(dir: string): string {
  return String(parseDocument(readFileSync(join(dir, "Pulumi.yaml"), "utf8")).get("name"));
}

/** Takes a step, and prints what to do next. @throws UserError for a person's mistake */
export async function main(dir: string, taken: Taken): Promise<void> {
  const check = (stack: string, config: string) => render({ dir, stack, config: [config] });
  process.stdout.write(await release(dir, taken, { versions: standardInput, check }));
}
