import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { release } from "../../src/release";
import { declare, declared, ofType, root } from "../../../local-cloud/tests/support/program";

const aliasType = "aws:lambda/alias:Alias";

describe("npm run release", () => {
  let dir = "";
  before(() => (dir = mkdtempSync(join(tmpdir(), "release-"))));
  beforeEach(() => {
    for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"])
      copyFileSync(join(root, file), join(dir, file));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const take = (...argv: string[]) => release(dir, [...argv, "--stack", "dev"], () => '{"a":"3","b":"12"}');
  const canary = (): unknown => {
    const { config } = parse(readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };
    return Object.entries(config).find(([key]) => key.endsWith(":canary"))?.[1];
  };

  it("starts a release, changes its share, takes it back and ends it, in the stack's file alone", () => {
    const before = readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8");
    expect(take("start", "--percent", "5")).to.include("After pulumi up -s dev, the new versions get their share");
    expect(canary()).to.deep.equal({ percent: 5, stable: { a: "3", b: "12" } });
    take("share", "--percent", "50");
    expect(canary()).to.deep.equal({ percent: 50, stable: { a: "3", b: "12" } });
    take("back");
    expect(canary()).to.deep.equal({ percent: 0, stable: { a: "3", b: "12" } });
    take("finish");
    expect(canary()).to.equal(undefined);
    // Only blank lines and line breaks may be the writer's own.
    const words = (text: string) => text.replace(/\s+/g, "");
    expect(words(readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8"))).to.equal(words(before));
  });

  it("keeps the comments of the file", () => {
    release(dir, ["start"], () => '{"a":"1"}');
    expect(readFileSync(join(dir, "Pulumi.prod.yaml"), "utf8").match(/#.*/g)).to.deep.equal(
      readFileSync(join(root, "Pulumi.prod.yaml"), "utf8").match(/#.*/g),
    );
  });

  const wrong: readonly (readonly [readonly string[], string, RegExp])[] = [
    [[], "{}", /^no step: write start, share, back, finish$/],
    [["undo"], "{}", /^undo is no step: write start/],
    [["start"], "", /^standard input must hold versions by route/],
    [["start"], "{}", /^standard input must hold versions by route/],
    [["start"], '{"a":"$LATEST"}', /^standard input must hold versions by route/],
    [["start", "--percent", "100"], "{}", /^--percent is 100: it must be a number from 1 to 99/],
    [["start", "--percent", "1.5"], "{}", /^--percent is 1.5: it must be an integer from 1 to 99$/],
    [["back"], "{}", /^no release is under way on prod: there is no [\w-]+:canary to change$/],
    [["back", "--stack", "nope"], "{}", /^there is no stack nope: /],
  ];
  for (const [argv, input, sentence] of wrong) {
    it(`refuses ${argv.join(" ") || "nothing"} with ${input || "no input"}, and writes nothing`, () => {
      const before = readFileSync(join(dir, "Pulumi.prod.yaml"), "utf8");
      expect(() => release(dir, argv, () => input)).to.throw(sentence);
      expect(readFileSync(join(dir, "Pulumi.prod.yaml"), "utf8")).to.equal(before);
    });
  }

  it("refuses a second one, and takes what the program gives away as versions", async () => {
    const { outputs } = await declared("prod");
    release(dir, ["start"], () => JSON.stringify(outputs["liveVersions"]!.value));
    expect(() => release(dir, ["start"], () => "{}")).to.throw(/^a release is under way on prod \([\w-]+:canary\)/);
  });
});

describe("the setting canary", () => {
  it("gives each named route's alias its version, the new one a share, and alarms for it", async () => {
    const { outputs, place } = await declared("dev");
    const stable = Object.fromEntries(Object.keys(outputs["liveVersions"]!.value as object).map((name) => [name, "7"]));
    const canary = { percent: 25, stable };
    const program = await declare({ config: [`${place.project}:canary=${JSON.stringify(canary)}`] });
    for (const { inputs } of ofType(program, aliasType)) {
      expect(inputs).to.deep.include({
        functionVersion: "7",
        // Under mocks, each function's new version is its first.
        routingConfig: { additionalVersionWeights: { 1: 0.25 } },
      });
    }
    const alarms = ofType(program, "aws:cloudwatch/metricAlarm:MetricAlarm").filter(({ name }) =>
      /-canary-/.test(name),
    );
    expect(program.outputs["canaryAlarms"]!.value).to.have.members(alarms.map(({ state }) => state["name"]));
    expect(alarms).to.have.length(2 * Object.keys(stable).length);
    for (const { inputs } of alarms) {
      const queries = inputs["metricQueries"] as { metric?: { dimensions: object } }[] | undefined;
      const dimensions = inputs["dimensions"] ?? queries![0]!.metric!.dimensions;
      expect(dimensions).to.have.keys("FunctionName", "Resource", "ExecutedVersion");
      expect(dimensions).to.have.property("ExecutedVersion", "1");
    }
  });

  it("is refused with a share beside provisioned concurrency, as by AWS, and not without one", async () => {
    const { outputs, place } = await declared("prod");
    const [route] = Object.keys(outputs["liveVersions"]!.value as object);
    const config = (percent: number) => [
      `${place.project}:canary=${JSON.stringify({ percent, stable: { [route!]: "7" } })}`,
    ];
    const program = await declare({ stack: "prod", config: config(0) });
    const alias = ofType(program, aliasType).find(({ name }) => name === `${route}-live`)!;
    expect(alias.inputs).to.include({ functionVersion: "7" }).and.not.to.have.property("routingConfig");
    const error = await declare({ stack: "prod", config: config(10) }).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(
      /^[\w-]+:canary\.percent is 10: AWS refuses to share the calls of an alias with provisioned concurrency, and \w+ has provisionedConcurrency; /,
    );
  });
});
