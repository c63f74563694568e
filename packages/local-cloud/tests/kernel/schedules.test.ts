import { expect } from "chai";
import { Cron } from "croner";
import { parseSchedule } from "../../src/kernel/schedules";

const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

/** Returns the next occurrences of an expression. */
function next(expression: string, after: string, options: { count?: number; zone?: string } = {}): string[] {
  const schedule = parseSchedule(expression)!;
  const found: string[] = [];
  for (let at: number | undefined = Date.parse(after); found.length < (options.count ?? 1);) {
    at = schedule.next(at, Date.parse(after), options.zone);
    if (at === undefined) break;
    found.push(iso(at)!);
  }
  return found;
}

/** Expressions of AWS with the same meaning for croner, whose days of the week begin with 0 for Sunday. */
const sameAsCroner: readonly (readonly [aws: string, croner: string])[] = [
  ["cron(0 10 * * ? *)", "0 10 * * *"],
  ["cron(0/15 * * * ? *)", "*/15 * * * *"],
  ["cron(*/7 1-5 * * ? *)", "*/7 1-5 * * *"],
  ["cron(0 18 ? * MON-FRI *)", "0 18 * * 1-5"],
  ["cron(0/30 20-23 ? * 2-6 *)", "*/30 20-23 * * 1-5"],
  ["cron(5,55 0 1,15 JAN,JUL ? *)", "5,55 0 1,15 1,7 *"],
  ["cron(0 0 L * ? *)", "0 0 L * *"],
  ["cron(0 0 29 2 ? *)", "0 0 29 2 *"],
  ["cron(15 10 ? * 6L *)", "15 10 * * 5L"],
  ["cron(0 2 ? * SAT#3 *)", "0 2 * * 6#3"],
  ["cron(1-31/30 1-1 ? * 1,7 *)", "1-31/30 1-1 * * 0,6"],
  ["cron(0 12 15W * ? *)", "0 12 15W * *"],
];

const zones = ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"];

describe("schedule expressions", () => {
  for (const [expression, pattern] of sameAsCroner) {
    it(`${expression} occurs as croner computes it`, () => {
      // Two weeks after a change of the clocks, so that neither skips or repeats a time within the first occurrences.
      for (const after of ["2026-01-31T23:59:30.000Z", "2028-02-28T12:00:00.000Z"]) {
        const expected = new Cron(pattern, { timezone: "UTC" }).nextRuns(20, new Date(after));
        expect(next(expression, after, { count: 20 })).to.deep.equal(expected.map((date) => date.toISOString()));
      }
    });
  }

  for (const zone of zones) {
    it(`computes days in ${zone} as croner does`, () => {
      const after = "2026-01-01T00:00:00.000Z";
      const expected = new Cron("30 9 * * *", { timezone: zone }).nextRuns(365, new Date(after));
      expect(next("cron(30 9 * * ? *)", after, { count: 365, zone })).to.deep.equal(
        expected.map((date) => date.toISOString()),
      );
    });
  }

  it("skips a local time that a change of the clocks skips", () => {
    expect(
      next("cron(30 2 * * ? *)", "2026-03-07T12:00:00.000Z", { count: 2, zone: "America/New_York" }),
    ).to.deep.equal(["2026-03-09T06:30:00.000Z", "2026-03-10T06:30:00.000Z"]);
  });

  it("runs once at a local time that a change of the clocks repeats", () => {
    expect(
      next("cron(30 1 * * ? *)", "2026-10-31T12:00:00.000Z", { count: 2, zone: "America/New_York" }),
    ).to.deep.equal(["2026-11-01T05:30:00.000Z", "2026-11-02T06:30:00.000Z"]);
  });

  it("counts a rate from its anchor", () => {
    const schedule = parseSchedule("rate(5 minutes)")!;
    const anchor = Date.parse("2026-01-01T00:02:10.000Z");
    expect(iso(schedule.next(anchor, anchor))).to.equal("2026-01-01T00:07:10.000Z");
    expect(iso(schedule.next(anchor + 299_999, anchor))).to.equal("2026-01-01T00:07:10.000Z");
    expect(iso(schedule.next(anchor + 300_000, anchor))).to.equal("2026-01-01T00:12:10.000Z");
    expect(iso(schedule.next(anchor - 1, anchor))).to.equal("2026-01-01T00:02:10.000Z");
  });

  it("occurs once at a local time", () => {
    expect(
      next("at(2026-07-01T12:00:00)", "2026-01-01T00:00:00.000Z", { count: 3, zone: "Europe/Berlin" }),
    ).to.deep.equal(["2026-07-01T10:00:00.000Z"]);
  });

  it("has no occurrence after the last year", () => {
    expect(next("cron(15 10 ? * 6L 2002-2005)", "2006-01-01T00:00:00.000Z")).to.deep.equal([]);
  });

  it("wraps a range of weekdays", () => {
    expect(next("cron(0 0 ? * FRI-MON *)", "2026-11-25T00:00:00.000Z", { count: 5 })).to.deep.equal(
      ["27", "28", "29", "30"].map((day) => `2026-11-${day}T00:00:00.000Z`).concat("2026-12-04T00:00:00.000Z"),
    );
  });

  const invalid = [
    ...["cron(INVALID)", "cron()", "cron(7 20 * * NOT *)", "cron(0 1 * * * *)", "cron(0 1 ? * ? *)", "cron(0 1 * * ?)"],
    ...["cron(71 8 1 * ? *)", "cron(0 24 * * ? *)", "cron(0 0 0 * ? *)", "cron(0 0 32 * ? *)", "cron(0 0 * 13 ? *)"],
    ...[
      "cron(0 0 ? * 8 *)",
      "cron(0 0 ? * 0 *)",
      "cron(0 0 ? * SAT#6 *)",
      "cron(0 0 * * ? 1969)",
      "cron(0/0 0 * * ? *)",
    ],
    ...["cron(0 0 * * ? 2005-2002)", "rate(10)", "rate(0 minutes)", "rate(-10 minutes)", "rate(10 years)"],
    ...["rate(10 seconds)", "rate(10 minutess)", "rate(10 MINUTES)", "rate( 10 minutes )", " rate(10 minutes)"],
    ...["at(2021-12-31T23:59:59Z)", "at(2026-02-30T00:00:00)", "at(2026-01-01)", "every(1 minute)", ""],
  ];
  for (const expression of invalid) {
    it(`rejects "${expression}"`, () => {
      expect(parseSchedule(expression)).to.equal(undefined);
    });
  }

  for (const [expression, isForRules] of [
    ["rate(1 minute)", true],
    ["rate(1 minutes)", false],
    ["rate(10 day)", false],
    ["rate(10 days)", true],
    ["at(2026-01-01T00:00:00)", false],
    ["cron(0 0 * * ? *)", true],
  ] as const) {
    it(`${isForRules ? "accepts" : "rejects"} ${expression} for a rule`, () => {
      expect(parseSchedule(expression)!.isForRules).to.equal(isForRules);
    });
  }
});
