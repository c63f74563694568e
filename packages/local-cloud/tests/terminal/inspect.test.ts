import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { parseOptions } from "../../src/terminal/options";
import { programSource, smallApi, withProgram } from "../support/cloud";
import { finish, Run } from "../support/run";

describe("--inspect", () => {
  const cases: readonly (readonly [argv: readonly string[], port: number | undefined | string])[] = [
    [[], undefined],
    [["--inspect"], 9229],
    [["--inspect=0"], 0],
    [["--inspect=9300", "--watch"], 9300],
    [["--inspect", "--watch"], 9229],
    [["--inspect=70000"], "--inspect is 70000: it must be an integer from 0 to 65535"],
    [["--inspect="], "--inspect is : it must be an integer from 0 to 65535"],
  ];
  for (const [argv, port] of cases) {
    it(`gives ${String(port)} for ${JSON.stringify(argv)}`, () => {
      if (typeof port === "string") expect(() => parseOptions(argv, ".")).to.throw(port);
      else expect(parseOptions(argv, ".").inspect).to.equal(port);
    });
  }

  it("lets a debugger attach to the run, only from this machine", () =>
    withProgram(
      programSource(smallApi({ handler: "exports.handler = async () => ({ statusCode: 200 })" })),
      async (dir) => {
        const run = new Run(["--program", dir, "--port", "0", "--json", "--inspect=0"]);
        try {
          await run.ready();
          const [, host, port] = /Debugger listening on ws:\/\/([\d.]+):(\d+)\//.exec(run.stderr) ?? [];
          expect(host).to.equal("127.0.0.1");
          const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { type: string }[];
          expect(targets.map(({ type }) => type)).to.deep.equal(["node"]);
        } finally {
          run.kill("SIGTERM");
          expect(await run.ended).to.equal(0);
        }
      },
    ));

  it("reports a busy port in one sentence", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const { code, stderr } = await finish([`--inspect=${port}`, "--port", "0"]);
      expect(code).to.equal(1);
      expect(stderr).to.include(`--inspect is ${port}: another process listens at this port`);
      expect(stderr).not.to.match(/\n\s+at /);
    } finally {
      server.close();
    }
  });
});
