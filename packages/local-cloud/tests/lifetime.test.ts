import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { programSource, smallApi, writeProject } from "./support/cloud";
import { root } from "./support/program";
import { Run } from "./support/run";

/** Waits for a condition. Resolves to false if it does not hold within the time. */
async function until(holds: () => boolean | Promise<boolean>, millis = 10_000): Promise<boolean> {
  const deadline = Date.now() + millis;
  while (Date.now() < deadline) {
    if (await holds()) return true;
    await new Promise((next) => setTimeout(next, 20));
  }
  return false;
}

const listens = (url: string) =>
  new Promise<boolean>((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => resolve(true));
    socket.on("connect", () => socket.destroy()).on("error", () => resolve(false));
  });

const foldersOf = (pid: number) => readdirSync(tmpdir()).filter((name) => name.startsWith(`pulumi-local-${pid}-`));

describe("npm start, when its parent process has ended", () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    it(`stops after a ${signal} to npm alone`, async () => {
      // Like npm: a parent process that ends without the server.
      const script = `const { spawn } = require("child_process");
        spawn(process.execPath, ["packages/local-cloud/bin.cjs", "--port", "0", "--json"], { stdio: "inherit" }); setInterval(() => {}, 1000);`;
      const parent: ChildProcess = spawn(process.execPath, ["-e", script], {
        cwd: root,
        env: { ...process.env, npm_lifecycle_event: "start" },
        stdio: ["ignore", "pipe", "ignore"],
      });
      const [line] = (await once(parent.stdout!, "data")) as [Buffer];
      const { apiUrl } = JSON.parse(line.toString()) as { apiUrl: string };
      expect(await listens(apiUrl)).to.equal(true);
      parent.kill(signal);
      expect(await until(async () => !(await listens(apiUrl)))).to.equal(true);
    });
  }
});

/** Returns the running child processes of a process. */
function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    // The process has ended.
    return NaN;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const isAlive = (pid: number) => readdirSync("/proc").includes(String(pid)) && !isZombie(pid);

function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("SIGTERM in each phase of a run", () => {
  /** Observable phases of a run. */
  const phases: [phase: string, stack: string, reached: (run: Run, port: number) => Promise<boolean>][] = [
    ["as its process starts", "dev", () => Promise.resolve(true)],
    ["while it loads the program", "dev", (_, port) => until(() => listens(`http://127.0.0.1:${port}`), 30_000)],
    ["while it starts environments", "prod", (run) => until(() => foldersOf(run.pid).length > 0, 30_000)],
    ["as it is ready", "dev", (run) => run.ready().then(() => true)],
    [
      "while it checks types",
      "dev",
      async (run) => {
        await run.ready();
        return until(() => childrenOf(run.pid).length > 0);
      },
    ],
  ];

  for (const [phase, stack, reached] of phases) {
    it(`${phase} ends the run and all its child processes`, async () => {
      const port = await freePort();
      const run = new Run(["--stack", stack, "--port", String(port), "--json"]);
      expect(await reached(run, port), run.stderr).to.equal(true);
      const children = childrenOf(run.pid);
      const started = performance.now();
      run.kill("SIGTERM");
      await run.ended;
      expect(performance.now() - started).to.be.lessThan(5_000);
      expect(await until(() => !children.some(isAlive), 2_000)).to.equal(true);
      expect(foldersOf(run.pid)).to.deep.equal([]);
    });
  }

  it("and SIGKILL leave no type checker behind", async () => {
    const run = new Run(["--port", "0", "--json"]);
    await run.ready();
    expect(await until(() => childrenOf(run.pid).length > 0)).to.equal(true);
    const children = childrenOf(run.pid);
    run.kill("SIGKILL");
    await run.ended;
    expect(await until(() => !children.some(isAlive), 15_000)).to.equal(true);
  });
});

