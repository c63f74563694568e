import { expect } from "chai";
import { systemClock } from "../../src/kernel/clock";
import { stopController } from "../../src/kernel/bounds/stopController";

describe("a controller that stops a service", () => {
  it("ends any number of waits without a warning of Node.js", async () => {
    const warnings: string[] = [];
    const collect = ({ name }: Error) => void warnings.push(name);
    process.on("warning", collect);
    const controller = stopController();
    const waits = Array.from({ length: 50 }, () => systemClock.sleep(60_000, controller.signal).catch(() => "ended"));
    controller.abort();
    expect(new Set(await Promise.all(waits))).to.deep.equal(new Set(["ended"]));
    await new Promise((done) => setImmediate(done));
    process.off("warning", collect);
    expect(warnings).to.not.include("MaxListenersExceededWarning");
  });
});
