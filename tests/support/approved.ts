import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Declared, parsePolicy, type Program } from "@onemachine/local-cloud";
import { alarmRule } from "@onemachine/api-tools";
import { naming } from "@onemachine/api-tools";
import { declared, root } from "./program";

export const approvedFile = join(root, "tests", "program", "approved.txt");

const heading = [
  "Summary of the program for review: routes and their callers, permissions, alarms and outputs. Each line ends with the",
  "stacks to which it applies. `npm run approve` writes this file.",
]
  .map((line) => `# ${line}\n`)
  .join("");

/** All stacks with a file, except review stacks, whose file is a copy of dev's (`npx api-tools review`). */
export const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(?!pr-\d+\.)(.+)\.yaml$/.exec(file)?.[1] ?? []);

/** Returns the text of the file for the current program. */
export async function approvedText(): Promise<string> {
  const holdsFor = new Map<string, string[]>();
  for (const stack of stacks) {
    for (const line of linesOf(await declared(stack))) holdsFor.set(line, [...(holdsFor.get(line) ?? []), stack]);
  }
  const lines = [...holdsFor].map(([line, names]) => `${line}  (${names.join(", ")})`);
  return `${heading}\n${lines.sort().join("\n")}\n`;
}

/** Returns the lines that only one of the texts contains. */
export function difference(approved: string, now: string): string[] {
  const [before, after] = [approved, now].map((text) => text.split("\n").filter((line) => !line.startsWith("#")));
  return [
    ...before!.filter((line) => !after!.includes(line)).map((line) => `no longer: ${line}`),
    ...after!.filter((line) => !before!.includes(line)).map((line) => `new: ${line}`),
  ];
}

export function readApproved(): string {
  return readFileSync(approvedFile, "utf8");
}

function linesOf(program: Program): string[] {
  const replaceNames = naming(program);
  return [
    ...program.resources.flatMap((resource) => [...routes(resource), ...alarms(resource), ...invokers(resource)]),
    ...program.resources.flatMap((resource) => policies(resource)),
    ...Object.entries(program.outputs).map(([name, { secret }]) => `output  ${name}${secret ? ", secret" : ""}`),
  ].map(replaceNames);
}

function routes({ type, inputs }: Declared): string[] {
  if (type !== "aws:apigateway/restApi:RestApi") return [];
  const { paths } = JSON.parse(String(inputs["body"])) as Record<"paths", Record<string, Record<string, any>>>;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId, security }]) => {
      const [needed] = security ?? [];
      const who = needed === undefined ? "for everybody" : `for who has ${Object.keys(needed).join()}`;
      return `route  ${method.toUpperCase()} ${path}  ${operationId ?? "preflight"}, ${who}`;
    }),
  );
}

function alarms(alarm: Declared): string[] {
  if (alarm.type !== "aws:cloudwatch/metricAlarm:MetricAlarm") return [];
  return [`alarm  ${alarm.name}  ${alarmRule(alarm)}`];
}

function invokers({ type, inputs }: Declared): string[] {
  if (type !== "aws:lambda/permission:Permission") return [];
  const target = `${String(inputs["function"])}:${String(inputs["qualifier"])}`;
  return [`invoke  ${target}  by ${String(inputs["principal"])} from ${String(inputs["sourceArn"])}`];
}

function policies({ name, inputs }: Declared): string[] {
  if (typeof inputs["policyArn"] === "string") return [`policy  ${name}  attaches ${inputs["policyArn"]}`];
  return ["policy", "assumeRolePolicy"].flatMap((key) => {
    const document = inputs[key];
    if (typeof document !== "string") return [];
    const { Statement } = JSON.parse(document) as { Statement: { Principal?: unknown }[] };
    return parsePolicy(document).flatMap(({ effect, actions, resources, conditions }, index) => {
      const principal = Statement[index]!.Principal;
      const who = principal === undefined ? "" : ` to ${JSON.stringify(principal)}`;
      const when = conditions.map((each) => ` if ${each.operator} ${each.key} ${each.values.join()}`).join("");
      return actions.map(
        (action) => `policy  ${name}  ${effect} ${action}${who} on ${resources.join(" and ") || "it"}${when}`,
      );
    });
  });
}