describe("npm start, on a signal", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(root, "packages", "local-cloud", "tests", "tmp-"));
    writeProject(dir);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const program = (handler: string, more = "") =>
    writeFileSync(
      join(dir, "index.ts"),
      programSource(`${smallApi({ handler, functionArgs: "timeout: 30," })}\n${more}`),
    );

  it("prints what it waits for, ends at once on a second signal, and leaves no folder", async () => {
    program("exports.handler = () => new Promise(() => {});");
    const run = new Run(["--program", dir, "--port", "0", "--json", "--logs"]);
    const { apiUrl } = await run.ready();
    const request = fetch(`${apiUrl}/x`).catch(() => undefined);
    expect(await until(() => run.stderr.includes("START RequestId"))).to.equal(true);
    expect(foldersOf(run.pid)).not.to.deep.equal([]);
    run.kill("SIGINT");
    expect(await until(() => run.stderr.includes("waiting for 1 requests in flight (Ctrl+C again"))).to.equal(true);
    run.kill("SIGINT");
    expect(await run.ended).to.equal(130);
    await request;
    expect(foldersOf(run.pid)).to.deep.equal([]);
  });

  it("exits with 0 during its start and leaves no folder; a later start removes folders of killed runs", async () => {
    program("exports.handler = async () => ({});", "while (Date.now() < 0) {} void new Promise(() => {});");
    const slow = new Run(["--port", "0", "--json", "--stack", "prod"]);
    expect(await until(() => foldersOf(slow.pid).length === 1)).to.equal(true);
    slow.kill("SIGTERM");
    expect([await slow.ended, foldersOf(slow.pid)]).to.deep.equal([0, []]);
    const killed = new Run(["--program", dir, "--port", "0", "--json"]);
    await killed.ready();
    killed.kill("SIGKILL");
    await killed.ended;
    expect(foldersOf(killed.pid)).not.to.deep.equal([]);
    const next = new Run(["--program", dir, "--port", "0", "--json"]);
    await next.ready();
    expect(await until(() => foldersOf(killed.pid).length === 0)).to.equal(true);
    next.kill("SIGTERM");
    expect(await next.ended).to.equal(0);
  });

  it("prints program output to standard error with --json", async () => {
    program("exports.handler = async () => ({});", 'console.log("from the program");');
    const run = new Run(["--program", dir, "--port", "0", "--json"]);
    await run.ready();
    run.kill("SIGTERM");
    await run.ended;
    expect(run.stdout.trimEnd().split("\n")).to.have.length(1);
    expect(run.stderr).to.include("from the program\n");
  });

  it("warns once when other hosts can reach it", async () => {
    program("exports.handler = async () => ({});");
    const run = new Run(["--program", dir, "--host", "0.0.0.0", "--port", "0", "--json"]);
    await run.ready();
    run.kill("SIGTERM");
    expect(await run.ended).to.equal(0);
    expect(run.stderr.match(/Warning: .*/g)).to.deep.equal([
      "Warning: with --host, other machines can call this run, and a stack has the same API keys on every machine.",
    ]);
  });

  it("survives a closed pipe, and errors that its program throws late", async () => {
    program(
      "exports.handler = async () => ({ body: 'ok' });",
      `process.once("SIGUSR2", () => {
         setTimeout(() => { throw new TypeError("late throw"); });
         void Promise.reject(new Error("late rejection"));
       });`,
    );
    const run = new Run(["--program", dir, "--port", "0", "--json"]);
    const { apiUrl } = await run.ready();
    run.closeStdout();
    run.kill("SIGUSR2");
    expect(await until(() => run.stderr.includes("late throw") && run.stderr.includes("late rejection"))).to.equal(
      true,
    );
    expect(run.stderr).to.include("program the program threw after it was loaded: TypeError: late throw\n");
    expect(await (await fetch(`${apiUrl}/x`)).text()).to.equal("ok");
    run.closeStderr();
    for (let i = 0; i < 3; i += 1) expect(await (await fetch(`${apiUrl}/x`)).text()).to.equal("ok");
    run.kill("SIGTERM");
    expect(await run.ended).to.equal(0);
  });

  it("with --watch watches a folder that is created after the start", async () => {
    program("exports.handler = async () => ({ body: 'one' });");
    const run = new Run(["--program", dir, "--watch", "--port", "0", "--json"]);
    const { apiUrl } = await run.ready();
    mkdirSync(join(dir, "more", "deep"), { recursive: true });
    const body = (text: string) =>
      writeFileSync(join(dir, "more", "deep", "body.ts"), `export const body = "${text}";\n`);
    body("two");
    const index = programSource(smallApi({ handler: "@@" })).replace(
      '"@@"',
      "`exports.handler = async () => ({ body: '${body}' });`",
    );
    writeFileSync(join(dir, "index.ts"), `import { body } from "./more/deep/body";\n${index}`);
    const text = async () => (await fetch(`${apiUrl}/x`)).text();
    expect(await until(async () => (await text()) === "two"), run.stderr).to.equal(true);
    body("three");
    expect(await until(async () => (await text()) === "three")).to.equal(true);
    run.kill("SIGTERM");
    await run.ended;
  });
});
