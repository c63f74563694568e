import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../support/program";
import { settingsPage, settingsPageText } from "../support/settingsPage";

describe("docs/settings.md", () => {
  const rows = () =>
    [
      ...readFileSync(join(root, settingsPage), "utf8").matchAll(
        /^\| `([^`]+)`\s+\| (.*?)\s*\| (.*?)\s*\| (.*?)\s*\|$/gm,
      ),
    ].map(([, name, what, rule, without]) => ({ name: name!, what: what!, rule: rule!, without: without! }));

  it("contains the table that npm run approve generates from the schema", async () => {
    expect(readFileSync(join(root, settingsPage), "utf8")).to.equal(await settingsPageText());
  });

  it("describes each setting and its rule", () => {
    for (const { name, what, rule } of rows()) {
      if (!/(?:\[\]|>)$/.test(name)) expect(what, name).to.not.equal("");
      expect(rule, name).to.match(/^must /);
    }
  });

  it("shows which settings are required, have a default or are off", () => {
    const without = Object.fromEntries(rows().map((row) => [row.name, row.without]));
    expect(without).to.include({
      stageName: "required",
      tracing: "required",
      alarmEmails: "`[]`",
      autoscaling: "off",
      "autoscaling.min": "required",
    });
  });
});
