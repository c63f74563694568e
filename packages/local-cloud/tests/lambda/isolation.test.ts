import { expect } from "chai";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";

/** Runs a handler. @returns its result or its failure. */
async function run(handler: string, use: (cloud: TestCloud, answer: any) => unknown): Promise<void> {
  const cloud = await startProgram(smallApi({ handler }));
  try {
    const [fn] = cloud.cloud.program.resources.filter(({ type }) => type === "aws:lambda/function:Function");
    const { payload } = await cloud.cloud.invoke({ functionName: String(fn!.state["name"]) });
    use(cloud, JSON.parse(payload));
  } finally {
    await cloud.stop();
  }
}

describe("a function in its thread", () => {
  it("sees a process of its own, and no port to the run", () =>
    run(
      `const threads = require("worker_threads");
       exports.handler = async () => {
         const esm = await import("node:worker_threads");
         return [threads, esm].map(({ isMainThread, parentPort, workerData, threadId }) => [isMainThread, parentPort, workerData, threadId]);
       };`,
      (_, answer) => expect(answer).to.deep.equal(Array(2).fill([true, null, null, 0])),
    ));

  it("can neither forge a result nor end the run through what it finds of its thread", () =>
    run(
      `const { parentPort } = require("worker_threads");
       const forged = { kind: "result", payload: '"forged"', heapBytes: 0 };
       if (typeof postMessage === "function") postMessage(forged);
       parentPort?.postMessage(forged);
       process.emit("message", forged);
       process.send?.(forged);
       exports.handler = async () => { parentPort?.postMessage(forged); parentPort?.close(); return "true"; };`,
      (_, answer) => expect(answer).to.equal("true"),
    ));

  it("reads no environment of another process, whatever the way", () =>
    run(
      `const fs = require("fs"), { pathToFileURL } = require("url"), os = require("os"), path = require("path");
       const link = path.join(os.tmpdir(), "link-" + process.hrtime.bigint());
       fs.symlinkSync("/proc/self/environ", link);
       const paths = ["/proc/self/environ", "/proc/" + process.ppid + "/environ", "/proc/thread-self/environ",
         "/proc/self/../self/environ", Buffer.from("/proc/self/environ"), pathToFileURL("/proc/self/environ"), link];
       const code = async (act) => { try { await act(); return "read"; } catch (error) { return error.code; } };
       exports.handler = async () => {
         const codes = [];
         for (const each of paths) {
           codes.push(await code(() => fs.readFileSync(each)), await code(() => fs.promises.readFile(each)));
           codes.push(await code(() => new Promise((done, fail) => fs.readFile(each, (error) => error ? fail(error) : done()))));
           codes.push(await code(() => fs.openSync(each)), await code(() => fs.createReadStream(each)));
           codes.push(await code(async () => (await import("node:fs")).readFileSync(each)));
         }
         fs.unlinkSync(link);
         return codes;
       };`,
      (_, answer: string[]) => expect([...new Set(answer)]).to.deep.equal(["EACCES"]),
    ));

  it("sees its own environment and command line, and nothing of the developer's", () => {
    process.env["SECRET_OF_A_DEVELOPER"] = "canary";
    return run(
      `exports.handler = async () => ({ secret: process.env.SECRET_OF_A_DEVELOPER ?? null, argv: process.argv.length, execArgv: process.execArgv });`,
      (_, answer) => expect(answer).to.deep.equal({ secret: null, argv: 1, execArgv: [] }),
    ).finally(() => delete process.env["SECRET_OF_A_DEVELOPER"]);
  });

  it("cannot reach AWS hosts, and gets an error that names the host", () =>
    run(
      `const dns = require("dns");
       const message = (act) => new Promise((done) => act((error) => done(error?.message ?? "reached")));
       exports.handler = async () => [
         await message((done) => require("tls").connect(443, "s3.eu-central-1.amazonaws.com", () => done()).on("error", done)),
         await message((done) => dns.lookup("sqs.amazonaws.com.cn", done)),
         await dns.promises.lookup("x.lambda-url.eu-central-1.on.aws").catch((error) => error.message),
       ];`,
      (_, answer: string[]) =>
        expect(answer).to.deep.equal(
          ["s3.eu-central-1.amazonaws.com", "sqs.amazonaws.com.cn", "x.lambda-url.eu-central-1.on.aws"].map(
            (host) => `the local cloud does not emulate ${host}: functions of a local run cannot call AWS`,
          ),
        ),
    ));

  it("reaches the local cloud when it calls AWS hosts: emulated services answer, other calls fail", async () => {
    const handler = `const https = require("https"), net = require("net");
      const reached = [];
      const { connect } = net.Socket.prototype;
      net.Socket.prototype.connect = function (...args) {
        const [options] = Array.isArray(args[0]) ? args[0] : args;
        reached.push(options.host);
        return connect.apply(this, args);
      };
      const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
      const own = new DynamoDBClient({ endpoint: "https://dynamodb.eu-central-1.amazonaws.com" });
      const text = (...target) => new Promise((done, fail) => https.get(...target, (response) => {
        let all = ""; response.on("data", (chunk) => all += chunk).on("end", () => done(all));
      }).on("error", fail));
      exports.handler = async () => [
        (await own.send(new GetItemCommand({ TableName: "near", Key: { id: { S: "1" } } }))).$metadata.httpStatusCode,
        await text("https://ecr.eu-central-1.amazonaws.com/a.txt?x=1"),
        await text({ host: "kinesis.eu-central-1.amazonaws.com", path: "/", headers: { "x-amz-target": "Kinesis_20131202.PutRecord" } }),
        await (await fetch("https://redshift.eu-central-1.amazonaws.com/1/jobs", { method: "POST", body: new URLSearchParams({ Action: "PauseCluster" }) })).text(),
        [...new Set(reached)],
      ];`;
    const table = `new aws.dynamodb.Table("near", { name: "near", attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" });`;
    const statements = `[{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }]`;
    const cloud = await startProgram(smallApi({ handler, statements, functionArgs: "timeout: 10,", more: table }));
    try {
      const [fn] = cloud.cloud.program.resources.filter(({ type }) => type === "aws:lambda/function:Function");
      const { payload } = await cloud.cloud.invoke({ functionName: String(fn!.state["name"]) });
      const [status, ecr, kinesis, redshift, reached] = JSON.parse(payload) as unknown[];
      expect(status).to.equal(200);
      expect(ecr).to.include("does not emulate ecr: GET /a.txt is refused");
      expect(kinesis).to.include("does not emulate kinesis: PutRecord is refused");
      expect(redshift).to.include("does not emulate redshift: PauseCluster is refused");
      expect(reached).to.deep.equal(["127.0.0.1"]);
    } finally {
      await cloud.stop();
    }
  });

  it("is refused by a service that is not emulated, with service and operation, and not asked again", () =>
    run(
      `const http = require("http");
       const post = (headers, body, path = "/") => new Promise((done) => http.request(process.env.AWS_ENDPOINT_URL + path, { method: "POST", headers }, (response) => {
         let text = ""; response.on("data", (chunk) => text += chunk).on("end", () => done([response.statusCode, text]));
       }).end(body));
       const by = (service) => "AWS4-HMAC-SHA256 Credential=A/20260101/eu-central-1/" + service + "/aws4_request, SignedHeaders=host, Signature=0";
       exports.handler = async () => [
         await post({ authorization: by("kinesis"), "x-amz-target": "Kinesis_20131202.PutRecord", "content-type": "application/x-amz-json-1.1" }, "{}"),
         await post({ authorization: by("rds"), "content-type": "application/x-www-form-urlencoded" }, "Action=StopDBInstance&Version=1"),
         await post({ authorization: by("ec2") }, "", "/instances?x=1"),
       ];`,
      (cloud, answer: [number, string][]) => {
        const sentence = (what: string) =>
          `the local cloud does not emulate ${what} is refused, and nothing left this machine`;
        expect(answer).to.deep.equal([
          [400, JSON.stringify({ __type: "NotEmulatedException", message: sentence("kinesis: PutRecord") })],
          [
            400,
            `<ErrorResponse><Error><Code>NotEmulatedException</Code><Message>${sentence("rds: StopDBInstance")}</Message></Error></ErrorResponse>`,
          ],
          [
            400,
            `<Response><Errors><Error><Code>NotEmulatedException</Code><Message>${sentence("ec2: POST /instances")}</Message></Error></Errors></Response>`,
          ],
        ]);
        expect(cloud.logs.filter(({ source }) => source === "unemulated")).to.have.length(3);
      },
    ));
});

