import { Option, type Command } from "commander";
import { appendValue, programOf } from "../commandLine";
import { addStackOptions, addTrafficOptions, trafficOf, type TrafficFlags } from "../cost/options";
import type { CostOptions } from "../cost";
import type { PolicyOptions } from "../policy";
import { reportFormats, type ReportOptions } from "../report/options";

const policyPack = ["--policy-pack <dir>", "folder of the policy pack (default: policy)"] as const;

/** Adds the commands that predict the effects of a deployment. */
export function declareBeforeDeployment(program: Command): void {
  declareReport(program);
  declareCost(program);
  program
    .command("policy")
    .description("checks every stack against the policy pack, without an account")
    .option("-s, --stack <name>", "stack to check (default: every stack with a Pulumi.NAME.yaml)")
    .option(...policyPack)
    .action(async (options: PolicyOptions, command: Command) => {
      const policy = await import("../policy");
      await policy.main(programOf(command), options);
    });
  program
    .command("doctor")
    .description("reports what an AWS account lacks for a stack; reads only, with the credentials of this shell")
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
    .option("--base <ref>", "commit to compare with (default: the merge base with origin/main or main)");
  addStackOptions(report, "render")
    .addOption(new Option("--format <format>", "output format").choices(reportFormats).default("terminal"))
    .option(...policyPack)
    .option("--allow <name>", "accepts a finding; repeatable. Other findings set exit code 1", appendValue);
  addTrafficOptions(report).action(async (flags: ReportOptions & TrafficFlags, command: Command) => {
    const traffic = trafficOf(flags);
    const { main } = await import("../report");
    await main(programOf(command), { ...flags, traffic });
  });
}

function declareCost(program: Command): void {
  const cost = program.command("cost").description("estimates the monthly cost of a stack, by service and route");
  addTrafficOptions(addStackOptions(cost, "price"))
    .option("--json", "prints the estimate as JSON")
    .action(async (flags: CostOptions & TrafficFlags, command: Command) => {
      const traffic = trafficOf(flags);
      const { main } = await import("../cost");
      await main(programOf(command), { ...flags, traffic });
    });
}
