import { expect } from "chai";
import { parseOptions } from "../../src/terminal/options";

/** What the command line is told with arguments, and with what npm kept for itself. */
function told(argv: readonly string[], env: Record<string, string>): string {
  try {
    return `port ${parseOptions(argv, ".", env).port}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("options that npm keeps for itself", () => {
  const cases: [string, string[], Record<string, string>, string][] = [
    ["a value", ["4100"], { npm_config_port: "4100" }, "npm keeps --port for itself: write npm start -- --port 4100"],
    ["no value", [], { npm_config_watch: "true" }, "npm keeps --watch for itself: write npm start -- --watch"],
    [
      "others behind it",
      ["--json"],
      { npm_config_time_scale: "60" },
      "npm keeps --time-scale for itself: write npm start -- --time-scale 60 --json",
    ],
  ];
  for (const [what, argv, env, sentence] of cases) {
    it(`are told with ${what}, and how to write them`, () => expect(told(argv, env)).to.equal(sentence));
  }

  it("are none where npm passes them on, or knows others", () => {
    expect(told(["--port", "4100"], { npm_config_port: "4100", npm_config_user_agent: "npm" })).to.equal("port 4100");
  });
});
