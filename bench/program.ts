/**
 * What a further route costs a preview or a unit test: registration of the whole program under mocks, with serialized
 * and packaged callbacks, for several numbers of routes.
 *
 * Run: npm run bench:program
 */
import { resolve } from "node:path";
import type { Route } from "../api/routes";
import { loadProgram } from "../local/engine/load";
import { readProject } from "../local/engine/project";
import { providers } from "../local/providers";

const root = resolve(__dirname, "..");
const rounds = 3;
const sizes = [5, 50, 200];

/** The program's own routes, repeated under other names and paths until there are enough. */
function extend(routes: Route[], size: number): void {
  const own = [...routes];
  for (let i = own.length; i < size; i += 1) {
    const route = own[i % own.length]!;
    routes.push({ ...route, name: `${route.name}${i}`, path: route.path.replace("/items", `/items${i}`) });
  }
}

/** Milliseconds to register the program with so many routes, the load of packages left out. */
async function register(size: number): Promise<number> {
  const project = readProject(root, "dev", []);
  const context = {
    project: "items-api",
    stack: "dev",
    region: "eu-central-1",
    endpoint: (id: string) => `https://${id}`,
    publishedVersion: () => "1",
  };
  const started = performance.now();
  // The program's route table is read as the program loads it, and lengthened before index.ts sees it.
  const load = Module._load;
  Module._load = (...args) => {
    const loaded = load(...args);
    const { routes } = loaded as { routes?: Route[] };
    if (args[0] === "./api/routes" && routes !== undefined && routes.length < size) extend(routes, size);
    return loaded;
  };
  try {
    const program = await loadProgram({ ...project, providers, context });
    const functions = program.resources.filter(({ type }) => type === "aws:lambda/function:Function").length;
    if (functions !== size) throw new Error(`${functions} functions instead of ${size}`);
  } finally {
    Module._load = load;
  }
  return performance.now() - started;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- Node's loader has no typed way in
const Module = require("node:module") as { _load: (...args: unknown[]) => unknown };

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function main(): Promise<void> {
  await register(5);
  const times = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) times.get(size)!.push(await register(size));
  }
  const base = median(times.get(5)!);
  process.stdout.write(`Node ${process.version}, median of ${rounds} rounds\n`);
  for (const size of sizes) {
    const millis = median(times.get(size)!);
    const further = size === 5 ? "" : `, ${((millis - base) / (size - 5)).toFixed(1)} ms per further route`;
    process.stdout.write(`${String(size).padStart(4)} routes  ${millis.toFixed(0).padStart(5)} ms${further}\n`);
  }
}

void main();