describe("a function that does not load", () => {
  const cases: [string, string, string, RegExp][] = [
    ["misses a module", 'require("nowhere");', "Runtime.ImportModuleError", /Error: Cannot find module 'nowhere'/],
    ["throws", 'throw new TypeError("at load");', "TypeError", /at load/],
    ["is no JavaScript", "const = ;", "Runtime.UserCodeSyntaxError", /SyntaxError: /],
    [
      "exports no handler",
      "exports.other = 1;",
      "Runtime.HandlerNotFound",
      /index\.handler is undefined or not exported/,
    ],
  ];
  for (const [what, handler, errorType, message] of cases) {
    it(`writes that to its log as Lambda does when it ${what}`, () =>
      run(handler, (cloud, answer) => {
        expect([answer.errorType, message.test(answer.errorMessage as string)]).to.deep.equal([errorType, true]);
        const line = cloud.logs.map(({ text }) => text).find((text) => text.includes("Init Error"))!;
        expect(line).to.match(/^\d{4}-\S+Z\tundefined\tERROR\tInit Error \t\{/);
        expect(JSON.parse(line.split("\t").at(-1)!)).to.include({ errorType: answer.errorType });
      }));
  }
});

describe("a function that does not run here", () => {
  const cases: [string, string, string][] = [
    ["a runtime that is not Node.js", 'runtime: "python3.13",', "its runtime is python3.13; only Node.js runs locally"],
    [
      "a container image",
      'packageType: "Image", imageUri: "x", runtime: undefined, handler: undefined,',
      "it is a container image",
    ],
    [
      "code in S3",
      'code: undefined, s3Bucket: "code", s3Key: "a.zip",',
      "its code is in S3 (code/a.zip), where this program puts no archive",
    ],
  ];
  for (const [what, functionArgs, reason] of cases) {
    it(`is parked for ${what}: its routes answer 500 and say so, and the others answer`, async () => {
      const handler = "exports.handler = async () => ({ statusCode: 200, body: 'here' });";
      const other = `new aws.lambda.Function("other", { ...given, runtime: "nodejs22.x", name: "other" });`;
      const source = smallApi({ handler, functionArgs })
        .replace(
          "const fn =",
          "const given = { role: role.arn, handler: 'index.handler', code: new pulumi.asset.AssetArchive({ 'index.js': new pulumi.asset.StringAsset(\"exports.handler = async () => 'here';\") }) };\nconst fn =",
        )
        .concat(other);
      const started = await startProgram(source);
      const { cloud, apiUrl, logs } = started;
      try {
        const { status } = await fetch(`${apiUrl}/x`);
        const { payload } = await cloud.invoke({ functionName: "other" });
        expect([status, payload]).to.deep.equal([500, '"here"']);
        expect(logs.map(({ text }) => text)).to.include(
          `NotEmulatedException: function fn does not run here: ${reason}`,
        );
      } finally {
        await started.stop();
      }
    });
  }
});
