import { expect } from "chai";
import { costLines } from "../../src/terminal/costLines";
import type { Declared } from "../../src/kernel/resources";
import { declared } from "../support/declared";

/** A function with an amount of alarms, at $0.10 each. */
function watched(name: string, alarms: number): Declared[] {
  const alarm = declared("aws:cloudwatch/metricAlarm:MetricAlarm", { dimensions: { FunctionName: name }, period: 60 });
  return [declared("aws:lambda/function:Function", { name }, { name }), ...Array.from({ length: alarms }, () => alarm)];
}

const lines = (resources: readonly Declared[], region = "eu-central-1") =>
  costLines({ location: { project: "p", stack: "dev", region }, resources }).split("\n");
const heading = (usd: string) =>
  `  Idle cost on AWS: ${usd} a month, before the first request (list prices of eu-central-1, no free tier)`;

describe("the idle cost that a start prints", () => {
  it("lists functions by their cost, the dearest first, and what they share", () => {
    const key = declared("aws:kms/key:Key", {});
    expect(lines([...watched("get", 5), ...watched("events", 4), key, ...watched("put", 5)])).to.deep.equal([
      heading("$2.40"),
      "    $0.50 each: get, put",
      "    $0.40: events",
      "    $1.00: shared",
    ]);
  });

  it("sums functions beyond the fourth amount, and names at most six in a line", () => {
    const many = Array.from({ length: 8 }, (_, index) => watched(`same${index}`, 9));
    const others = [1, 2, 3, 4, 5].map((alarms) => watched(`other${alarms}`, alarms));
    expect(lines([...many, ...others].flat())).to.deep.equal([
      heading("$8.70"),
      "    $0.90 each: same0, same1, same2, same3, same4 and 3 more functions",
      "    $0.50: other5",
      "    $0.40: other4",
      "    $0.30: other3",
      "    less each: other2, other1",
    ]);
  });

  it("prints the total alone if no function causes it", () => {
    expect(lines([declared("aws:kms/key:Key", {})])).to.deep.equal([heading("$1.00")]);
  });

  it("prints nothing without idle cost", () => {
    expect(lines(watched("get", 0))).to.deep.equal([""]);
    expect(lines(watched("get", 0), "eu-west-3")).to.deep.equal([""]);
  });

  it("names the region without prices, and a command that prices another one", () => {
    expect(lines(watched("get", 5), "eu-west-3")).to.deep.equal([
      "  Idle cost on AWS: unknown for eu-west-3, because the price list contains eu-central-1 and us-east-1; " +
        "compare with npx api-tools cost --config aws:region=us-east-1",
    ]);
  });
});
