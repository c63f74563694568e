import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { RequestFact } from "../../src/kernel/facts/facts";
import { MovedClock } from "../../src/testing/movedClock";
import { startProgram, type TestCloud } from "../support/cloud";

/** Functions that stream in different ways, each at the path of its name. */
const functions: Readonly<Record<string, string>> = {
  parts: `awslambda.streamifyResponse(async (event, stream, context) => {
    const answer = awslambda.HttpResponseStream.from(stream, {
      statusCode: 201, headers: { "Content-Type": "text/plain", Server: "mine" }, multiValueHeaders: { "X-Two": ["a", "b"] },
      cookies: ["a=1", "b=2"],
    });
    answer.write("first " + context.awsRequestId.length);
    await fetch(event.queryStringParameters.gate);
    answer.end(" last");
  })`,
  values: `awslambda.streamifyResponse(async (event, stream) => {
    const answer = awslambda.HttpResponseStream.from(stream, {});
    answer.write({ of: "JSON" });
    answer.write(new Uint8Array([33]));
    await require("node:stream/promises").pipeline(require("node:stream").Readable.from(["a", "b"]), answer);
  })`,
  split: `awslambda.streamifyResponse(async (event, stream) => {
    stream.write('{"statusCode":202}\\0\\0\\0');
    await new Promise(setImmediate);
    stream.write('\\0\\0\\0\\0\\0body');
    stream.end();
  })`,
  plain: `async () => ({ statusCode: 200, body: "not a stream" })`,
  unknown: `awslambda.streamifyResponse(async (event, stream) => {
    awslambda.HttpResponseStream.from(stream, { statusCode: 200, body: "no" }).end("x");
  })`,
  failing: `awslambda.streamifyResponse(async () => { throw new TypeError("no"); })`,
  breaking: `awslambda.streamifyResponse(async (event, stream) => {
    const answer = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
    answer.write("begun");
    await new Promise(setImmediate);
    throw new TypeError("no");
  })`,
  endless: `awslambda.streamifyResponse(async (event, stream) => {
    awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).write("begun");
    await new Promise(() => setTimeout(() => undefined, 60_000));
  })`,
  large: `awslambda.streamifyResponse(async (event, stream) => {
    const answer = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
    for (let part = 0; part < 12; part += 1) answer.write(Buffer.alloc(1_048_576, 65));
    answer.end();
  })`,
};

const source = `
const role = new aws.iam.Role("fn", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicyAttachment("logs", { role, policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole });
const handlers: Record<string, string> = ${JSON.stringify(functions)};
const uris = Object.entries(handlers).map(([name, handler]) => {
  const fn = new aws.lambda.Function(name, {
    role: role.arn, runtime: "nodejs22.x", handler: "index.handler", timeout: name === "endless" ? 1 : 10, memorySize: 256,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = " + handler) }),
  });
  new aws.lambda.Permission(name, { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: fn.name });
  return pulumi.all([fn.responseStreamingInvokeArn, fn.invokeArn]).apply(([streaming, buffered]) => ({ name, streaming, buffered }));
});
const body = pulumi.all(uris).apply((all) => JSON.stringify({
  openapi: "3.0.1", info: { title: "streams", version: "1" },
  paths: Object.fromEntries(all.flatMap(({ name, streaming, buffered }) => [
    ["/" + name, { get: { "x-amazon-apigateway-integration": {
      type: "aws_proxy", httpMethod: "POST", uri: streaming, responseTransferMode: "STREAM", timeoutInMillis: 60000 } } }],
    ["/buffered/" + name, { get: { "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: buffered } } }],
  ])),
}));
const api = new aws.apigateway.RestApi("api", { body, minimumCompressionSize: "0" });
const deployment = new aws.apigateway.Deployment("d", { restApi: api.id });
new aws.apigateway.Stage("s", { restApi: api.id, deployment: deployment.id, stageName: "v1" });`;

interface Streamed {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly whole: boolean;
}

