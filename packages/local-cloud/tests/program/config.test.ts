import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { setConfigPath } from "../../src/program/project/configPath";
import { readProject } from "../../src/program/project/readProject";

describe("--config", () => {
  const applied = (override: string, config: Record<string, string> = {}) => {
    const copy = { ...config };
    setConfigPath(copy, "items-api", override);
    return copy;
  };
  const throttle = { "items-api:stageThrottle": '{"burstLimit":1,"rateLimit":1}' };
  const cases: [string, string, Record<string, string>, Record<string, string>][] = [
    ["sets a key of the project", "timeout=5", {}, { "items-api:timeout": "5" }],
    ["sets a key of another namespace", "aws:region=us-east-1", { "aws:region": "x" }, { "aws:region": "us-east-1" }],
    ["keeps = in values", "items-api:a=b=c", {}, { "items-api:a": "b=c" }],
    [
      "reaches into an object",
      "stageThrottle.rateLimit=9",
      throttle,
      { "items-api:stageThrottle": '{"burstLimit":1,"rateLimit":9}' },
    ],
    [
      "reaches into a list",
      "plans[0].on=true",
      { "items-api:plans": '[{"on":false}]' },
      { "items-api:plans": '[{"on":true}]' },
    ],
    ["sets an output of another stack", "acme/net/dev:zones[0]=a", {}, { "acme/net/dev:zones": '["a"]' }],
    ["creates missing objects and lists", "a.b[0].c=x", {}, { "items-api:a": '{"b":[{"c":"x"}]}' }],
  ];
  for (const [name, override, before, after] of cases) {
    it(name, () => expect(applied(override, before)).to.deep.equal(after));
  }

  for (const [override, message] of [
    ["timeout", "--config timeout: it must be KEY=VALUE, such as items-api:timeout=5"],
    ["=5", "--config =5: it must be KEY=VALUE, such as items-api:timeout=5"],
    ["a b=5", "--config a b=5: it must be KEY=VALUE, such as items-api:timeout=5"],
    ["plans[2].on=1", "--config plans[2].on=1: [2] is beyond the list, which has 1 entries"],
    ["stageThrottle[0]=5", "--config stageThrottle[0]=5: [0] does not match the existing value, which is an object"],
  ] as const) {
    it(`rejects ${override}`, () =>
      expect(() => applied(override, { ...throttle, "items-api:plans": "[{}]" })).to.throw(message));
  }
});

describe("a project's files", () => {
  let dir: string;
  const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
  const project =
    "name: shop\nruntime: nodejs\nconfig:\n  size: 1\n  aws:region:\n    value: eu-west-1\n  color:\n    type: string\n    default: red\n";
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "project-"));
    write("index.ts", "");
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it("give every value as the Pulumi engine passes it to a program", () => {
    write("Pulumi.yaml", project);
    write("Pulumi.dev.yaml", "config:\n  shop:on: true\n  size: 2\n  other:list: [1, { a: b }]\n  shop:text: '007'\n");
    expect(readProject(dir, "dev", []).config).to.deep.equal({
      "aws:region": "eu-west-1",
      "other:list": '[1,{"a":"b"}]',
      "shop:color": "red",
      "shop:on": "true",
      "shop:size": "2",
      "shop:text": "007",
    });
  });

  it("are replaced by another file of the stack's configuration", () => {
    write("Pulumi.yaml", project);
    write("Pulumi.dev.yaml", "config:\n  size: 2\n  shop:on: true\n");
    write("other.yaml", "config:\n  size: 3\n");
    const given = { overrides: ["color=blue"], configFile: join(dir, "other.yaml") };
    expect(readProject(dir, "dev", given)).to.deep.include({
      stack: "dev",
      config: { "aws:region": "eu-west-1", "shop:color": "blue", "shop:size": "3" },
    });
    const missing = { overrides: [], configFile: join(dir, "missing.yaml") };
    expect(() => readProject(dir, "dev", missing)).to.throw(`there is no configuration file ${missing.configFile}`);
  });

  it("may be empty, as in Pulumi", () => {
    write("Pulumi.yaml", project);
    write("Pulumi.dev.yaml", "");
    expect(readProject(dir, "dev", []).config["shop:size"]).to.equal("1");
  });

  const refused: [string, () => void, string, RegExp][] = [
    ["no project", () => undefined, "dev", /^no Pulumi\.yaml in /],
    [
      "an unknown stack, naming the others",
      () => (write("Pulumi.yaml", project), write("Pulumi.dev.yaml", "config: {}")),
      "nope",
      /^there is no stack nope: .* has dev$/,
    ],
    [
      "a stack that is a path",
      () => write("Pulumi.yaml", project),
      "../dev",
      /^there is no stack \.\.\/dev: .* has none$/,
    ],
    [
      "a malformed stack file, with its line",
      () => (write("Pulumi.yaml", project), write("Pulumi.dev.yaml", "config:\n  a: [1\n")),
      "dev",
      /Pulumi\.dev\.yaml: .* at line 3, column 1$/,
    ],
    [
      "a stack file whose config is text",
      () => (write("Pulumi.yaml", project), write("Pulumi.dev.yaml", "config: hello")),
      "dev",
      /Pulumi\.dev\.yaml: config must hold keys and values$/,
    ],
    [
      "an encrypted value",
      () => (write("Pulumi.yaml", project), write("Pulumi.dev.yaml", "config:\n  shop:key:\n    secure: v1:abc\n")),
      "dev",
      /^shop:key is encrypted in Pulumi\.dev\.yaml, and a local run holds no key: set it with --secret shop:key=VALUE, or in \.secrets\.dev\.yaml$/,
    ],
    [
      "another runtime",
      () => (write("Pulumi.yaml", "name: shop\nruntime: python\n"), write("Pulumi.dev.yaml", "config: {}")),
      "dev",
      /runtime must be nodejs to run here$/,
    ],
  ];
  for (const [name, prepare, stack, message] of refused) {
    it(`reject ${name}`, () => {
      prepare();
      expect(() => readProject(dir, stack, [])).to.throw(message);
    });
  }
});
