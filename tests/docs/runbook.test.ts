import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { routes } from "../../api/routes";
import type { Program } from "@onemachine/local-cloud";
import { declare, declared, ofType, root } from "../support/program";

/** While a release shares the calls of every route. */
async function releasing(): Promise<Program> {
  const { project } = (await declared("dev")).location;
  const canary = { percent: 1, stable: Object.fromEntries(routes.map(({ name }) => [name, "9"])) };
  return declare({ config: [`${project}:canary=${JSON.stringify(canary)}`] });
}

interface Entry {
  /** As GitHub makes it of a heading. */
  readonly anchor: string;
  /** Names of alarms, with `<route>` for a route's name. */
  readonly alarms: readonly string[];
}

const entries: readonly Entry[] = readFileSync(join(root, "docs", "runbook.md"), "utf8")
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    anchor: /^.+/.exec(section)![0].toLowerCase().replaceAll(" ", "-"),
    alarms: [...(/^Alarms: (.+)$/m.exec(section)?.[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  }));

/** The name under which the runbook has an alarm. */
function nameOf(alarm: string): string {
  const last = alarm.split("-").at(-1)!;
  // The alarms of a further table are those of the first one, with its name in theirs.
  if (/-table-\w+-(?:throttled-requests|system-errors)$/.test(alarm)) return alarm.replace(/-table-\w+-/, "-table-");
  return routes.some(({ name }) => name === last) ? alarm.replace(new RegExp(`${last}$`), "<route>") : alarm;
}

describe("the runbook", () => {
  const alarms = async () =>
    [await declared("prod"), await releasing()].flatMap((each) =>
      ofType(each, "aws:cloudwatch/metricAlarm:MetricAlarm"),
    );

  it("has an entry for each alarm, and no other", async () => {
    const declaredNames = new Set((await alarms()).map(({ name }) => nameOf(name)));
    expect(entries.flatMap((entry) => entry.alarms).sort()).to.deep.equal([...declaredNames].sort());
  });

  it("is where the description of each alarm leads, to its own entry", async () => {
    for (const { name, inputs } of await alarms()) {
      const [, anchor] = /\. docs\/runbook\.md#([a-z-]+)$/.exec(String(inputs["alarmDescription"])) ?? [];
      expect(entries.find((entry) => entry.anchor === anchor)?.alarms, name).to.include(nameOf(name));
    }
  });
});
