import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { handlerFactory } from "../../api/packaging/handlerFactory";
import { loadProgram } from "../local-cloud/src/program/load";
import { readProject } from "../local-cloud/src/program/project/readProject";
import { providersOf } from "../local-cloud/src/cloud";
import { awsRegistry } from "../local-cloud/src/render";
import { routes } from "./fixture/notes";
import { runAlternately, getMedian, type Row, type Spread } from "./measure";
import { measurePreview } from "./previews";

const root = resolve(__dirname, "../..");
const rounds = 3;

/** Functions of the dev stack: five routes and a consumer. */
const programFunctions = 6;

/** Returns a function that returns the CPU time of this process since, in milliseconds. Other work hardly changes it. */
function startCpuTimer(): () => number {
  const started = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  };
}

/**
 * Measures the registration of the fixture with `size` routes, in milliseconds of CPU time, without loading packages.
 * Unit tests load programs in this way: `packages/register.cjs` or `@onemachine/local-cloud/register` comes first, Pulumi
 * next, and the local cloud's mocks last.
 */
async function register(size: number): Promise<number> {
  const project = readProject(join(__dirname, "fixture"), "dev", [`bench:routes=${size}`]);
  const region = "eu-central-1";
  const context = { project: project.name, stack: "dev", region, registry: awsRegistry(region) };
  const elapsed = startCpuTimer();
  const { resources } = await loadProgram({ ...project, providers: providersOf(), context });
  const millis = elapsed();
  const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function").length;
  if (functions !== size) throw new Error(`${functions} functions instead of ${size}`);
  return millis;
}

/** Measures the registration of `size` routes as CallbackFunctions, as in Pulumi's tutorial, in milliseconds of CPU. */
async function registerCallbacks(size: number): Promise<number> {
  const elapsed = startCpuTimer();
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({
      id: name,
      state: { ...(inputs as object), arn: `arn:aws:iam::123456789012:role/${name}` },
    }),
    call: () => ({}),
  });
  for (const route of routes(size)) {
    new aws.lambda.CallbackFunction(route.name, { callbackFactory: handlerFactory(route) as never });
  }
  await pulumi.runtime.disconnect();
  return elapsed();
}

