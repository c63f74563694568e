import { parseArgs } from "node:util";
import { UserError } from "../local/engine/errors";
import { readProject } from "../local/engine/project";
import type { Program } from "../local/engine/resources";
import { declare, root } from "../tests/support/program";
import type { Account } from "./doctor/account";
import { awsAccount } from "./doctor/awsAccount";
import { examine, notChecked, type Finding } from "./doctor/checks";

const usage = `Usage: npm run doctor -- --stack NAME

  --stack NAME  the stack to deploy, from Pulumi.NAME.yaml

Asks the account of this shell's AWS credentials, read-only, whether the stack can be deployed there.`;

const marks: Readonly<Record<Finding["kind"], string>> = {
  ok: "ok       ",
  note: "note     ",
  fix: "fix      ",
  unchecked: "unchecked",
};

/**
 * Says what an account lacks for a program, and what was not checked.
 *
 * @returns whether nothing is to be fixed.
 * @throws UserError for missing credentials or no network.
 */
export async function doctor(program: Program, account: Account, say: (line: string) => void): Promise<boolean> {
  const { region, stack } = program.place;
  const { account: accountId, arn: callerArn } = await account.identity();
  say(`stack ${stack} in ${region}, account ${accountId}, as ${callerArn}`);
  const findings = await examine({ account, accountId, callerArn, region, program });
  for (const { kind, text } of findings) say(`${marks[kind]}  ${text}`);
  say("not checked:");
  for (const text of notChecked) say(`  ${text}`);
  return findings.every(({ kind }) => kind !== "fix");
}

/** The stack that is named. @throws UserError where none is */
export function stackOf(argv: readonly string[]): string {
  try {
    const { stack } = parseArgs({ args: [...argv], options: { stack: { type: "string" } } }).values;
    if (stack !== undefined) return stack;
  } catch (error) {
    throw new UserError(`${(error as Error).message.split("\n")[0]}\n\n${usage}`);
  }
  throw new UserError(usage);
}

async function main(): Promise<void> {
  try {
    const stack = stackOf(process.argv.slice(2));
    const { config } = readProject(root, stack, []);
    const account = awsAccount({ region: config["aws:region"] ?? "us-east-1" });
    // Before the program is loaded: without credentials there is nothing to ask.
    await account.identity();
    const program = await declare({ stack });
    const fit = await doctor(program, account, (line) => process.stdout.write(`${line}\n`));
    if (!fit) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
