import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { archives, sizeOf, type Archive } from "./archives";
import { alternate, mapValues, spreadOf, type Row } from "./measure";
import { functionEnvironment, nodes } from "./processes";

const rounds = 15;

/** Sizes and cold inits of one route's archive, packed in five ways. */
export async function archivePart(): Promise<Row[]> {
  const contestants = await archives();
  const sizes = mapValues(contestants, ({ folder }) => sizeOf(folder));
  const rows: Row[] = [
    {
      measure: "archive, gzipped",
      unit: "bytes",
      values: mapValues(sizes, ({ gzipped }) => gzipped),
      bars: [{ limit: 75_000 }],
    },
    { measure: "archive", unit: "bytes", values: mapValues(sizes, ({ bytes }) => bytes) },
    { measure: "archive", unit: "files", values: mapValues(sizes, ({ files }) => files) },
  ];
  for (const [version, node] of Object.entries(nodes)) {
    const rests = mapValues(contestants, (): number[] => []);
    const values = await alternate(
      mapValues(contestants, (archive, name) => () => {
        const { built, rest } = coldInit(node, archive);
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
        { against: "esbuild, tree-shaken", limit: 0.7 },
        { against: "CallbackFunction", limit: 0.4 },
      ],
    });
    rows.push({ measure: `cold init, and what it begins, ${version}`, unit: "ms", values: mapValues(rests, spreadOf) });
  }
  return rows;
}

/**
 * Milliseconds in a fresh process: until module, handler and client are there, and until the event loop turns, after
 * what the handler's factory has begun.
 */
function coldInit(node: string, archive: Archive): { readonly built: number; readonly rest: number } {
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
