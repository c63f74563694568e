import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { programSource, smallApi, writeProject } from "./support/cloud";
import { root } from "./support/program";
import { Run } from "./support/run";

/** Searches the memory of a process, where the system permits it, for secrets with a known prefix. */
const scan = `const fs = require("fs"), found = new Set(), pid = process.argv[1];
  const begin = Buffer.from("c4n4ry-"), memory = fs.openSync("/proc/" + pid + "/mem", "r");
  for (const line of fs.readFileSync("/proc/" + pid + "/maps", "utf8").split("\\n")) {
    const [, from, to] = /^(\\w+)-(\\w+) r/.exec(line) ?? [];
    if (from === undefined) continue;
    for (let at = parseInt(from, 16); at < parseInt(to, 16); at += 1 << 22) {
      const part = Buffer.alloc(Math.min((1 << 22) + 64, parseInt(to, 16) - at));
      try { fs.readSync(memory, part, 0, part.length, at); } catch { continue; }
      for (let hit = part.indexOf(begin); hit >= 0; hit = part.indexOf(begin, hit + 1)) {
        const text = part.toString("latin1", hit, hit + 39);
        if (/^c4n4ry-[0-9a-f]{32}$/.test(text)) found.add(text);
      }
    }
  }
  process.stdout.write(JSON.stringify([...found]) + fs.readFileSync("/proc/" + pid + "/environ", "latin1"));`;

const handler = `const threads = require("worker_threads"), { execFileSync } = require("child_process");
  const inWorker = (code, options) => new Promise((done) => {
    const worker = new threads.Worker("require('worker_threads').parentPort.postMessage((() => { try { return " + code + "; } catch (error) { return error.code; } })())", { eval: true, ...options });
    worker.on("message", done).on("error", (error) => done(error.message));
  });
  const ways = {
    environment: () => process.env,
    report: () => process.report.getReport().environmentVariables,
    shared: () => inWorker("process.env", { env: threads.SHARE_ENV }),
    nested: () => inWorker("[process.env, process.report.getReport().environmentVariables]"),
    nestedFile: () => inWorker("require('fs').readFileSync('/proc/self/environ', 'latin1')"),
    child: () => execFileSync(process.execPath, ["-e", ${JSON.stringify(scan)}, String(process.pid)], { encoding: "latin1" }),
  };
  exports.handler = async () => {
    const answers = {};
    for (const [name, way] of Object.entries(ways)) answers[name] = await (async () => way())().catch((error) => error.message);
    return { statusCode: 200, body: JSON.stringify(answers) };
  };`;

describe("the variables of a developer's shell", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(root, "packages", "local-cloud", "tests", "tmp-"));
    writeProject(dir);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Starts a run from a shell with these variables. */
  function started(variables: Readonly<Record<string, string>>): Run {
    Object.assign(process.env, variables);
    try {
      return new Run(["--program", dir, "--port", "0", "--json"]);
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  }

  it("are not accessible to a function of the run", async function () {
    const secret = `c4n4ry-${randomBytes(16).toString("hex")}`;
    writeFileSync(
      join(dir, "index.ts"),
      programSource(smallApi({ handler, functionArgs: "timeout: 60, memorySize: 512," })),
    );
    const run = started({ SECRET_OF_A_DEVELOPER: secret });
    try {
      const { apiUrl } = await run.ready();
      const response = await fetch(`${apiUrl}/x`);
      expect(response.status).to.equal(200);
      const answers = (await response.json()) as Record<string, unknown>;
      for (const [way, answer] of Object.entries(answers)) {
        const text = JSON.stringify(answer);
        expect(text, way).not.to.include(secret);
        expect(text, way).not.to.include("SECRET_OF_A_DEVELOPER");
      }
      if (process.platform === "linux") expect(answers["child"]).to.match(/^\[\]\0*$/);
    } finally {
      run.kill("SIGTERM");
      await run.ended;
    }
  });

  it("are readable by the program by name, but only those that the run needs are listed", async () => {
    const more = `
      const { STAGE_OF_A_DEVELOPER: stage } = process.env;
      const names = ["STAGE_OF_A_DEVELOPER", "SET_BY_THE_PROGRAM", "REMOVED", "NOT_THERE"];
      process.env.SET_BY_THE_PROGRAM = "set";
      delete process.env.REMOVED;
      export const seen = JSON.stringify({ stage, has: names.map((name) => name in process.env), own: Object.hasOwn(process.env, "STAGE_OF_A_DEVELOPER"),
        listed: names.filter((name) => Object.keys(process.env).includes(name)), path: process.env.PATH !== undefined,
        set: process.env.SET_BY_THE_PROGRAM, none: String(process.env.NOT_THERE) });`;
    writeFileSync(
      join(dir, "index.ts"),
      programSource(`${smallApi({ handler: "exports.handler = async () => ({})" })}\n${more}`),
    );
    const run = started({ STAGE_OF_A_DEVELOPER: "stäge=1", REMOVED: "x" });
    try {
      const { seen } = await run.ready();
      expect(JSON.parse(String(seen))).to.deep.equal({
        stage: "stäge=1",
        has: [true, true, false, false],
        own: true,
        listed: ["SET_BY_THE_PROGRAM"],
        path: true,
        set: "set",
        none: "undefined",
      });
    } finally {
      run.kill("SIGTERM");
      await run.ended;
    }
  });
});
