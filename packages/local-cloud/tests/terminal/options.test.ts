import { expect } from "chai";
import { parseOptions } from "../../src/terminal/options";

/** Returns the error for arguments and npm's variables; undefined if they are accepted. */
function told(argv: readonly string[], env: Record<string, string>): string {
  try {
    return `port ${parseOptions(argv, ".", env).port}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("options that npm takes", () => {
  const cases: [string, string[], Record<string, string>, string][] = [
    ["a value", ["4100"], { npm_config_port: "4100" }, "npm keeps --port for itself: write npm start -- --port 4100"],
    ["no value", [], { npm_config_watch: "true" }, "npm keeps --watch for itself: write npm start -- --watch"],
    [
      "other options after it",
      ["--json"],
      { npm_config_time_scale: "60" },
      "npm keeps --time-scale for itself: write npm start -- --time-scale 60 --json",
    ],
  ];
  for (const [what, argv, env, sentence] of cases) {
    it(`are reported with ${what}, with the correct command`, () => expect(told(argv, env)).to.equal(sentence));
  }

  it("are not reported if npm passes them on, or has its own option of that name", () => {
    expect(told(["--port", "4100"], { npm_config_port: "4100", npm_config_user_agent: "npm" })).to.equal("port 4100");
  });
});
