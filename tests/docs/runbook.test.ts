import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { routes } from "../../api/routes";
import { declared, ofType, root } from "../support/program";

describe("the runbook", () => {
  it("has an entry for each alarm, and no other", async () => {
    const names = new Set(routes.map(({ name }) => name));
    const alarms = ofType(await declared("prod"), "aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => {
      const [last = ""] = name.split("-").slice(-1);
      // The alarms of a further table are those of the first one, with its name in theirs.
      if (/-table-\w+-(?:throttled-requests|system-errors)$/.test(name)) return name.replace(/-table-\w+-/, "-table-");
      return names.has(last) ? name.replace(new RegExp(`${last}$`), "<route>") : name;
    });
    const text = readFileSync(join(root, "docs", "runbook.md"), "utf8");
    const headings = [...text.matchAll(/^## (.+)$/gm)].flatMap(([, heading]) =>
      heading!.replaceAll("`", "").split(", "),
    );
    const entries = headings.filter((heading) => /^[a-z]+(?:-[a-z]+)+/.test(heading));
    expect(entries.sort()).to.deep.equal([...new Set(alarms)].sort());
  });
});
