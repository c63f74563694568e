import { expect } from "chai";
import { logFlowReader, newLogFlow, sendPaced } from "../../src/lambda/runtime/logFlow";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";

const nextTurn = () => new Promise(setImmediate);

describe("the flow of a function's log", () => {
  it("counts what is under way until the other side has read it", async () => {
    const flow = newLogFlow();
    const read = logFlowReader(flow);
    sendPaced(flow, "abc", () => undefined);
    sendPaced(flow, "defg", () => undefined);
    expect(Atomics.load(flow, 0)).to.equal(519);
    read("abc");
    expect(Atomics.load(flow, 0)).to.equal(519);
    await nextTurn();
    expect(Atomics.load(flow, 0)).to.equal(260);
    read("defg");
    await nextTurn();
    expect(Atomics.load(flow, 0)).to.equal(0);
  });
});

describe("a function that logs without end", () => {
  let started: TestCloud;
  before(async () => {
    const handler = `exports.handler = async ({ path }) => {
      if (path.endsWith("/short")) for (;;) console.log("line");
      if (path.endsWith("/long")) for (;;) process.stdout.write("x".repeat(1e6));
      if (path.endsWith("/whole")) for (let line = 0; line < 20000; line += 1) console.log("line", line);
      return { body: "ok" };
    };`;
    started = await startProgram(smallApi({ handler, functionArgs: "timeout: 2," }));
    await fetch(`${started.apiUrl}/warm`);
  });
  after(() => started.stop());
  beforeEach(() => started.logs.splice(0));

  for (const kind of ["short", "long"]) {
    it(`of ${kind} lines keeps no other call waiting, and takes no memory`, async () => {
      // Logs of this test would also count.
      const { length } = started.logs;
      const drop = setInterval(() => started.logs.splice(0), 5);
      const before = process.memoryUsage().rss;
      const endless = fetch(`${started.apiUrl}/${kind}`);
      const waits: number[] = [];
      for (let call = 0; call < 10; call += 1) {
        const asked = performance.now();
        expect(await (await fetch(`${started.apiUrl}/other`)).text()).to.equal("ok");
        waits.push(performance.now() - asked);
      }
      const megabytes = (process.memoryUsage().rss - before) / 1_048_576;
      expect((await endless).status).to.equal(502);
      clearInterval(drop);
      expect(length).to.equal(0);
      expect(waits.sort((a, b) => a - b)[5]).to.be.lessThan(300);
      expect(megabytes).to.be.lessThan(250);
    });
  }

  it("and ends, loses none of its lines", async () => {
    expect((await fetch(`${started.apiUrl}/whole`)).status).to.equal(200);
    const lines = started.logs
      .filter(({ text }) => text.includes("\tline "))
      .map(({ text }) => Number(text.split(" ").at(-1)));
    expect(lines).to.deep.equal([...Array(20_000).keys()]);
  });
});
