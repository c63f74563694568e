import { UserError } from "@onemachine/local-cloud";
import { parseCommand } from "../commandLine";
import type { Traffic } from "../cost/estimate";
import { trafficHelp, trafficOf, trafficOptions } from "../cost/options";

const formats = ["terminal", "markdown", "json"] as const;

export interface ReportOptions {
  readonly base: string | undefined;
  readonly stack: string;
  readonly config: readonly string[];
  readonly format: (typeof formats)[number];
  readonly allow: readonly string[];
  readonly traffic: Traffic;
  readonly policyPack: string | undefined;
  readonly help: boolean;
}

export const usage = `Usage: npx api-tools report [options]

  --base REF           commit to compare with (default: where the branch left origin/main or main)
  --stack NAME         stack to render: reads Pulumi.NAME.yaml (default: prod)
  --config KEY=VALUE   overrides a setting on both sides, as npm start does
  --format FORMAT      ${formats.join(", ")} (default: terminal)
  --policy-pack DIR    folder of the policy pack (default: policy)
  --allow NAME         lets a finding pass; the report names it. Any other one ends with exit code 1
${trafficHelp}
  --help               shows this
`;

/** @throws UserError */
export function reportOptions(argv: readonly string[]): ReportOptions {
  const values = parseCommand(
    "npx api-tools report",
    {
      base: { type: "string" },
      stack: { type: "string", short: "s", default: "prod" },
      config: { type: "string", multiple: true, default: [] },
      format: { type: "string", default: "terminal" },
      allow: { type: "string", multiple: true, default: [] },
      "policy-pack": { type: "string" },
      ...trafficOptions,
      help: { type: "boolean", short: "h", default: false },
    },
    argv,
  );
  const { base, stack, config, format, allow, help } = values;
  const known = formats.find((each) => each === format);
  if (known === undefined) throw new UserError(`--format is ${format}: it must be ${formats.join(", ")}`);
  return {
    base,
    stack,
    config,
    format: known,
    allow,
    policyPack: values["policy-pack"],
    help,
    traffic: trafficOf(values),
  };
}
