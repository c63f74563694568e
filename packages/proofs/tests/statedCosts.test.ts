import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { usdOf } from "@onemachine/local-cloud";
import { declareProgram } from "@onemachine/local-cloud/testing";
import { programSource, withProgram } from "../../api-tools/tests/support/program";
import { estimate } from "../../api-tools/src/cost/estimate";
import { functionCosts } from "../../api-tools/src/cost/functions";
import { totalOf } from "../../api-tools/src/cost/lines";
import { formatUsd } from "../../api-tools/src/cost/print";
import { defaultTraffic } from "../../api-tools/src/cost/traffic";

const root = join(__dirname, "../../..");

/** Returns the idle cost of prod in USD, by price. */
async function idle(provisioned: unknown): Promise<(price: string) => number> {
  const config = [`items-api:provisionedConcurrency=${JSON.stringify(provisioned)}`];
  const program = await declareProgram({ program: root, stack: "prod", config });
  const lines = estimate(program, defaultTraffic).idle;
  return (price) => lines.filter((line) => line.price === price).reduce((sum, { usd }) => sum + usd, 0);
}

describe("the stated costs", () => {
  const page = (name: string) => readFileSync(join(root, "docs", name), "utf8").replace(/\s+/g, " ");

  it("of a route are what api-tools cost computes for prod", async () => {
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
      .flatMap(({ perMillion }) => perMillion.filter(({ route }) => route !== "events"))
      .map((route) => route.usd);
    expect(page("add-a-resource.md")).to.include(
      `A million requests to a shipped route of prod cost from ${Math.min(...routes).toFixed(2)} to ${usd(Math.max(...routes))}.`,
    );
    // 5 functions with 5 metrics each, 15 metrics of API and table, and 4 of the consumer of events.
    expect(usd(every("alarmMetrics"))).to.equal("4.40 USD");
  });

  it("of the example's events are what api-tools cost computes for prod", async () => {
    const program = await declareProgram({ program: root, stack: "prod" });
    const [consumer] = functionCosts(program, defaultTraffic).filter(({ perMillion }) =>
      perMillion.some(({ route }) => route === "events"),
    );
    // The route createItem changes one item in each request.
    const { usage } = estimate(program, { ...defaultTraffic, requests: 1_000_000, mix: { createItem: 1 } });
    const events = usage.filter((line) => line.function === consumer!.function);
    const usd = (...services: readonly string[]) =>
      formatUsd(totalOf(events.filter(({ service }) => services.length === 0 || services.includes(service))));
    const busEvents = events.find(({ price }) => price === "busEvents")!;
    expect(formatUsd(consumer!.perMillion[0]!.usd)).to.equal(usd());
    expect(page("consume-events.md")).to.include(
      `costs ${formatUsd(consumer!.idle)} a month without any event, for its four alarms. A million changes cost ${usd()} in ` +
        `\`eu-central-1\`: ${formatUsd(busEvents.usd)} for EventBridge, ${usd("DynamoDB")} for two writes each`,
    );
  });

  it("of secrets and parameters are what api-tools cost computes", async () => {
    const source = `
      new aws.secretsmanager.Secret("secret", {});
      new aws.ssm.Parameter("parameter", { type: "SecureString", value: "1" });`;
    const program = await withProgram(programSource(source), (dir) => declareProgram({ program: dir }));
    const { idle } = estimate(program, defaultTraffic);
    expect(idle.map(({ price, usd }) => [price, usd])).to.deep.equal([["secrets", 0.4]]);
    const reads = usdOf({ price: "secretReads", quantity: 10_000 }, "eu-central-1");
    expect(page("read-a-secret.md")).to.include(
      `| $${idle[0]!.usd.toFixed(2)}, and $${reads.toFixed(2)} for 10,000 reads |`,
    );
    expect(page("read-a-secret.md")).to.include("| Parameter Store | nothing |");
  });
});
