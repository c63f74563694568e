import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Declarations } from "../../api/kinds";
import { consumers, routes, tasks } from "../../api/routes";
import { functionNameOf } from "../../api/route/functionUnit";
import type { Declared, Program } from "@onemachine/local-cloud";
import {
  declareWithoutCode,
  groupsProgram,
  ofType,
  root,
  shipped,
  sourcesProgram,
  workflowsProgram,
} from "../support/program";
import { shippedStack } from "../support/shipped";
import { shop } from "../program/sources/routes";

/** Returns the program during a canary release of every route. */
async function programInRelease(): Promise<Program> {
  const { project } = (await shipped("dev")).location;
  const canary = { percent: 1, stable: Object.fromEntries(routes.map((route) => [functionNameOf(route), "9"])) };
  return declareWithoutCode({ ...shippedStack("dev"), config: [`${project}:canary=${JSON.stringify(canary)}`] });
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
  const grouped = /^things-(.+)-\w+$/.exec(alarm);
  if (grouped !== null) return `items-api-${grouped[1]}-<route>`;
  const otherConsumer = /^shop-(.+-)on\w+$/.exec(alarm);
  if (otherConsumer !== null) return `items-api-${otherConsumer[1]}<consumer>`;
  // The runbook lists the alarms of the first table. Those of other tables also contain the table's name.
  if (/-table-\w+-(?:throttled-requests|system-errors)$/.test(alarm)) return alarm.replace(/-table-\w+-/, "-table-");
  if (consumers.some(({ name }) => name === last)) return alarm.replace(new RegExp(`${last}$`), "<consumer>");
  const names = routes.flatMap((route) => [route.name, functionNameOf(route)]);
  return names.includes(last) ? alarm.replace(new RegExp(`${last}$`), "<route>") : alarm;
}

const usesTable = (declarations: Declarations) => Object.values(declarations).some(({ kind }) => kind === "table");

const alarmsOf = (program: Program) => ofType(program, "aws:cloudwatch/metricAlarm:MetricAlarm");

describe("the runbook", () => {
  let alarms: readonly Declared[];
  before(async () => {
    // One after the other, because Pulumi's runtime has global state.
    const ownAlarms = [await shipped("prod"), await programInRelease()].flatMap((each) => alarmsOf(each));
    const workflowAlarms = alarmsOf(await declareWithoutCode(workflowsProgram));
    const groupAlarms = alarmsOf(await declareWithoutCode(groupsProgram));
    const sourceAlarms = alarmsOf(await declareWithoutCode(sourcesProgram));
    alarms = [
      ...ownAlarms,
      ...workflowAlarms.filter(({ inputs }) => inputs["namespace"] === "AWS/States"),
      // The routes of a group have alarms of their own.
      ...groupAlarms.filter(({ name }) => /-(?:server-errors|latency)-\w+$/.test(name)),
      // The other sources of consumers have other alarms.
      ...sourceAlarms.filter(({ name }) => shop.consumers.some((consumer) => name.endsWith(`-${consumer.name}`))),
    ];
  });

  it("has an entry for each alarm, and no other entries", () => {
    const declaredNames = new Set(alarms.map(({ name }) => runbookNameOf(name)));
    // An API without tables keeps the entry of their alarms.
    const usesTables = [...routes, ...consumers, ...tasks].some((each) => usesTable(each.declarations));
    const kept = usesTables ? [] : entries.flatMap((entry) => entry.alarms).filter((name) => /-table-/.test(name));
    expect(entries.flatMap((entry) => entry.alarms).sort()).to.deep.equal([...declaredNames, ...kept].sort());
  });

  it("contains the entry to which the description of each alarm links", () => {
    for (const { name, inputs } of alarms) {
      const [, anchor] = /\. docs\/runbook\.md#([a-z-]+)$/.exec(String(inputs["alarmDescription"])) ?? [];
      expect(entries.find((entry) => entry.anchor === anchor)?.alarms, name).to.include(runbookNameOf(name));
    }
  });
});
