import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { declareProgram } from "@onemachine/local-cloud/testing";
import { estimate } from "../../api-tools/src/cost/estimate";
import { functionCosts } from "../../api-tools/src/cost/functions";
import { defaultTraffic } from "../../api-tools/src/cost/traffic";

const root = join(__dirname, "../../..");

/** Returns the idle cost of prod in USD, by price. */
async function idle(provisioned: unknown): Promise<(price: string) => number> {
  const config = [`items-api:provisionedConcurrency=${JSON.stringify(provisioned)}`];
  const program = await declareProgram({ program: root, stack: "prod", config });
  const lines = estimate(program, defaultTraffic).idle;
  return (price) => lines.filter((line) => line.price === price).reduce((sum, { usd }) => sum + usd, 0);
}

describe("the stated cost of a route", () => {
  const page = (name: string) => readFileSync(join(root, "docs", name), "utf8").replace(/\s+/g, " ");

  it("is what api-tools cost computes for prod", async () => {
    const every = await idle(5);
    const reads = await idle({ getItem: 5, listItems: 5 });
    const usd = (amount: number) => `${amount.toFixed(2)} USD`;
    const [provisioned, alarms] = [every("provisionedArm") / 5, 5 * 0.1];
    expect([usd(provisioned), usd(provisioned + alarms)]).to.deep.equal(["21.90 USD", "22.40 USD"]);
    expect(page("add-a-resource.md")).to.include(
      `costs ${usd(provisioned + alarms)} a month before its first request: ${usd(provisioned)} for five provisioned environments of 512 MB, and ${usd(alarms)} for its alarms`,
    );
    expect(page("decisions.md")).to.include(`every route (5 functions) | ${usd(every("provisionedArm"))}`);
    expect(page("decisions.md")).to.include(
      `reads alone (\`getItem\`, \`listItems\`) | ${usd(reads("provisionedArm"))}`,
    );
    const routes = functionCosts(await declareProgram({ program: root, stack: "prod" }), defaultTraffic)
      .flatMap(({ perMillion }) => perMillion)
      .map((route) => route.usd);
    expect(page("add-a-resource.md")).to.include(
      `A million requests to a shipped route of prod cost from ${Math.min(...routes).toFixed(2)} to ${usd(Math.max(...routes))}.`,
    );
    // 5 functions with 5 metrics each, 15 metrics of API and table, and 4 of the consumer of events.
    expect(usd(every("alarmMetrics"))).to.equal("4.40 USD");
  });
});
