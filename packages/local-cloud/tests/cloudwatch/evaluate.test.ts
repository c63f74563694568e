import { expect } from "chai";
import { evaluationRange, stateOf, type AlarmState, type MissingData } from "../../src/cloudwatch/evaluate";

const letters: Readonly<Record<string, boolean | undefined>> = { "0": false, X: true, "-": undefined };

/**
 * Returns the alarm state for each treatment of missing data: A for ALARM, O for OK, I for INSUFFICIENT_DATA, K for an
 * unchanged state.
 *
 * @param points data points, oldest first: X breaching, 0 not breaching, - missing.
 */
function states(points: string, datapointsToAlarm: number): string {
  const breaches = [...points].map((letter) => letters[letter]);
  return (["missing", "ignore", "breaching", "notBreaching"] as MissingData[])
    .map((treatMissingData) => {
      const evaluation = { evaluationPeriods: 3, datapointsToAlarm, treatMissingData };
      const after = (before: AlarmState) => stateOf(breaches, evaluation, before);
      // An unchanged state equals the previous one, for both previous states.
      return after("OK") === after("ALARM") ? after("OK")[0] : "K";
    })
    .join(" ");
}

describe("an alarm's evaluation", () => {
  // CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data": the two tables of that page.
  const tables: [number, string, string][] = [
    [3, "0-X-X", "O O O O"],
    [3, "0----", "O O O O"],
    [3, "-----", "I K A O"],
    [3, "0XX-X", "A A A A"],
    [3, "--X--", "A K A O"],
    [2, "0-X-X", "A A A A"],
    [2, "00X0X", "A A A A"],
    [2, "0-X--", "O O A O"],
    [2, "----0", "O O A O"],
    [2, "---X-", "A K A O"],
  ];
  for (const [toAlarm, points, expected] of tables) {
    it(`of ${points} with ${toAlarm} of 3 is ${expected} for missing, ignore, breaching and notBreaching`, () => {
      expect(states(points, toAlarm)).to.equal(expected);
    });
  }

  it("retrieves two more periods, or a third more if that is more", () => {
    expect([1, 3, 5, 9, 30].map(evaluationRange)).to.deep.equal([3, 5, 7, 12, 40]);
  });
});
