import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { check, resolveConfig } from "prettier";
import { parse } from "yaml";
import { release, type ReleaseOptions } from "../../src/release";
import { steps, type Step } from "../../src/release/steps";
import { refusalOf } from "../support/commandLine";
import { declare, declared, ofType, root } from "../support/program";

const aliasType = "aws:lambda/alias:Alias";

describe("npx api-tools release", () => {
  let dir = "";
  before(() => (dir = mkdtempSync(join(tmpdir(), "release-"))));
  beforeEach(() => {
    for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"])
      copyFileSync(join(root, file), join(dir, file));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const from = (versions: string, check: () => Promise<unknown> = () => Promise.resolve()) => ({
    versions: () => versions,
    check,
  });
  const take = (step: Step, options: ReleaseOptions = {}) =>
    release(dir, { step, stack: "dev", ...options }, from('{"a":"3","b":"12"}'));
  const textOf = (stack: string) => readFileSync(join(dir, `Pulumi.${stack}.yaml`), "utf8");
  const canary = (): unknown => {
    const { config } = parse(textOf("dev")) as { config: Record<string, unknown> };
    return Object.entries(config).find(([key]) => key.endsWith(":canary"))?.[1];
  };

  it("starts a release, changes its share, takes it back and finishes it, only in the stack's file", async () => {
    const before = textOf("dev");
    expect(await take("start", { percent: 5 })).to.include(
      "After pulumi up -s dev, the new versions receive their share",
    );
    expect(canary()).to.deep.equal({ percent: 5, stable: { a: "3", b: "12" } });
    await take("share", { percent: 50 });
    expect(canary()).to.deep.equal({ percent: 50, stable: { a: "3", b: "12" } });
    await take("back");
    expect(canary()).to.deep.equal({ percent: 0, stable: { a: "3", b: "12" } });
    await take("finish");
    expect(textOf("dev")).to.equal(before);
  });

  /** Files in various styles, each formatted by Prettier. */
  const files: Readonly<Record<string, string>> = {
    "with a comment at its end": "config:\n  a:b: 1\n  # the end\n",
    "with blank lines and flow collections": 'config:\n  a:b: { c: 1 }\n\n  a:list: ["x", "y"]\n',
    "that ends with a list": "config:\n  a:list:\n    - x\n    - y: 1\n      z: 2\n",
    "that ends with a text of several lines": "config:\n  a:text: |\n    one\n    two\n",
    "with keys after its config": "config:\n  a:b: 1\nencryptedkey: abc\n",
    "indented by four": "config:\n    a:b: 1\n    a:c:\n        d: 2\n",
    "with an empty value": "config:\n  a:b: 1\n  a:c:\n",
    "without a last line break": "config:\n  a:b: 1",
    "with line breaks of Windows": "config:\r\n  a:b: 1\r\n  a:c: 2\r\n",
  };
  for (const [kind, text] of Object.entries(files)) {
    it(`keeps every other byte of a file ${kind}`, async () => {
      writeFileSync(join(dir, "Pulumi.dev.yaml"), text);
      const others = { ...(parse(text) as { config: object }).config };
      await take("start");
      const { config } = parse(textOf("dev")) as { config: Record<string, unknown> };
      const [key] = Object.keys(config).filter((each) => each.endsWith(":canary"));
      expect(config).to.deep.equal({ ...others, [key!]: { percent: 10, stable: { a: "3", b: "12" } } });
      await take("share", { percent: 7 });
      expect(canary()).to.have.property("percent", 7);
      await take("finish");
      expect(textOf("dev").trimEnd()).to.equal(text.trimEnd());
    });
  }

  it("keeps the file formatted at every step", async () => {
    for (const stack of ["dev", "prod"]) {
      for (const step of steps) {
        await release(dir, { step, stack }, from('{"listItems":"3","getItem":"12"}'));
        const options = await resolveConfig(join(root, `Pulumi.${stack}.yaml`));
        expect(await check(textOf(stack), { ...options, parser: "yaml" }), `${step} ${stack}`).to.equal(true);
      }
    }
  });

  it("changes and removes a setting written by hand in one line", async () => {
    const text = 'config:\n  a:b: 1\n  items-api:canary: { percent: 0, stable: { getItem: "12" } } # by hand\n';
    writeFileSync(join(dir, "Pulumi.dev.yaml"), text);
    await take("share", { percent: 30 });
    expect(textOf("dev")).to.equal(text.replace("percent: 0", "percent: 30"));
    await take("finish");
    expect(textOf("dev")).to.equal("config:\n  a:b: 1\n");
  });

  it("adds config to a file without one, and rejects a config in one line", async () => {
    writeFileSync(join(dir, "Pulumi.dev.yaml"), "encryptedkey: abc\n");
    await take("start");
    expect(canary()).to.deep.equal({ percent: 10, stable: { a: "3", b: "12" } });
    for (const text of ["config: {}\n", "config: { a:b: 1 }\n"]) {
      writeFileSync(join(dir, "Pulumi.dev.yaml"), text);
      const error = await take("start").catch((reason: Error) => reason);
      expect(error).to.have.property(
        "message",
        "config must be a block of lines, KEY: VALUE, for another setting to be added",
      );
      expect(textOf("dev")).to.equal(text);
    }
  });

  const misspelt: readonly (readonly [readonly string[], string])[] = [
    [[], "missing required argument 'step'"],
    [
      ["undo"],
      "command-argument value 'undo' is invalid for argument 'step'. Allowed choices are start, share, back, finish.",
    ],
    [["start", "--percent", "100"], "--percent is 100: it must be an integer from 1 to 99"],
    [["start", "--percent", "1.5"], "--percent is 1.5: it must be an integer from 1 to 99"],
    [["start", "back"], "too many arguments for 'release'. Expected 1 argument but got 2."],
  ];
  for (const [argv, sentence] of misspelt) {
    it(`rejects ${argv.join(" ") || "a missing step"}`, async () => {
      expect(await refusalOf("release", ...argv)).to.equal(sentence);
    });
  }

  const wrong: readonly (readonly [Step, ReleaseOptions, string, RegExp])[] = [
    ["start", {}, "", /^standard input must contain versions by route/],
    ["start", {}, "{}", /^standard input must contain versions by route/],
    ["start", {}, '{"a":"$LATEST"}', /^standard input must contain versions by route/],
    ["back", {}, "{}", /^stack prod has no release under way: [\w-]+:canary is not set$/],
    ["back", { stack: "nope" }, "{}", /^stack nope does not exist: /],
  ];
  for (const [step, options, input, sentence] of wrong) {
    it(`rejects ${step} ${options.stack ?? ""} with ${input || "no input"}, and writes nothing`, async () => {
      const before = textOf("prod");
      const error = await release(dir, { step, ...options }, from(input)).catch((reason: Error) => reason);
      expect((error as Error).message).to.match(sentence);
      expect(textOf("prod")).to.equal(before);
    });
  }

  it("accepts the program's output liveVersions, and rejects a second start", async () => {
    const { outputs } = await declared("prod");
    await release(dir, { step: "start" }, from(JSON.stringify(outputs["liveVersions"]!.value)));
    const error = await release(dir, { step: "start" }, from("{}")).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/^stack prod has a release under way \([\w-]+:canary\)/);
  });

  it("rejects settings that the next deployment would reject, and writes nothing", async () => {
    const { outputs } = await declared("prod");
    const versions = JSON.stringify(outputs["liveVersions"]!.value);
    const before = textOf("prod");
    const asked: string[] = [];
    const program = (stack: string, config: string) => {
      asked.push(config.split("=")[0]!);
      return declare({ stack, config: [config] });
    };
    const error = await release(dir, { step: "start" }, { versions: () => versions, check: program }).catch(
      (reason: Error) => reason,
    );
    expect((error as Error).message).to.match(
      /^[\w-]+:canary\.percent is 10: Lambda does not split the calls of an alias with provisioned concurrency/,
    );
    const unknown = await release(dir, { step: "start" }, { versions: () => '{"nope":"1"}', check: program }).catch(
      (reason: Error) => reason,
    );
    expect((unknown as Error).message).to.match(/:canary\.stable\.nope is "1": there is no such route/);
    expect(textOf("prod")).to.equal(before);
    expect(asked).to.deep.equal(["items-api:canary", "items-api:canary"]);
    await release(dir, { step: "start", stack: "dev" }, { versions: () => versions, check: program });
    expect(canary()).to.have.property("percent", 10);
  });
});

describe("the setting canary", () => {
  it("points aliases to the stable versions, gives new ones a share, and adds alarms for them", async () => {
    const { outputs, location } = await declared("dev");
    const stable = Object.fromEntries(Object.keys(outputs["liveVersions"]!.value as object).map((name) => [name, "7"]));
    const canary = { percent: 25, stable };
    const program = await declare({ config: [`${location.project}:canary=${JSON.stringify(canary)}`] });
    // Consumers of events take no part in canary releases.
    const released = ofType(program, aliasType).filter(({ name }) => Object.hasOwn(stable, name.replace(/-live$/, "")));
    expect(released).to.have.length(Object.keys(stable).length);
    for (const { inputs } of released) {
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

  it("gives an unchanged function's alias no weights, because every update would set them again", async () => {
    const { outputs, location } = await declared("dev");
    const [unchanged, changed] = Object.keys(outputs["liveVersions"]!.value as object);
    // Under mocks, each function's new version is its first.
    const canary = { percent: 25, stable: { [unchanged!]: "1", [changed!]: "7" } };
    const program = await declare({ config: [`${location.project}:canary=${JSON.stringify(canary)}`] });
    const inputs = (route: string) => ofType(program, aliasType).find(({ name }) => name === `${route}-live`)!.inputs;
    expect(inputs(unchanged!)).to.include({ functionVersion: "1" }).and.not.have.property("routingConfig");
    expect(inputs(changed!)).to.have.property("routingConfig");
  });

  it("is rejected with a share if a function has provisioned concurrency, as by AWS", async () => {
    const { outputs, location } = await declared("prod");
    const [route] = Object.keys(outputs["liveVersions"]!.value as object);
    const config = (percent: number) => [
      `${location.project}:canary=${JSON.stringify({ percent, stable: { [route!]: "7" } })}`,
    ];
    const program = await declare({ stack: "prod", config: config(0) });
    const alias = ofType(program, aliasType).find(({ name }) => name === `${route}-live`)!;
    expect(alias.inputs).to.include({ functionVersion: "7" }).and.not.to.have.property("routingConfig");
    const error = await declare({ stack: "prod", config: config(10) }).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(
      /^[\w-]+:canary\.percent is 10: Lambda does not split the calls of an alias with provisioned concurrency, and \w+ has provisionedConcurrency; /,
    );
  });
});
