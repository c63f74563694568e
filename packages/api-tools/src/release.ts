import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import { defaultStack } from "./commandLine";
import { parseJsonInput, readStandardInput } from "./input";
import { defaultPercent, type Step } from "./release/steps";
import { readCanary, addCanary, removeCanary, setPercent, type Canary } from "./release/stackFile";
import { render } from "@onemachine/local-cloud";

export interface ReleaseOptions {
  readonly stack?: string;
  /** Share of the calls for new versions, 1 to 99 percent. */
  readonly percent?: number;
}

export interface StepOptions extends ReleaseOptions {
  readonly step: Step;
}

export interface ReleaseInput {
  /** Reads standard input, for `start`. */
  readonly versions: () => string;
  /** Renders the program with a setting, `KEY=VALUE`. @throws UserError if the program rejects it */
  readonly check: (stack: string, config: string) => Promise<unknown>;
}

/**
 * Writes a step of a release to a stack's file. The rest of the file stays the same, byte for byte.
 *
 * @returns the next action for the user.
 * @throws UserError
 */
export async function release(dir: string, taken: StepOptions, input: ReleaseInput): Promise<string> {
  const { step, stack = defaultStack, percent = defaultPercent } = taken;
  const file = join(dir, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new UserError(`stack ${stack} does not exist: ${file} is missing`);
  const change = { step, stack, key: `${readProjectName(dir)}:canary`, percent };
  const text = applyStep(readFileSync(file, "utf8"), change, input.versions);
  const canary = readCanary(text, change.key);
  if (canary !== undefined) await input.check(stack, `${change.key}=${JSON.stringify(canary)}`);
  writeFileSync(file, text);
  return `${file} is changed. ${describeNext(step, stack)}\n`;
}

interface Change {
  readonly step: Step;
  readonly stack: string;
  readonly key: string;
  readonly percent: number;
}

function applyStep(text: string, { step, stack, key, percent }: Change, versions: () => string): string {
  const isUnderWay = readCanary(text, key) !== undefined;
  if (step === "start") {
    if (isUnderWay) throw new UserError(`stack ${stack} has a release under way (${key}): use share, back or finish`);
    return addCanary(text, key, { percent, stable: parseVersions(versions()) });
  }
  if (!isUnderWay) throw new UserError(`stack ${stack} has no release under way: ${key} is not set`);
  if (step === "finish") return removeCanary(text, key);
  return setPercent(text, key, step === "back" ? 0 : percent);
}

function describeNext(step: Step, stack: string): string {
  const then: Readonly<Record<Step, string>> = {
    start: "the new versions receive their share of the calls and get separate alarms",
    share: "the new share applies",
    back: "all calls go to the previous versions; run share again after you have deployed a fix",
    finish: "all calls go to the new versions",
  };
  return `After pulumi up -s ${stack}, ${then[step]}.`;
}

/** Parses the output of `pulumi stack output liveVersions --json`: versions, keyed by route. */
function parseVersions(text: string): Canary["stable"] {
  const sentence = "standard input must contain versions by route: pipe pulumi stack output liveVersions --json";
  const value = parseJsonInput(text, sentence);
  const versions = typeof value !== "object" || value === null || Array.isArray(value) ? [] : Object.entries(value);
  if (versions.length === 0 || !versions.every(([, version]) => /^[1-9][0-9]*$/.test(String(version)))) {
    throw new UserError(sentence);
  }
  return Object.fromEntries(versions.map(([route, version]) => [route, String(version)]));
}

function readProjectName(dir: string): string {
  return String(parseDocument(readFileSync(join(dir, "Pulumi.yaml"), "utf8")).get("name"));
}

/** Runs a step and prints the next action. @throws UserError for a user's mistake */
export async function main(dir: string, taken: StepOptions): Promise<void> {
  const check = (stack: string, config: string) => render({ dir, stack, config: [config], replacesEncrypted: true });
  process.stdout.write(await release(dir, taken, { versions: readStandardInput, check }));
}
