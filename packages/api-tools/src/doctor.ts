import { resolve } from "node:path";
import { UserError } from "../../local-cloud/src/kernel/errors";
import { defaultRegion } from "../../local-cloud/src/kernel/identity";
import { readProject } from "../../local-cloud/src/program/project";
import type { Program } from "../../local-cloud/src/kernel/resources";
import { parseCommand, runCommand } from "./commandLine";
import type { Account } from "./doctor/account";
import { awsAccount } from "./doctor/awsAccount";
import { examine, notChecked, type Finding } from "./doctor/checks";
import { render } from "../../local-cloud/src/program/render";

const usage = `Usage: npm run doctor -- --stack NAME

  --stack NAME  the stack to deploy, from Pulumi.NAME.yaml

Asks the account of this shell's AWS credentials, read-only, whether the stack can be deployed there.
`;

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

if (require.main === module) {
  void runCommand(async () => {
    const known = { stack: { type: "string" }, help: { type: "boolean", default: false } } as const;
    const { stack, help } = parseCommand("npm run doctor", known, process.argv.slice(2));
    if (help) return void process.stdout.write(usage);
    if (stack === undefined) throw new UserError("name the stack to deploy: npm run doctor -- --stack prod");
    const dir = resolve(__dirname, "../../..");
    const { config } = readProject(dir, stack, []);
    const account = awsAccount({ region: config["aws:region"] ?? defaultRegion });
    // Before the program is loaded: without credentials there is nothing to ask.
    await account.identity();
    const fit = await doctor(await render({ dir, stack }), account, (line) => void process.stdout.write(`${line}\n`));
    if (!fit) process.exitCode = 1;
  });
}
