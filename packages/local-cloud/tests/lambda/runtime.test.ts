import { expect } from "chai";
import { smallApi, startProgram } from "../support/cloud";

interface Files {
  readonly [path: string]: string;
}

/** Calls a function of the given files. @returns its answer and its output. */
async function called(
  files: Files,
  { runtime = "nodejs22.x", handler = "index.handler", more = "", functionArgs = "" } = {},
): Promise<[unknown, string[]]> {
  const assets = Object.entries(files).map(
    ([path, text]) => `${JSON.stringify(path)}: new pulumi.asset.StringAsset(${JSON.stringify(text)})`,
  );
  const source = smallApi({ handler: "//" }).replace("const fn =", "const unused =").replaceAll("fn.", "unused.");
  const started = await startProgram(`${source}
    ${more}
    new aws.lambda.Function("one", {
      name: "one", role: role.arn, runtime: ${JSON.stringify(runtime)}, handler: ${JSON.stringify(handler)}, timeout: 10,
      code: new pulumi.asset.AssetArchive({ ${assets.join(", ")} }), ${functionArgs}
    });`);
  try {
    const { payload } = await started.cloud.invoke({ functionName: "one" });
    return [JSON.parse(payload), started.logs.map(({ text }) => text)];
  } finally {
    await started.stop();
  }
}

describe("a handler's file", () => {
  const answers = "exports.handler = async () => 'cjs';";
  const cases: [string, Files, string][] = [
    ["index.cjs", { "index.cjs": answers }, "cjs"],
    [
      "index.mjs with await at its top",
      { "index.mjs": "const a = await Promise.resolve('mjs'); export const handler = async () => a;" },
      "mjs",
    ],
    [
      "index.js of an ES module package, with the SDK",
      {
        "package.json": '{ "type": "module" }',
        "index.js":
          'import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; export const handler = async () => DynamoDBClient.name;',
      },
      "DynamoDBClient",
    ],
    [
      "index.js before index.mjs",
      { "index.js": answers, "index.mjs": "export const handler = async () => 'mjs';" },
      "cjs",
    ],
  ];
  for (const [what, files, answer] of cases) {
    it(`is found as Lambda finds it: ${what}`, async () => expect((await called(files))[0]).to.equal(answer));
  }
});

describe("what a handler answers by", () => {
  const cases: [string, string, string, unknown][] = [
    ["context.succeed", "(event, context) => { setTimeout(() => context.succeed('yes'), 1); }", "nodejs22.x", "yes"],
    ["context.done", "(event, context) => { context.done(null, 'done'); }", "nodejs20.x", "done"],
    ["a callback", "(event, context, callback) => { setTimeout(callback, 1, null, 'back'); }", "nodejs22.x", "back"],
    [
      "nothing: null, once nothing is under way",
      "() => { setTimeout(() => {}, 5); return 'ignored'; }",
      "nodejs22.x",
      null,
    ],
    ["what it returns, from Node.js 24 on", "() => 'returned'", "nodejs24.x", "returned"],
  ];
  for (const [what, handler, runtime, answer] of cases) {
    it(`is ${what}`, async () => {
      expect((await called({ "index.js": `exports.handler = ${handler};` }, { runtime }))[0]).to.equal(answer);
    });
  }

  it("is an error by context.fail, which Node.js 24 has no more", async () => {
    const files = { "index.js": "exports.handler = (event, context) => { context.fail(new RangeError('no')); };" };
    expect((await called(files))[0]).to.include({ errorType: "RangeError", errorMessage: "no" });
    expect((await called(files, { runtime: "nodejs24.x" }))[0]).to.include({ errorType: "TypeError" });
  });
});

describe("a function's folders", () => {
  it("are its task root, where relative paths start, and /opt with its layers", async () => {
    const layer = `const layer = new aws.lambda.LayerVersion("shared", { layerName: "shared", code: new pulumi.asset.AssetArchive({
      "nodejs/node_modules/shared/index.js": new pulumi.asset.StringAsset("exports.text = 'from the layer';"),
      "data.txt": new pulumi.asset.StringAsset("in opt"),
    }) });`;
    const [answer] = await called(
      {
        "own.txt": "own",
        "index.js": `const fs = require("fs"), path = require("path");
          exports.handler = async () => [
            fs.readFileSync("own.txt", "utf8"), process.cwd() === process.env.LAMBDA_TASK_ROOT,
            path.resolve("own.txt") === path.join(__dirname, "own.txt"), await fs.promises.readFile("./own.txt", "utf8"),
            require("shared").text, require("/opt/nodejs/node_modules/shared").text, fs.readFileSync("/opt/data.txt", "utf8"),
          ];`,
      },
      { more: layer, functionArgs: "layers: [layer.arn, 'arn:aws:lambda:us-east-1:580247275435:layer:Insights:14']," },
    );
    expect(answer).to.deep.equal(["own", true, true, "own", "from the layer", "from the layer", "in opt"]);
  });

  it("lack an undeclared layer, which the log reports", async () => {
    const arn = "arn:aws:lambda:us-east-1:580247275435:layer:Insights:14";
    const [, logs] = await called(
      { "index.js": "exports.handler = async () => 1;" },
      { functionArgs: `layers: ["${arn}"],` },
    );
    expect(logs).to.include(`one runs without the layer ${arn}, which this program does not declare`);
  });
});

describe("a part of the SDK that is not installed here", () => {
  it("is named, with how to install it", async () => {
    const [answer] = await called({ "index.js": 'require("@aws-sdk/client-nowhere");' });
    const { errorType, errorMessage } = answer as { errorType: string; errorMessage: string };
    expect(errorType).to.equal("Runtime.ImportModuleError");
    expect(errorMessage).to.include(
      "Cannot find module '@aws-sdk/client-nowhere': Lambda's runtime includes it, but it is not installed here (npm install --save-dev @aws-sdk/client-nowhere)",
    );
  });
});

describe("the report of a call whose environment ends", () => {
  const report = async (text: string) => {
    const policy = `new aws.iam.RolePolicyAttachment("logs", { role: role.name, policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole });`;
    const [, logs] = await called({ "index.js": text }, { more: policy });
    return logs.filter((line) => /^(?:INIT_)?REPORT/.test(line));
  };

  it("says how, for an init that fails", async () => {
    const [init, call] = await report('require("./nothing");');
    expect(init).to.match(
      /^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: error\tError Type: Runtime\.ImportModuleError\t\n$/,
    );
    expect(call).to.match(/^REPORT RequestId: .*\tStatus: error\tError Type: Runtime\.ImportModuleError\t\n$/);
  });

  it("names no error that is not the runtime's own", async () => {
    const [, call] = await report('throw new RangeError("at load");');
    expect(call).to.match(/\tStatus: error\tError Type: Runtime\.Unknown\t\n$/);
  });

  it("says so of an exit, and nothing of an error that the handler throws", async () => {
    const [exits] = await report("exports.handler = async () => process.exit(3);");
    expect(exits).to.match(/\tStatus: error\tError Type: Runtime\.ExitError\t\n$/);
    const [throws] = await report('exports.handler = async () => { throw new Error("x"); };');
    expect(throws).to.not.include("Status");
  });
});
