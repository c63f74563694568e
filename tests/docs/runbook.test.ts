import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { consumers, routes } from "../../api/routes";
import type { Program } from "@onemachine/local-cloud";
import { declare, declared, ofType, root, sourcesProgram, workflowsProgram } from "../support/program";
import { shop } from "../program/sources/routes";

/** Returns the program during a canary release of every route. */
async function programInRelease(): Promise<Program> {
  const { project } = (await declared("dev")).location;
  const canary = { percent: 1, stable: Object.fromEntries(routes.map(({ name }) => [name, "9"])) };
  return declare({ config: [`${project}:canary=${JSON.stringify(canary)}`] });
}

interface Entry {
  /** Anchor that GitHub derives from the heading. */
  readonly anchor: string;
  /** Names of alarms, with `<route>` instead of a route's name. */
  readonly alarms: readonly string[];
}

const entries: readonly Entry[] = readFileSync(join(root, "docs", "runbook.md"), "utf8")
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    anchor: /^.+/.exec(section)![0].toLowerCase().replaceAll(" ", "-"),
    alarms: [...(/^Alarms: (.+)$/m.exec(section)?.[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  }));

/** Returns the name of an alarm in the runbook. */
function runbookNameOf(alarm: string): string {
  const last = alarm.split("-").at(-1)!;
  // A program with workflows, which the template does not contain.
  if (/^workflows-executions-/.test(alarm))
    return alarm.replace(/^workflows-/, "items-api-").replace(/\w+$/, "<workflow>");
  const otherConsumer = /^shop-(.+-)on\w+$/.exec(alarm);
  if (otherConsumer !== null) return `items-api-${otherConsumer[1]}<consumer>`;
  // The runbook lists the alarms of the first table. Those of other tables also contain the table's name.
  if (/-table-\w+-(?:throttled-requests|system-errors)$/.test(alarm)) return alarm.replace(/-table-\w+-/, "-table-");
  if (consumers.some(({ name }) => name === last)) return alarm.replace(new RegExp(`${last}$`), "<consumer>");
  return routes.some(({ name }) => name === last) ? alarm.replace(new RegExp(`${last}$`), "<route>") : alarm;
}

const alarmsOf = (program: Program) => ofType(program, "aws:cloudwatch/metricAlarm:MetricAlarm");

describe("the runbook", () => {
  const alarms = async () => [
    ...[await declared("prod"), await programInRelease()].flatMap((each) => alarmsOf(each)),
    ...alarmsOf(await declare(workflowsProgram)).filter(({ inputs }) => inputs["namespace"] === "AWS/States"),
    // The other sources of consumers have other alarms.
    ...alarmsOf(await declare(sourcesProgram)).filter(({ name }) =>
      shop.consumers.some((consumer) => name.endsWith(`-${consumer.name}`)),
    ),
  ];

  it("has an entry for each alarm, and no other entries", async () => {
    const declaredNames = new Set((await alarms()).map(({ name }) => runbookNameOf(name)));
    expect(entries.flatMap((entry) => entry.alarms).sort()).to.deep.equal([...declaredNames].sort());
  });

  it("contains the entry to which the description of each alarm links", async () => {
    for (const { name, inputs } of await alarms()) {
      const [, anchor] = /\. docs\/runbook\.md#([a-z-]+)$/.exec(String(inputs["alarmDescription"])) ?? [];
      expect(entries.find((entry) => entry.anchor === anchor)?.alarms, name).to.include(runbookNameOf(name));
    }
  });
});
