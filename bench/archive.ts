import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { archives, sizeOf, type Archive } from "./archives";
import { alternate, type Row } from "./measure";

const rounds = 15;

/** Node.js versions to measure under: those that npm carries for this machine, and the one that runs this. */
const nodes: Readonly<Record<string, string>> = {
  [`Node ${process.versions.node.split(".")[0]}`]: process.execPath,
  ...Object.fromEntries(
    ["20", "22", "24"]
      .map((version) => [`Node ${version}`, join(__dirname, "node_modules", `node${version}`, "bin", "node")] as const)
      .filter(([, path]) => existsSync(path)),
  ),
};

/** Sizes and cold inits of one route's archive, packed in five ways. */
export async function archivePart(): Promise<Row[]> {
  const contestants = await archives();
  const sizes = mapValues(contestants, ({ folder }) => sizeOf(folder));
  const rows: Row[] = [
    {
      measure: "archive, gzipped",
      unit: "bytes",
      values: mapValues(sizes, ({ gzipped }) => gzipped),
      bars: [{ limit: 80_000 }],
    },
    { measure: "archive", unit: "bytes", values: mapValues(sizes, ({ bytes }) => bytes) },
    { measure: "archive", unit: "files", values: mapValues(sizes, ({ files }) => files) },
  ];
  for (const [version, node] of Object.entries(nodes)) {
    const values = await alternate(
      mapValues(contestants, (archive) => () => coldInit(node, archive)),
      rounds,
    );
    rows.push({
      measure: `cold init, ${version}`,
      unit: "ms",
      values,
      bars: [
        { against: "esbuild, tree-shaken", limit: 0.8 },
        { against: "CallbackFunction", limit: 0.4 },
      ],
    });
  }
  return rows;
}

/** Milliseconds in a fresh process: require, handler factory, client built. */
function coldInit(node: string, { folder, main, modules }: Archive): number {
  const script = `const t = process.hrtime.bigint();
    if (typeof require(${JSON.stringify(join(folder, main))}).handler !== "function") throw new Error("no handler");
    console.log(Number(process.hrtime.bigint() - t) / 1e6)`;
  const env = {
    PATH: process.env["PATH"],
    NODE_PATH: modules,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    TABLE_NAME: "Items",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  return Number(execFileSync(node, ["-e", script], { env, cwd: folder, encoding: "utf8" }));
}

function mapValues<V, W>(map: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
