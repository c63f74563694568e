import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import { jsonInput, numberOf, parseCommand } from "./commandLine";
import { canaryIn, withCanary, withoutCanary, withPercent, type Canary } from "./release/stackFile";
import { render } from "@onemachine/local-cloud";

const usage = `Usage: pulumi stack output liveVersions --json | npx api-tools release start [options]
       npx api-tools release share | back | finish [options]

  start   the next deployment gives its new versions a share of the calls, and the rest to those on standard input
  share   changes the share
  back    sends all calls to the versions of before; the new ones stay published
  finish  sends all calls to the new versions

It changes the setting canary in the stack's file and nothing else: pulumi up makes it so. It refuses what the program
would refuse, as a share beside provisioned concurrency.

  --stack NAME   stack whose Pulumi.NAME.yaml is changed (default: prod)
  --percent N    share of the calls that the new versions get, 1 to 99 (default: 10)
  --help         shows this
`;

const steps = ["start", "share", "back", "finish"] as const;
type Step = (typeof steps)[number];

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
export async function release(dir: string, argv: readonly string[], input: ReleaseInput): Promise<string> {
  const [first = "", ...rest] = argv;
  const { stack, percent, help } = parseCommand(
    "npx api-tools release",
    {
      stack: { type: "string", short: "s", default: "prod" },
      percent: { type: "string", default: "10" },
      help: { type: "boolean", short: "h", default: false },
    },
    first.startsWith("-") ? argv : rest,
  );
  if (help) return usage;
  const step = steps.find((each) => each === first);
  if (step === undefined)
    throw new UserError(`${first === "" ? "no step" : `${first} is no step`}: write ${steps.join(", ")}`);
  const file = join(dir, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new UserError(`there is no stack ${stack}: ${file} is missing`);
  const change = { step, stack, key: `${projectOf(dir)}:canary`, percent: shareOf(percent) };
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

function shareOf(text: string): number {
  const percent = numberOf("percent", text, [1, 99]);
  if (!Number.isInteger(percent)) throw new UserError(`--percent is ${text}: it must be an integer from 1 to 99`);
  return percent;
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

/** The command, in the project of a folder. @throws UserError for a person's mistake. */
export async function main(dir: string, argv: readonly string[]): Promise<void> {
  const versions = () => (process.stdin.isTTY ? "" : readFileSync(0, "utf8"));
  const check = (stack: string, config: string) => render({ dir, stack, config: [config] });
  process.stdout.write(await release(dir, argv, { versions, check }));
}