/** Runs a script in a fresh process with Pulumi's ts-node, and returns its CPU time in milliseconds. */
function timeScript(script: string): number {
  const register = ["-r", "ts-node/register/transpile-only"];
  const text = `const started = process.cpuUsage(); (async () => { ${script} })().then(() => {
    const { user, system } = process.cpuUsage(started);
    console.log((user + system) / 1000); process.removeAllListeners("exit"); process.exit(0); });`;
  // The process exits while esbuild is still running. stderr is ignored, because esbuild complains.
  const printed = execFileSync(process.execPath, [...register, "-e", text], {
    cwd: root,
    env: { ...process.env, TS_NODE_PROJECT: join(root, "tsconfig.pulumi.json") },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return Number(printed.trim());
}

const packages = 'require("@pulumi/pulumi"); require("@pulumi/aws"); require("@pulumi/awsx");';

/** Returns a script that imports the program, with the settings of the dev stack. */
function programScript(): string {
  const { name, config } = readProject(root, "dev", []);
  return `const pulumi = require("@pulumi/pulumi");
    const mocks = { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) };
    await pulumi.runtime.setMocks(mocks, ${JSON.stringify(name)}, "dev");
    pulumi.runtime.setAllConfig(${JSON.stringify(config)});
    require("./index.ts");`;
}

/** Removes what earlier runs of the program have kept, as `npm ci` does. */
function removeKept(): void {
  for (const name of ["transpiled", "bundles"]) {
    rmSync(join(root, "node_modules", ".cache", name), { recursive: true, force: true });
  }
}

/**
 * Measures the import of the program: with files that earlier runs have kept, without them, and Pulumi alone. As in a
 * preview, ts-node compiles the program through transpiler.cjs, and the local cloud is not loaded.
 */
function timeImports(): Promise<Record<"kept" | "packages" | "first", Spread>> {
  const program = programScript();
  timeScript(program);
  const first = () => {
    removeKept();
    return timeScript(program);
  };
  return runAlternately({ kept: () => timeScript(program), packages: () => timeScript(packages), first }, 5);
}

/** Measures previews: of the fixture with 5 and 50 routes, and of the program with and without what earlier runs kept. */
function timePreviews(): Promise<Record<"five" | "fifty" | "kept" | "first", Spread>> {
  const fixture = (size: number) =>
    measurePreview({ dir: join(__dirname, "fixture"), settings: [`bench:routes=${size}`], functions: size });
  const program = () => measurePreview({ dir: root, functions: programFunctions });
  const first = () => {
    removeKept();
    return program();
  };
  return runAlternately({ first, kept: program, five: () => fixture(5), fifty: () => fixture(50) }, rounds);
}

/** Returns the milliseconds of each additional route, from measurements with two numbers of routes. */
function computePerRoute(few: Spread, many: Spread, more: number): number {
  return (getMedian(many) - getMedian(few)) / more;
}

/**
 * Measures what users wait for: loads of the program in unit tests, under the local cloud's mocks, and in `pulumi preview`.
 */
export async function measureProgram(): Promise<Row[]> {
  await register(5);
  const ours = await runAlternately(
    { five: () => register(5), fifty: () => register(50), twoHundred: () => register(200) },
    rounds,
  );
  const theirs = await runAlternately({ five: () => registerCallbacks(5), fifty: () => registerCallbacks(50) }, 1);
  const imports = await timeImports();
  const previews = await timePreviews();
  const check = await runAlternately({ tsc: () => timeTypeCheck() }, 2);
  return [
    {
      measure: "registering 5 routes under mocks",
      unit: "ms of CPU",
      values: { ours: ours.five, CallbackFunction: theirs.five },
    },
    {
      measure: "registering 50 routes under mocks",
      unit: "ms of CPU",
      values: { ours: ours.fifty, CallbackFunction: theirs.fifty },
    },
    { measure: "registering 200 routes under mocks", unit: "ms of CPU", values: { ours: ours.twoHundred } },
    {
      measure: "each further route, up to 50",
      unit: "ms of CPU",
      values: {
        ours: computePerRoute(ours.five, ours.fifty, 45),
        CallbackFunction: computePerRoute(theirs.five, theirs.fifty, 45),
      },
      bars: [{ limit: 25 }],
    },
    {
      measure: "each further route, up to 200",
      unit: "ms of CPU",
      values: { ours: computePerRoute(ours.five, ours.twoHundred, 195) },
      bars: [{ limit: 25 }],
    },
    {
      measure: "importing the program",
      unit: "ms of CPU",
      values: { program: imports.kept, "@pulumi/aws and awsx": imports.packages, "after npm ci": imports.first },
      bars: [{ against: "@pulumi/aws and awsx", limit: 1.2 }],
    },
    {
      measure: "previewing the program",
      unit: "ms of CPU",
      values: { program: previews.kept, "after npm ci": previews.first },
    },
    { measure: "previewing 5 routes", unit: "ms of CPU", values: { ours: previews.five } },
    { measure: "previewing 50 routes", unit: "ms of CPU", values: { ours: previews.fifty } },
    {
      measure: "each further route in a preview, up to 50",
      unit: "ms of CPU",
      values: { ours: computePerRoute(previews.five, previews.fifty, 45) },
    },
    { measure: "type check (npm run build)", unit: "ms", values: { tsc: check.tsc } },
  ];
}

function timeTypeCheck(): number {
  const started = performance.now();
  execFileSync(process.execPath, [resolve(root, "node_modules/typescript/bin/tsc")], { cwd: root });
  return performance.now() - started;
}
