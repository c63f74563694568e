import {
  CreateEventSourceMappingCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  type InvokeCommandInput,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const code = (source: string) =>
  `new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(source)}) })`;
const define = (name: string, source: string, args = "") =>
  `const ${name} = new aws.lambda.Function("${name}", { name: "${name}", role: role.arn, runtime: "nodejs22.x",
    handler: "index.handler", code: ${code(source)}, ${args} });`;

const more = [
  define(
    "echo",
    "exports.handler = async (event, context) => ({ event, client: context.clientContext, arn: context.invokedFunctionArn })",
    "publish: true",
  ),
  'new aws.lambda.Alias("echoLive", { name: "live", functionName: echo.name, functionVersion: echo.version });',
  define(
    "failing",
    "exports.handler = async (event) => { console.log('before ' + event.when); throw new TypeError('no'); }",
  ),
  define(
    "streaming",
    "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('a'); await new Promise((done) => setTimeout(done, 20)); stream.write('b'); stream.end(); });",
  ),
  define("closed", "exports.handler = async () => 1", "reservedConcurrentExecutions: 0"),
  define("denied", "exports.handler = async () => 1"),
  define("permitted", "exports.handler = async () => 1"),
  'new aws.lambda.Permission("caller", { action: "lambda:InvokeFunction", function: permitted.name, principal: role.arn });',
].join("\n");

const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const statements = `[{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource:
  ["echo", "echo:live", "failing", "streaming", "closed", "missing"].map((name) => "${arn("")}" + name) }]`;

describe("Lambda's operation Invoke, as the SDK calls it", () => {
  let caller: Caller;
  let client: LambdaClient;

  before(async () => {
    caller = await startCaller(statements, more);
    client = new LambdaClient(caller.client);
  });
  after(() => caller.started.stop());

  const invoke = async (input: InvokeCommandInput) => {
    const answer = await client.send(new InvokeCommand(input));
    return { ...answer, text: Buffer.from(answer.Payload ?? []).toString() };
  };

  /** Returns the chunks and the last event of a streamed answer. */
  const streamOf = async (FunctionName: string, LogType: "None" | "Tail" = "None") => {
    const input = { FunctionName, Payload: Buffer.from('{"when":"now"}'), LogType };
    const { EventStream, ExecutedVersion, StatusCode } = await client.send(new InvokeWithResponseStreamCommand(input));
    const [chunks, ends]: [string[], object[]] = [[], []];
    for await (const { PayloadChunk, InvokeComplete } of EventStream!) {
      if (PayloadChunk !== undefined) chunks.push(Buffer.from(PayloadChunk.Payload!).toString());
      if (InvokeComplete !== undefined) ends.push(InvokeComplete);
    }
    return { chunks, ends, ExecutedVersion, StatusCode };
  };

  it("streams the chunks that a function writes, and its end", async () => {
    const { chunks, ...rest } = await streamOf("streaming");
    expect(chunks.join("")).to.equal("ab");
    expect(rest).to.deep.equal({ ends: [{}], ExecutedVersion: "$LATEST", StatusCode: 200 });
  });

  it("streams the answer of a function that does not stream as one chunk", async () => {
    const { chunks } = await streamOf("echo");
    expect(chunks.map((chunk) => JSON.parse(chunk) as object)).to.deep.equal([
      { event: { when: "now" }, arn: arn("echo") },
    ]);
  });

  it("ends a stream with the error and the log of a function that fails", async () => {
    const { chunks, ends } = await streamOf("failing", "Tail");
    const [end] = ends as { ErrorCode: string; ErrorDetails: string; LogResult: string }[];
    expect([chunks, end!.ErrorCode]).to.deep.equal([[], "Unhandled"]);
    expect(JSON.parse(end!.ErrorDetails)).to.include({ errorType: "TypeError", errorMessage: "no" });
    expect(Buffer.from(end!.LogResult, "base64").toString()).to.include("before now");
  });

  it("refuses a stream as it refuses an answer", async () => {
    const refusals = await Promise.all(
      ["missing", "denied", "closed"].map((name) => streamOf(name).catch((error: Error) => error)),
    );
    expect(refusals.map((error) => (error as Error).name)).to.deep.equal([
      "ResourceNotFoundException",
      "AccessDeniedException",
      "TooManyRequestsException",
    ]);
  });

  it("returns the function's answer and version", async () => {
    const { StatusCode, ExecutedVersion, FunctionError, text } = await invoke({
      FunctionName: "echo",
      Payload: Buffer.from('{"a":1}'),
      ClientContext: Buffer.from('{"custom":{"b":2}}').toString("base64"),
    });
    expect([StatusCode, ExecutedVersion, FunctionError]).to.deep.equal([200, "$LATEST", undefined]);
    expect(JSON.parse(text)).to.deep.equal({ event: { a: 1 }, client: { custom: { b: 2 } }, arn: arn("echo") });
  });

  const references: [name: string, input: Partial<InvokeCommandInput>][] = [
    ["a name and a qualifier", { FunctionName: "echo", Qualifier: "live" }],
    ["a name with a qualifier", { FunctionName: "echo:live" }],
    ["an ARN with a qualifier", { FunctionName: arn("echo:live") }],
    ["a partial ARN", { FunctionName: "123456789012:function:echo", Qualifier: "live" }],
  ];
  for (const [name, input] of references) {
    it(`accepts ${name}`, async () => {
      const { ExecutedVersion, text } = await invoke(input as InvokeCommandInput);
      expect([ExecutedVersion, JSON.parse(text)]).to.deep.equal(["1", { event: {}, arn: arn("echo:live") }]);
    });
  }

  it("returns a failure with the end of the log", async () => {
    const { StatusCode, FunctionError, LogResult, text } = await invoke({ FunctionName: "failing", LogType: "Tail" });
    const log = Buffer.from(LogResult!, "base64").toString();
    expect([StatusCode, FunctionError]).to.deep.equal([200, "Unhandled"]);
    expect(JSON.parse(text)).to.deep.include({ errorType: "TypeError", errorMessage: "no" });
    expect(log).to.match(/^START RequestId: [^]*before[^]*\nREPORT RequestId: /);
  });

  it("accepts an event, which the function receives later", async () => {
    const Payload = Buffer.from('{"when":"later"}');
    const sent = { FunctionName: "failing", InvocationType: "Event", Payload } as const;
    const { StatusCode, ExecutedVersion, text } = await invoke(sent);
    expect([StatusCode, ExecutedVersion, text]).to.deep.equal([202, undefined, ""]);
    await eventually(() => caller.started.logs.filter((line) => line.text.includes("before later")));
  });

  it("runs nothing in a dry run", async () => {
    const { StatusCode, text } = await invoke({ FunctionName: "echo", InvocationType: "DryRun" });
    expect([StatusCode, text]).to.deep.equal([204, ""]);
  });

  it("allows a role that a permission names", async () => {
    expect((await invoke({ FunctionName: "permitted" })).text).to.equal("1");
  });

  const refusals: [name: string, input: Partial<InvokeCommandInput>, error: object][] = [
    [
      "a role without the permission",
      { FunctionName: "denied" },
      {
        name: "AccessDeniedException",
        message: `User: arn:aws:sts::123456789012:assumed-role/ROLE/FN is not authorized to perform: lambda:InvokeFunction on resource: ${arn("denied")} because no identity-based policy allows the lambda:InvokeFunction action`,
      },
    ],
    [
      "a qualifier that the policy does not name",
      { FunctionName: "echo", Qualifier: "1" },
      { name: "AccessDeniedException" },
    ],
    [
      "a function that does not exist",
      { FunctionName: "missing" },
      { name: "ResourceNotFoundException", Type: "User", message: `Function not found: ${arn("missing:$LATEST")}` },
    ],
    [
      "a payload that is no JSON",
      { FunctionName: "echo", Payload: Buffer.from("{") },
      { name: "InvalidRequestContentException", Type: "User" },
    ],
    [
      "a client context that is no JSON",
      { FunctionName: "echo", ClientContext: Buffer.from("{").toString("base64") },
      { name: "InvalidRequestContentException", Type: "User" },
    ],
    [
      "a function without concurrency",
      { FunctionName: "closed" },
      {
        name: "TooManyRequestsException",
        message: "Rate Exceeded.",
        Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      },
    ],
    [
      "an unknown invocation type",
      { FunctionName: "echo", InvocationType: "Later" as "Event" },
      {
        name: "ValidationException",
        message:
          "1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
      },
    ],
  ];
  for (const [name, input, expected] of refusals) {
    it(`refuses ${name}`, async () => {
      const error = await invoke(input as InvokeCommandInput).then(
        () => undefined,
        (caught: Error) => caught,
      );
      const message = error?.message.replace(/role\/role-\w+\/fn-\w+/, "role/ROLE/FN");
      expect({ ...error, name: error?.name, message }).to.deep.include(expected);
    });
  }

  it("leaves the operations on event source mappings to their service", async () => {
    const input = { FunctionName: "echo", EventSourceArn: "arn:aws:sqs:eu-central-1:123456789012:none" };
    const error = await client.send(new CreateEventSourceMappingCommand(input)).catch((caught: Error) => caught);
    expect((error as Error).name).to.equal("AccessDeniedException");
    expect((error as Error).message).to.include("lambda:CreateEventSourceMapping");
  });
});
