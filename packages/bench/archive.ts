import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { loadArchives, measureSize, type Archive } from "./archives";
import { runAlternately, mapValues, computeSpread, type Row } from "./measure";
import { functionEnvironment, nodes } from "./processes";

const rounds = 15;

/** Measures size and cold init of one route's archive, packaged in five ways. */
export async function measureArchives(): Promise<Row[]> {
  const contestants = await loadArchives();
  const sizes = mapValues(contestants, ({ folder }) => measureSize(folder));
  const rows: Row[] = [
    {
      measure: "archive, gzipped",
      unit: "bytes",
      values: mapValues(sizes, ({ gzipped }) => gzipped),
      bars: [{ limit: 65_000 }],
    },
    { measure: "archive", unit: "bytes", values: mapValues(sizes, ({ bytes }) => bytes) },
    { measure: "archive", unit: "files", values: mapValues(sizes, ({ files }) => files) },
  ];
  for (const [version, node] of Object.entries(nodes)) {
    const rests = mapValues(contestants, (): number[] => []);
    const values = await runAlternately(
      mapValues(contestants, (archive, name) => () => {
        const { built, rest } = measureColdInit(node, archive);
        rests[name]!.push(rest);
        return built;
      }),
      rounds,
    );
    rows.push({
      measure: `cold init, ${version}`,
      unit: "ms",
      values,
      bars: [
        { against: "esbuild, tree-shaken", limit: 0.6 },
        { against: "CallbackFunction", limit: 0.4 },
      ],
    });
    rows.push({
      measure: `cold init until the event loop turns, ${version}`,
      unit: "ms",
      values: mapValues(rests, computeSpread),
    });
  }
  return rows;
}

/**
 * Measures a fresh process in milliseconds. `built` ends when module, handler and client exist. `rest` ends at the first
 * turn of the event loop, after the work that the handler's factory started.
 */
function measureColdInit(node: string, archive: Archive): { readonly built: number; readonly rest: number } {
  const { folder, main } = archive;
  const script = `const t = process.hrtime.bigint(), since = () => Number(process.hrtime.bigint() - t) / 1e6;
    if (typeof require(${JSON.stringify(join(folder, main))}).handler !== "function") throw new Error("no handler");
    const built = since();
    setImmediate(() => console.log(JSON.stringify({ built, rest: since() })))`;
  const printed = execFileSync(node, ["-e", script], {
    env: functionEnvironment(archive),
    cwd: folder,
    encoding: "utf8",
  });
  return JSON.parse(printed) as { built: number; rest: number };
}
