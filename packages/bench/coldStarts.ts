import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packager } from "../../api/packaging/archive";
import { functionUnits } from "../../api/route/functionUnit";
import { ArchiveFolders } from "../local-cloud/src/lambda/archives/archive";
import { runtimeModules } from "../local-cloud/src/lambda/archives/runtimeModules";
import { notes } from "./fixture/notes";
import { computeSpread, mapValues, type Row } from "./measure";
import { withDynamoDb } from "./processes";
import { runHandler } from "./requests";

const rounds = 25;

interface ColdStart {
  readonly initMillis: number;
  readonly firstMillis: number;
  readonly warmMillis: number;
}

/** Measures the first request of a new environment against a warm one: a route alone, and all routes in one group. */
export function measureColdStarts(): Promise<Row[]> {
  return withDynamoDb(measure);
}

async function measure(endpoint: string): Promise<Row[]> {
  const scratch = mkdtempSync(join(tmpdir(), "local-bench-"));
  const modules = await runtimeModules(join(scratch, "lambda-runtime"));
  const folders = new ArchiveFolders();
  const pack = packager();
  const route = notes.routes.find(({ name }) => name === "getNote")!;
  const [group] = functionUnits(notes.routes.map((each) => ({ ...each, group: "all" })));
  const contestants = {
    "a function of one route": await folders.unpack("route", pack(route)),
    [`a group of ${notes.routes.length} routes`]: await folders.unpack("group", pack(group!)),
  };
  const found = mapValues(contestants, (): ColdStart[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, folder] of Object.entries(contestants)) {
      const archive = { folder, main: "__index.js", modules };
      found[name]!.push(await runHandler<ColdStart>(process.execPath, archive, { endpoint, args: ["cold"] }));
    }
  }
  rmSync(scratch, { recursive: true, force: true });
  const row = (what: string, valueOf: (start: ColdStart) => number): Row => ({
    measure: what,
    unit: "ms",
    values: mapValues(found, (starts) => computeSpread(starts.map(valueOf))),
  });
  return [
    row("init", ({ initMillis }) => initMillis),
    row("first request", ({ firstMillis }) => firstMillis),
    row("cold start: init and first request", ({ initMillis, firstMillis }) => initMillis + firstMillis),
    row("warm request", ({ warmMillis }) => warmMillis),
  ];
}
