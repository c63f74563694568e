import { expect } from "chai";
import { Quiet } from "../../src/terminal/quiet";

describe("work that waits for a quiet run", () => {
  let now: number;
  let later: { act: () => void; at: number }[];
  let begun: number[];
  const quiet = () => {
    [now, later, begun] = [0, [], []];
    const delay = (act: () => void, millis: number) => void later.push({ act, at: now + millis });
    return new Quiet({ quietMillis: 2_000, mostMillis: 60_000 }, { now: () => now, later: delay });
  };
  const passUntil = (end: number) => {
    while (later[0] !== undefined && later[0].at <= end) {
      const { act, at } = later.shift()!;
      now = at;
      act();
    }
    now = end;
  };

  it("begins after two seconds without a request", () => {
    quiet().await(() => begun.push(now));
    passUntil(10_000);
    expect(begun).to.deep.equal([2_000]);
  });

  it("begins two seconds after the last request", () => {
    const run = quiet();
    run.await(() => begun.push(now));
    now = 1_500;
    run.disturb();
    passUntil(10_000);
    expect(begun).to.deep.equal([3_500]);
  });

  it("begins after a minute of requests", () => {
    const run = quiet();
    run.await(() => begun.push(now));
    for (let at = 1_000; at <= 70_000; at += 1_000) {
      passUntil(at);
      run.disturb();
    }
    expect(begun).to.deep.equal([60_000]);
  });
});
