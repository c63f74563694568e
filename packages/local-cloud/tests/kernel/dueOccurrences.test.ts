import { expect } from "chai";
import { dueOccurrences } from "../../src/kernel/schedules/dueOccurrences";

const minute = 60_000;
const everyMinute = (after: number) => (Math.floor(after / minute) + 1) * minute;

describe("occurrences that are due", () => {
  it("are all up to now, and the next one follows", () => {
    expect(dueOccurrences(minute, 3 * minute + 5, everyMinute)).to.deep.equal({
      ...{ due: [1, 2, 3].map((count) => count * minute), next: 4 * minute, skipsFrom: undefined },
    });
    expect(dueOccurrences(2 * minute, minute, everyMinute)).to.deep.equal({
      ...{ due: [], next: 2 * minute, skipsFrom: undefined },
    });
  });

  it("are at most 100 after a jump of the clock, and the others are skipped", () => {
    const now = 3 * 24 * 60 * minute;
    const { due, ...rest } = dueOccurrences(minute, now, everyMinute);
    expect([due.length, due.at(-1)]).to.deep.equal([100, 100 * minute]);
    expect(rest).to.deep.equal({ next: now + minute, skipsFrom: 101 * minute });
    expect(dueOccurrences(minute, 100 * minute, everyMinute)).to.deep.include({ skipsFrom: undefined });
  });

  it("end with the schedule", () => {
    expect(dueOccurrences(minute, minute, () => undefined)).to.deep.equal({
      ...{ due: [minute], next: undefined, skipsFrom: undefined },
    });
    expect(dueOccurrences(undefined, minute, everyMinute).due).to.deep.equal([]);
  });
});