describe("an integration that streams", () => {
  let run: TestCloud;
  const requests: RequestFact[] = [];
  before(async () => {
    run = await startProgram(source);
    run.cloud.facts.read((fact) => void (fact.kind === "request" && requests.push(fact)));
  });
  after(() => run.stop());

  /** @param onPart receives each part of the body immediately. */
  const get = (path: string, onPart: (part: string) => void = () => undefined) =>
    new Promise<Streamed>((resolve, reject) => {
      const headers = { "Accept-Encoding": "gzip" };
      http
        .get(`${run.apiUrl}${path}`, { headers, agent: false }, (response) => {
          let text = "";
          response.on("data", (part: Buffer) => {
            text += part.toString();
            onPart(part.toString());
          });
          response.on("error", () => undefined);
          response.on("close", () =>
            resolve({ status: response.statusCode!, headers: response.headers, text, whole: response.complete }),
          );
        })
        .on("error", reject);
    });

  it("sends status and headers, then each part as the function writes it, uncompressed", async () => {
    // The function writes its second part only after the first part has arrived here.
    let open: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (open = resolve));
    const gate = http.createServer((_, response) => void arrived.then(() => response.end()));
    await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
    try {
      const { status, headers, text, whole } = await get(`/parts?gate=${encodeURIComponent(url)}`, open);
      expect([status, text, whole]).to.deep.equal([201, "first 36 last", true]);
      expect(headers).to.include({ "content-type": "text/plain", "x-amzn-remapped-server": "mine", "x-two": "a, b" });
      expect(headers["set-cookie"]).to.deep.equal(["a=1", "b=2"]);
      expect(headers).not.to.have.any.keys("content-length", "content-encoding");
    } finally {
      gate.closeAllConnections();
      gate.close();
    }
    const fact = requests.at(-1)!;
    expect([fact.status, fact.bytes, fact.answered.body.toString()]).to.deep.equal([201, 13, "first 36 last"]);
  });

  it("writes values as JSON, accepts bytes and pipelines, and answers 200 with JSON by default", async () => {
    const { status, headers, text } = await get("/values");
    expect([status, headers["content-type"], text]).to.deep.equal([200, "application/json", '{"of":"JSON"}!ab']);
  });

  it("finds a delimiter that comes in two parts", async () => {
    const { status, text } = await get("/split");
    expect([status, text]).to.deep.equal([202, "body"]);
  });

  for (const name of ["plain", "unknown", "failing"]) {
    it(`answers 502 where no metadata comes that it can read: ${name}`, async () => {
      const { status, text } = await get(`/${name}`);
      expect([status, text]).to.deep.equal([502, '{"message": "Internal server error"}']);
    });
  }

  for (const name of ["breaking", "endless"]) {
    it(`breaks the connection where the function fails behind its metadata: ${name}`, async () => {
      const { status, text, whole } = await get(`/${name}`);
      expect([status, text, whole]).to.deep.equal([200, "begun", false]);
    });
  }

  it("sends more than the 10 MB of a whole answer", async () => {
    const { status, text } = await get("/large");
    expect([status, text.length]).to.deep.equal([200, 12_582_912]);
  });

  it("hands a caller that waits for the whole answer all that the function writes", async () => {
    const { payload, functionError } = await run.cloud.invoke({ functionName: idOf("split") });
    expect([payload, functionError]).to.deep.equal(['{"statusCode":202}\0\0\0\0\0\0\0\0body', undefined]);
    const large = await run.cloud.invoke({ functionName: idOf("large") });
    expect(JSON.parse(large.payload)).to.have.property("errorType", "Function.ResponseSizeTooLarge");
    // Metadata and body are not a valid proxy response for a buffered integration.
    expect(await get("/buffered/split")).to.include({ status: 502 });
  });

  const idOf = (name: string) =>
    run.cloud.program.resources.find((each) => each.type.endsWith(":Function") && each.name === name)!.id;
});

describe("a stream that its function leaves idle", () => {
  it("breaks by the run's clock, and the log contains the reason", async () => {
    const clock = new MovedClock(Date.now());
    const gate = http.createServer(() => undefined);
    await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
    const run = await startProgram(source, [], { clock });
    try {
      const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
      const response = await fetch(`${run.apiUrl}/parts?gate=${encodeURIComponent(url)}`);
      const reader = response.body!.getReader();
      expect(Buffer.from((await reader.read()).value).toString()).to.equal("first 36");
      const rest = reader.read().then(String, (error: Error) => error.message);
      // The API has the default endpoint, which is edge-optimized.
      await clock.advance("30s");
      expect(await rest).to.equal("terminated");
      expect(run.logs.map(({ text }) => text)).to.include("the stream was idle for 30 seconds");
    } finally {
      gate.closeAllConnections();
      gate.close();
      await run.stop();
    }
  });
});
