import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { close, open } from "node:inspector";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { LocalCloud } from "../../src/cloud";
import { Environment } from "../../src/lambda/environments/environment";
import { readProject } from "../../src/program/project/readProject";
import { withProgram } from "../support/cloud";
import { TestDebugger } from "../support/debugger";

/** Comments mark the lines with breakpoints. */
const program = `import * as aws from "@pulumi/aws";

interface Order {
  readonly amount: number;
}

/** A helper that the callback captures. */
function doubled(order: Order): number {
  const twice = order.amount * 2; // helper
  return twice;
}

new aws.lambda.CallbackFunction("answer", {
  runtime: "nodejs20.x",
  callback: async (order: Order) => {
    const total = doubled(order) + 1; // callback
    return { total };
  },
});
`;

const lineOf = (mark: string) => program.split("\n").findIndex((line) => line.endsWith(`// ${mark}`)) + 1;

describe("breakpoints in a program's TypeScript", function () {
  this.timeout(60_000);
  before(() => open(0, "127.0.0.1"));
  after(() => close());

  it("hold in the callback of a function, and in what it captures", () =>
    withProgram(program, async (dir) => {
      const source = pathToFileURL(join(dir, "index.ts")).href;
      const cloud = await LocalCloud.start(readProject(dir, "dev", []), { host: "127.0.0.1", port: 0 });
      const attached = new TestDebugger({ [source]: [lineOf("helper"), lineOf("callback")] });
      try {
        const { name } = cloud.program.resources.find(({ type }) => type === "aws:lambda/function:Function")!.state;
        const invoke = () => cloud.invoke({ functionName: String(name), payload: '{"amount":3}' });
        // An editor sets breakpoints when a script is loaded.
        await invoke();
        await attached.attach();
        await attached.holding(2);
        const first = attached.paused();
        const answer = invoke();
        const inCallback = await first;
        expect(inCallback.at).to.deep.equal({ url: source, line: lineOf("callback") });
        expect(await inCallback.evaluate("order.amount")).to.equal(3);
        const second = attached.paused();
        await inCallback.resume();
        const inHelper = await second;
        expect(inHelper.at).to.deep.equal({ url: source, line: lineOf("helper") });
        await inHelper.resume();
        expect(JSON.parse((await answer).payload)).to.deep.equal({ total: 7 });
      } finally {
        attached.close();
        await cloud.stop();
      }
    }));
});

const timeoutMillis = 1_000;

/** Callback with breakpoints and an adjustable duration. */
const handler = `exports.handler = async ({ stop, loop, millis = 0 }) => {
  if (loop) for (;;);
  if (stop) debugger;
  await new Promise((resolve) => setTimeout(resolve, millis));
  return "done";
};
`;

describe("a function at a breakpoint", () => {
  let taskRoot: string;
  let environment: Environment;
  let attached: TestDebugger | undefined;

  before(() => {
    open(0, "127.0.0.1");
    taskRoot = mkdtempSync(join(tmpdir(), "debugging-"));
    writeFileSync(join(taskRoot, "index.js"), handler);
  });
  after(() => {
    close();
    rmSync(taskRoot, { recursive: true });
  });
  beforeEach(() => {
    environment = new Environment({
      taskRoot,
      handler: "index.handler",
      runtime: "nodejs24.x",
      variables: { AWS_LAMBDA_FUNCTION_NAME: "stops" },
      memorySize: 128,
    });
  });
  afterEach(async () => {
    attached?.close();
    attached = undefined;
    await environment.end();
  });

  const attach = async () => {
    attached = new TestDebugger({});
    await attached.attach();
    return attached;
  };
  const invoke = async (event: object) => {
    const context = {
      functionName: "stops",
      functionVersion: "1",
      invokedFunctionArn: "arn",
      memoryLimitInMB: "128",
      logGroupName: "group",
      logStreamName: "stream",
    };
    const payload = JSON.stringify(event);
    const message = { requestId: "call", payload, deadline: Date.now() + timeoutMillis, traceId: "", context };
    const outcome = await environment.invoke(message, timeoutMillis);
    return outcome.kind === "result" ? outcome.payload : outcome.failure.errorType;
  };

  it("does not time out, and has its whole time afterwards", async () => {
    const paused = (await attach()).paused();
    expect(await environment.init()).to.equal(undefined);
    const answer = invoke({ stop: true, millis: 600 });
    const held = await paused;
    await sleep(timeoutMillis + 400);
    await held.resume();
    expect(await answer).to.equal('"done"');
  });

  it("is not charged for a pause that ends before its timeout", async () => {
    const paused = (await attach()).paused();
    await environment.init();
    const answer = invoke({ stop: true, millis: 600 });
    const held = await paused;
    await sleep(600);
    await held.resume();
    expect(await answer).to.equal('"done"');
  });

  it("ends with the run", async () => {
    const paused = (await attach()).paused();
    await environment.init();
    const answer = invoke({ stop: true });
    await paused;
    await environment.end();
    expect(await answer).to.equal("Runtime.ExitError");
  });

  for (const event of [{ loop: true }, { millis: 60_000 }]) {
    it(`times out while it runs, with a debugger attached: ${JSON.stringify(event)}`, async () => {
      await attach();
      await environment.init();
      expect(await invoke(event)).to.equal("Sandbox.Timedout");
    });
  }

  it("goes on at a debugger statement where no debugger is attached", async () => {
    await environment.init();
    expect(await invoke({ stop: true })).to.equal('"done"');
  });
});
