import { defaultRegion, type Program, readDeclaredProject, render } from "@onemachine/local-cloud";
import type { Account } from "./doctor/account";
import { loadDeployerActions, type ActionsFor } from "./doctor/deployerActions";
import { createAwsAccount } from "./doctor/awsAccount";
import { runChecks, notChecked, type Finding } from "./doctor/checks";
import { placeholderFindings } from "./doctor/placeholderFindings";
import { readFiles } from "./rename/project";

const marks: Readonly<Record<Finding["kind"], string>> = {
  ok: "ok       ",
  note: "note     ",
  fix: "fix      ",
  unchecked: "unchecked",
};

export interface DoctorOptions {
  readonly say: (line: string) => void;
  readonly actionsFor: ActionsFor;
  /** Texts of the project's files, keyed by path, which are searched for placeholders. */
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * Reports what an account lacks for a program, and what was not checked.
 *
 * @returns true if there is nothing to fix.
 * @throws UserError for missing credentials or an unreachable network.
 */
export async function runDoctor(
  program: Program,
  account: Account,
  { say, actionsFor, texts = new Map() }: DoctorOptions,
): Promise<boolean> {
  const { region, stack } = program.location;
  const { account: accountId, arn: callerArn } = await account.getIdentity();
  say(`stack ${stack} in ${region}, account ${accountId}, as ${callerArn}`);
  const ofAccount = await runChecks({ account, accountId, callerArn, region, program, actionsFor });
  const findings = [...ofAccount, ...placeholderFindings(texts)];
  for (const { kind, text } of findings) say(`${marks[kind]}  ${text}`);
  say("not checked:");
  for (const text of notChecked) say(`  ${text}`);
  return findings.every(({ kind }) => kind !== "fix");
}

/** Checks the account that the environment's credentials belong to. @throws UserError for a user's mistake */
export async function main(dir: string, stack: string): Promise<void> {
  const { config } = readDeclaredProject(dir, stack, []);
  const account = createAwsAccount({ region: config["aws:region"] ?? defaultRegion });
  // Fails early: without credentials, loading the program is pointless.
  await account.getIdentity();
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const options = { say, actionsFor: loadDeployerActions(dir), texts: readFiles(dir) };
  const fit = await runDoctor(await render({ dir, stack, replacesEncrypted: true }), account, options);
  if (!fit) process.exitCode = 1;
}
