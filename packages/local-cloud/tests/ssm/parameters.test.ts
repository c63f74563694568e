import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  AddTagsToResourceCommand,
  PutParameterCommand,
  SSMClient,
  type PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";

const resources = `
new aws.ssm.Parameter("url", { name: "/shop/dev/url", type: "String", value: "https://example.com" });
new aws.ssm.Parameter("password", { name: "/shop/dev/db/password", type: "SecureString", value: "s3cret" });
new aws.ssm.Parameter("plain", { name: "plain", type: "StringList", value: "a,b" });`;
const statements = `[{ Effect: "Allow", Action: "ssm:*", Resource: "*" }, { Effect: "Deny", Action: "ssm:*", Resource: "*:parameter/forbidden" }]`;

/** Returns an error's name and message. */
async function refusalOf(call: Promise<unknown>): Promise<[string, string]> {
  const error = await call.then(
    () => expect.fail("it succeeded"),
    (thrown: Error) => thrown,
  );
  return [error.name, error.message];
}

describe("Parameter Store", () => {
  let caller: Caller;
  let client: SSMClient;
  before(async () => {
    caller = await startCaller(statements, resources);
    client = new SSMClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const put = (input: Partial<PutParameterCommandInput>) =>
    client.send(new PutParameterCommand({ Name: "/put/a", Value: "1", Type: "String", ...input }));

  it("returns a declared parameter by name, by ARN and by version", async () => {
    const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/shop/dev/url";
    for (const [Name, Selector] of [
      ["/shop/dev/url", undefined],
      [arn, undefined],
      ["/shop/dev/url:1", ":1"],
    ] as const) {
      const { Parameter } = await client.send(new GetParameterCommand({ Name }));
      const { LastModifiedDate, ...rest } = Parameter!;
      expect(LastModifiedDate).to.be.instanceOf(Date);
      expect(rest).to.deep.equal({
        Name: "/shop/dev/url",
        Type: "String",
        Value: "https://example.com",
        Version: 1,
        ARN: arn,
        DataType: "text",
        ...(Selector === undefined ? {} : { Selector }),
      });
    }
  });

  it("returns the value of a SecureString with decryption only", async () => {
    const valueOf = async (WithDecryption: boolean) => {
      const { Parameter } = await client.send(
        new GetParameterCommand({ Name: "/shop/dev/db/password", WithDecryption }),
      );
      return Parameter!.Value!;
    };
    expect(await valueOf(true)).to.equal("s3cret");
    expect(await valueOf(false))
      .to.match(/^AQICAH/)
      .and.not.include("s3cret");
  });

  it("returns several parameters, and the names of missing ones", async () => {
    const { Parameters, InvalidParameters } = await client.send(
      new GetParametersCommand({ Names: ["plain", "/none", "/shop/dev/url:9"] }),
    );
    expect(Parameters!.map(({ Name, Value }) => [Name, Value])).to.deep.equal([["plain", "a,b"]]);
    expect(InvalidParameters).to.deep.equal(["/none", "/shop/dev/url:9"]);
  });

  it("returns the parameters below a path in pages", async () => {
    const below = async (input: object) => {
      const { Parameters, NextToken } = await client.send(
        new GetParametersByPathCommand({ Path: "/shop/dev", ...input }),
      );
      return { names: Parameters!.map(({ Name }) => Name), NextToken };
    };
    expect((await below({})).names).to.deep.equal(["/shop/dev/url"]);
    const first = await below({ Recursive: true, MaxResults: 1 });
    expect(first.names).to.deep.equal(["/shop/dev/db/password"]);
    expect(await below({ Recursive: true, MaxResults: 1, NextToken: first.NextToken })).to.deep.equal({
      names: ["/shop/dev/url"],
      NextToken: undefined,
    });
  });

  it("keeps every version of a parameter, with its labels", async () => {
    expect((await put({ Name: "/put/versions" })).Version).to.equal(1);
    expect((await put({ Name: "/put/versions", Value: "2", Overwrite: true })).Version).to.equal(2);
    await client.send(
      new LabelParameterVersionCommand({ Name: "/put/versions", ParameterVersion: 1, Labels: ["live"] }),
    );
    const { Parameter } = await client.send(new GetParameterCommand({ Name: "/put/versions:live" }));
    expect([Parameter!.Version, Parameter!.Value]).to.deep.equal([1, "1"]);
    const { Parameters } = await client.send(new GetParameterHistoryCommand({ Name: "/put/versions" }));
    expect(Parameters!.map(({ Version, Value, Labels }) => [Version, Value, Labels])).to.deep.equal([
      [1, "1", ["live"]],
      [2, "2", []],
    ]);
  });

  it("lists and tags parameters", async () => {
    await put({ Name: "/put/tagged", Tags: [{ Key: "team", Value: "a" }] });
    const resource = { ResourceType: "Parameter", ResourceId: "/put/tagged" } as const;
    await client.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "cost", Value: "1" }] }));
    const { TagList } = await client.send(new ListTagsForResourceCommand(resource));
    expect(TagList).to.deep.equal([
      { Key: "team", Value: "a" },
      { Key: "cost", Value: "1" },
    ]);
    const { Parameters } = await client.send(new DescribeParametersCommand({}));
    expect(Parameters!.map(({ Name }) => Name)).to.include.members(["/put/tagged", "plain"]);
    expect(Parameters!.some((each) => "Value" in each)).to.equal(false);
  });

  it("deletes parameters", async () => {
    await put({ Name: "/put/gone" });
    await client.send(new DeleteParameterCommand({ Name: "/put/gone" }));
    const { DeletedParameters, InvalidParameters } = await client.send(
      new DeleteParametersCommand({ Names: ["/put/gone", "/never"] }),
    );
    expect([DeletedParameters, InvalidParameters]).to.deep.equal([[], ["/put/gone", "/never"]]);
  });

  const refused: [what: string, call: () => Promise<unknown>, name: string, message: string | RegExp][] = [
    [
      "a name without a parameter",
      () => client.send(new GetParameterCommand({ Name: "/none" })),
      "ParameterNotFound",
      "UnknownError",
    ],
    [
      "a version that does not exist",
      () => client.send(new GetParameterCommand({ Name: "plain:7" })),
      "ParameterVersionNotFound",
      "Systems Manager could not find version 7 of plain. Verify the version and try again.",
    ],
    [
      "a parameter that exists, without Overwrite",
      () => put({ Name: "plain" }),
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    ],
    [
      "a value of 4,097 characters",
      () => put({ Name: "/put/long", Value: "x".repeat(4_097) }),
      "ValidationException",
      "Standard tier parameters support a maximum parameter value of 4096 characters.",
    ],
    [
      "a value that does not match its pattern",
      () => put({ Name: "/put/pattern", AllowedPattern: "\\d+", Value: "a" }),
      "ParameterPatternMismatchException",
      "Parameter value, cannot be validated against allowedPattern: \\d+",
    ],
    [
      "a pattern of exponential time",
      () => put({ Name: "/put/slow", AllowedPattern: "(a+)+", Value: `${"a".repeat(40)}b` }),
      "ParameterPatternMismatchException",
      /^Parameter value, cannot be validated/,
    ],
    ["a reserved name", () => put({ Name: "/aws/x" }), "ValidationException", /^Parameter name: can't be prefixed/],
    [
      "a relative path",
      () => put({ Name: "a/b" }),
      "ValidationException",
      "Parameter name must be a fully qualified name.",
    ],
    [
      "a type that does not exist",
      () => put({ Name: "/put/type", Type: "Number" as "String" }),
      "ValidationException",
      /^1 validation error detected: Value 'Number' at 'type'/,
    ],
    [
      "eleven names",
      () => client.send(new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, i) => `n${i}`) })),
      "ValidationException",
      /at 'names' failed to satisfy constraint: Member must have length less than or equal to 10$/,
    ],
    [
      "an unknown pagination token",
      () => client.send(new GetParametersByPathCommand({ Path: "/", NextToken: "x" })),
      "InvalidNextToken",
      "The specified token isn't valid.",
    ],
    [
      "an action that the role denies",
      () => client.send(new GetParameterCommand({ Name: "forbidden" })),
      "AccessDeniedException",
      /is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:eu-central-1:123456789012:parameter\/forbidden with an explicit deny/,
    ],
  ];
  for (const [what, call, name, message] of refused) {
    it(`rejects ${what}`, async () => {
      const [code, text] = await refusalOf(call());
      expect(code).to.equal(name);
      if (typeof message === "string") expect(text).to.equal(message);
      else expect(text).to.match(message);
    });
  }
});

describe("Parameter Store with --data", () => {
  it("keeps versions after a restart, and adds new declarations as a further version", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "ssm-"));
    const declare = (value: string) =>
      startCaller(statements, `new aws.ssm.Parameter("own", { name: "own", type: "String", value: "${value}" });`, {
        dataDir,
      });
    const readOf = async (caller: Caller, overwrite?: string) => {
      const client = new SSMClient(caller.client);
      if (overwrite !== undefined) {
        await client.send(new PutParameterCommand({ Name: "own", Value: overwrite, Overwrite: true }));
      }
      const { Parameter } = await client.send(new GetParameterCommand({ Name: "own" }));
      client.destroy();
      await caller.started.stop();
      return [Parameter!.Version, Parameter!.Value];
    };
    try {
      expect(await readOf(await declare("1"), "2")).to.deep.equal([2, "2"]);
      expect(await readOf(await declare("1"))).to.deep.equal([2, "2"]);
      expect(await readOf(await declare("3"))).to.deep.equal([3, "3"]);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
