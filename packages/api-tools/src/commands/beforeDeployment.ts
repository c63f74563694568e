import { Option, type Command } from "commander";
import { collected, programOf } from "../commandLine";
import { addStackOptions, addTrafficOptions, trafficOf, type TrafficFlags } from "../cost/options";
import type { CostOptions } from "../cost";
import type { PolicyOptions } from "../policy";
import { reportFormats, type ReportOptions } from "../report/options";

const policyPack = ["--policy-pack <dir>", "folder of the policy pack (default: policy)"] as const;

/** Declares the commands that say what a deployment would do. */
export function declareBeforeDeployment(program: Command): void {
  declareReport(program);
  declareCost(program);
  program
    .command("policy")
    .description("checks the policy pack's controls over every stack, without an account")
    .option("-s, --stack <name>", "stack whose resources are checked (default: each that has a file)")
    .option(...policyPack)
    .action(async (options: PolicyOptions, command: Command) => {
      const policy = await import("../policy");
      await policy.main(programOf(command), options);
    });
  program
    .command("doctor")
    .description("reports what an AWS account lacks for a stack, read-only, with this shell's credentials")
    .requiredOption("-s, --stack <name>", "stack to deploy, from Pulumi.NAME.yaml")
    .action(async ({ stack }: { stack: string }, command: Command) => {
      const doctor = await import("../doctor");
      await doctor.main(programOf(command), stack);
    });
}

function declareReport(program: Command): void {
  const report = program
    .command("report")
    .description("reports what the working tree changes: routes, permissions, policies, resources, cost")
    .option("--base <ref>", "commit to compare with (default: where the branch left origin/main or main)");
  addStackOptions(report, "render")
    .addOption(new Option("--format <format>", "how it is written").choices(reportFormats).default("terminal"))
    .option(...policyPack)
    .option("--allow <name>", "lets a finding pass; repeatable. Any other finding exits with code 1", collected);
  addTrafficOptions(report).action(async (flags: ReportOptions & TrafficFlags, command: Command) => {
    const traffic = trafficOf(flags);
    const { main } = await import("../report");
    await main(programOf(command), { ...flags, traffic });
  });
}

function declareCost(program: Command): void {
  const cost = program.command("cost").description("estimates what a stack costs a month, by service and route");
  addTrafficOptions(addStackOptions(cost, "price"))
    .option("--json", "prints the estimate as JSON")
    .action(async (flags: CostOptions & TrafficFlags, command: Command) => {
      const traffic = trafficOf(flags);
      const { main } = await import("../cost");
      await main(programOf(command), { ...flags, traffic });
    });
}
