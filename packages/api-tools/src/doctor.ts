import { defaultRegion, type Program, readProject, render } from "@onemachine/local-cloud";
import type { Account } from "./doctor/account";
import { deployerActionsOf, type ActionsFor } from "./doctor/deployerActions";
import { awsAccount } from "./doctor/awsAccount";
import { examine, notChecked, type Finding } from "./doctor/checks";
import { placeholderFindings } from "./doctor/placeholderFindings";
import { filesOf } from "./rename/project";

const marks: Readonly<Record<Finding["kind"], string>> = {
  ok: "ok       ",
  note: "note     ",
  fix: "fix      ",
  unchecked: "unchecked",
};

export interface DoctorOptions {
  readonly say: (line: string) => void;
  readonly actionsFor: ActionsFor;
  /** Text of the project's files by path, searched for placeholders. */
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * Says what an account lacks for a program, and what was not checked.
 *
 * @returns whether nothing is to be fixed.
 * @throws UserError for missing credentials or no network.
 */
export async function doctor(
  program: Program,
  account: Account,
  { say, actionsFor, texts = new Map() }: DoctorOptions,
): Promise<boolean> {
  const { region, stack } = program.location;
  const { account: accountId, arn: callerArn } = await account.identity();
  say(`stack ${stack} in ${region}, account ${accountId}, as ${callerArn}`);
  const ofAccount = await examine({ account, accountId, callerArn, region, program, actionsFor });
  const findings = [...ofAccount, ...placeholderFindings(texts)];
  for (const { kind, text } of findings) say(`${marks[kind]}  ${text}`);
  say("not checked:");
  for (const text of notChecked) say(`  ${text}`);
  return findings.every(({ kind }) => kind !== "fix");
}

/** Examines the account of the environment's credentials. @throws UserError for a person's mistake */
export async function main(dir: string, stack: string): Promise<void> {
  const { config } = readProject(dir, stack, []);
  const account = awsAccount({ region: config["aws:region"] ?? defaultRegion });
  // Before the program is loaded: without credentials there is nothing to ask.
  await account.identity();
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const options = { say, actionsFor: deployerActionsOf(dir), texts: filesOf(dir) };
  const fit = await doctor(await render({ dir, stack }), account, options);
  if (!fit) process.exitCode = 1;
}
