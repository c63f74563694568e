import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleHandlers } from "./bundleHandlers";
import { tableName, tableVariable } from "./fixture/stored";

const root = resolve(__dirname, "../..");
const modules = join(__dirname, "node_modules");

/** A local run with the routes GET /notes and GET /notes/{id}. */
export interface Contestant {
  /** Starts the run. @returns the URL that /notes is relative to, and the required headers */
  start(): Promise<{ url: string; headers: Record<string, string> }>;
  /** Resident megabytes of its processes; NaN if the system does not report them. */
  megabytes(): number;
  stop(): Promise<void>;
}

/** The local cloud, whose process can be measured. */
export interface OurRun extends Contestant {
  /** Undefined before the start. */
  pid(): number | undefined;
}

/** The local cloud with the program in fixture/. @param options additional options of `npm start` */
export function createOurs(...options: readonly string[]): OurRun {
  return createOurRun({ options });
}

/** @param nodeOptions options of Node.js, such as `--cpu-prof` */
export function createOurRun({
  options = [],
  nodeOptions = [],
}: {
  readonly options?: readonly string[];
  readonly nodeOptions?: readonly string[];
}): OurRun {
  let child: ChildProcess | undefined;
  return {
    pid: () => child?.pid,
    start: async () => {
      const port = String(await findFreePort());
      const args = [
        ...nodeOptions,
        "packages/local-cloud/bin.cjs",
        "--program",
        join(__dirname, "fixture"),
        "--port",
        port,
        "--json",
        ...options,
      ];
      child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
      const [line] = (await Promise.race([once(child.stdout!, "data"), failWithoutAddress(child, args)])) as [Buffer];
      const { apiUrl, apiKey } = JSON.parse(line.toString()) as { apiUrl: string; apiKey: string };
      return { url: apiUrl, headers: { "x-api-key": apiKey } };
    },
    megabytes: () => measureMegabytes(child),
    stop: () => end(child),
  };
}

/** Rejects when the process ends. After its addresses were read, nothing waits for that. */
async function failWithoutAddress(child: ChildProcess, args: readonly string[]): Promise<never> {
  const [code] = (await once(child, "exit")) as [number | null];
  throw new Error(`"node ${args.join(" ")}" ended with exit code ${code} before it printed its addresses`);
}

/** serverless-offline 13, with handlers in worker threads (its default) or in its own process. */
export function createServerlessOffline(dynamoDb: string, { inProcess }: { readonly inProcess: boolean }): Contestant {
  const folder = createProject(dynamoDb, {
    "serverless.yml": `
service: notes
frameworkVersion: "3"
provider: { name: aws, runtime: nodejs20.x, stage: v1, environment: ${JSON.stringify(environmentSettings(dynamoDb))} }
plugins: [serverless-offline]
functions:
  listNotes: { handler: handlers.listNotes, events: [{ http: { path: notes, method: get } }] }
  getNote: { handler: handlers.getNote, events: [{ http: { path: "notes/{id}", method: get } }] }
`,
  });
  let child: ChildProcess | undefined;
  return {
    start: async () => {
      const [port, lambdaPort, websocketPort] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
      const args = ["offline", "--httpPort", port, "--lambdaPort", lambdaPort, "--websocketPort", websocketPort];
      child = spawn(
        process.execPath,
        [join(modules, "serverless/bin/serverless.js"), ...args.map(String), ...(inProcess ? ["--useInProcess"] : [])],
        { cwd: folder, stdio: "ignore", env: environment(dynamoDb) },
      );
      return { url: `http://127.0.0.1:${port}/v1`, headers: {} };
    },
    megabytes: () => measureMegabytes(child),
    stop: () => end(child),
  };
}

/** Architect's sandbox. */
export function createArchitect(dynamoDb: string): Contestant {
  const folder = createProject(dynamoDb, {
    "app.arc": "@app\nnotes\n@http\nget /notes\nget /notes/:id\n@aws\nruntime nodejs20.x\n",
  });
  for (const [route, name] of [
    ["get-notes", "listNotes"],
    ["get-notes-000id", "getNote"],
  ]) {
    const source = join(folder, "src", "http", route!);
    mkdirSync(source, { recursive: true });
    cpSync(join(folder, "handlers.js"), join(source, "handlers.js"));
    writeFileSync(join(source, "index.js"), `exports.handler = require("./handlers.js").${name};\n`);
  }
  let child: ChildProcess | undefined;
  return {
    start: async () => {
      const port = await findFreePort();
      const script = `require(${JSON.stringify(join(modules, "@architect/sandbox"))}).start({ port: ${port}, quiet: true })`;
      child = spawn(process.execPath, ["-e", script], { cwd: folder, stdio: "ignore", env: environment(dynamoDb) });
      return { url: `http://127.0.0.1:${port}`, headers: {} };
    },
    megabytes: () => measureMegabytes(child),
    stop: () => end(child),
  };
}

/** Creates a project folder with the routes' handlers, bundled as users of these tools do. */
function createProject(dynamoDb: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "local-bench-"));
  bundleHandlers({ entry: "handlers", folder, name: "handlers", options: { mainFields: ["module", "main"] } });
  const prefs = Object.entries(environmentSettings(dynamoDb)).map(([name, value]) => `  ${name} ${value}`);
  const own = { "prefs.arc": `@env\ntesting\n${prefs.join("\n")}\n`, ...files };
  for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, ".npmrc"), "");
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  linkModules(folder);
  return folder;
}

/** Links serverless-offline into the folder, because Serverless resolves plugins from there. */
function linkModules(folder: string): void {
  writeFileSync(join(folder, "node_modules", ".keep"), "");
  const target = join(folder, "node_modules", "serverless-offline");
  mkdirSync(target, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(modules, "serverless-offline/package.json"), "utf8")) as object;
  const entry = join(modules, "serverless-offline/src/index.js");
  writeFileSync(
    join(target, "package.json"),
    JSON.stringify({ ...manifest, main: "index.js", exports: "./index.js", type: "module" }),
  );
  writeFileSync(join(target, "index.js"), `export { default } from ${JSON.stringify(entry)};\n`);
}

function environmentSettings(dynamoDb: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb,
    [tableVariable]: tableName,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

function environment(dynamoDb: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...environmentSettings(dynamoDb),
    SLS_TELEMETRY_DISABLED: "1",
    SLS_NOTIFICATIONS_MODE: "off",
  };
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await ended;
  clearTimeout(timer);
}

/** Sums the memory of a process and its descendants. */
function measureMegabytes(child: ChildProcess | undefined): number {
  try {
    const parents = new Map(
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => [Number(pid), readStatus(Number(pid))] as const),
    );
    const own = (pid: number): number =>
      (parents.get(pid)?.megabytes ?? 0) +
      [...parents].filter(([, { parent }]) => parent === pid).reduce((sum, [each]) => sum + own(each), 0);
    return own(child?.pid ?? 0);
  } catch {
    return NaN;
  }
}

function readStatus(pid: number): { parent: number; megabytes: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const number = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    return { parent: number("PPid"), megabytes: number("VmRSS") / 1024 };
  } catch {
    return { parent: 0, megabytes: 0 };
  }
}
