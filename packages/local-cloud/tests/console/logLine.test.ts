import { expect } from "chai";
import { logLine } from "../../src/console/record/logLine";

describe("a line of the console's log", () => {
  const levelOf = (text: string, inGroup = true) =>
    logLine({ kind: "log", at: 0, source: "f", requestId: "call", text, inGroup }).level;

  const cases: readonly (readonly [text: string, level: string])[] = [
    ["START RequestId: 1 Version: 1\n", "PLATFORM"],
    ["END RequestId: 1\n", "PLATFORM"],
    ["REPORT RequestId: 1\tDuration: 1 ms\n", "PLATFORM"],
    ["INIT_START Runtime Version: nodejs24\n", "PLATFORM"],
    ['{"time":"t","type":"platform.report"}\n', "PLATFORM"],
    ["2026-03-15T12:00:00.000Z\tr\tINFO\thello\n", "INFO"],
    ["2026-03-15T12:00:00.000Z\tr\tWARN\thello\n", "WARN"],
    ["2026-03-15T12:00:00.000Z\tundefined\tERROR\thello\tthere\n", "ERROR"],
    ["2026-03-15T12:00:00.000Z\tr\tTRACE\thello\n", "DEBUG"],
    ["2026-03-15T12:00:00.000Z\tr\tconstructor\thello\n", "INFO"],
    ['{"level":"WARN","message":"x"}\n', "WARN"],
    ['{"level":"fatal","message":"x"}\n', "ERROR"],
    ['{"level":30,"message":"x"}\n', "INFO"],
    ["{not json\n", "INFO"],
    ["plain text\n", "INFO"],
    ["", "INFO"],
  ];
  for (const [text, level] of cases) {
    it(`has the level ${level}: ${JSON.stringify(text)}`, () => {
      expect(levelOf(text)).to.equal(level);
    });
  }

  it("is a warning if the local cloud itself wrote it", () => {
    expect(levelOf("alarm x can never fire", false)).to.equal("WARN");
  });

  it("keeps the request id for links, and removes the line end", () => {
    expect(logLine({ kind: "log", at: 5, source: "f", requestId: "call", text: "a\n", inGroup: true })).to.deep.equal({
      at: 5,
      source: "f",
      requestId: "call",
      level: "INFO",
      text: "a",
    });
  });
});
