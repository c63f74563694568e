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

  it("has the settings of the schema (npm run approve writes it)", async () => {
    expect(readFileSync(join(root, settingsPage), "utf8")).to.equal(await settingsPageText());
  });

  it("says of each setting what it is, and of each value its rule", () => {
    for (const { name, what, rule } of rows()) {
      if (!/(?:\[\]|>)$/.test(name)) expect(what, name).to.not.equal("");
      expect(rule, name).to.match(/^must /);
    }
  });

  it("tells what is refused when it is missing from what has a default or is off", () => {
    const without = Object.fromEntries(rows().map((row) => [row.name, row.without]));
    expect(without).to.include({
      stageName: "refused",
      tracing: "refused",
      alarmEmails: "`[]`",
      autoscaling: "off",
      "autoscaling.min": "refused",
    });
  });
});
