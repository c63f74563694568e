import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundleAll } from "../../api/packaging/bundle";
import type { PackageModule } from "../../api/packaging/packageModules";
import { loadArchives, type Archive } from "./archives";
import { noteId } from "./fixture/stored";
import { runAlternately, mapValues, computeSpread, type Row } from "./measure";
import { functionEnvironment, nodes, withDynamoDb } from "./processes";

const rounds = 15;

/** API Gateway's event for a read of the one note. */
const event = {
  resource: "/notes/{id}",
  path: `/notes/${noteId}`,
  httpMethod: "GET",
  headers: {},
  multiValueHeaders: {},
  pathParameters: { id: noteId },
  queryStringParameters: null,
  requestContext: { requestId: "bench", identity: { apiKeyId: "bench" } },
  body: null,
  isBase64Encoded: false,
};

interface First {
  readonly initMillis: number;
  readonly firstMillis: number;
}

interface Warm {
  readonly rounds: readonly { readonly handler: number; readonly call: number }[];
  readonly roundTrips: number;
  readonly bytes: { readonly handler: number; readonly call: number };
}

/** Measures requests in an environment: the first one, packaged in five ways, and warm ones against the bare SDK. */
export function measureRequests(): Promise<Row[]> {
  return withDynamoDb(measureArchives);
}

async function measureArchives(endpoint: string): Promise<Row[]> {
  const contestants = await loadArchives();
  const rows: Row[] = [];
  for (const [version, node] of Object.entries(nodes)) {
    const together = mapValues(contestants, (): number[] => []);
    const values = await runAlternately(
      mapValues(contestants, (archive, name) => async () => {
        const { initMillis, firstMillis } = await runHandler<First>(node, archive, { endpoint, args: ["first"] });
        together[name]!.push(initMillis + firstMillis);
        return firstMillis;
      }),
      rounds,
    );
    rows.push(
      { measure: `first request of an initialised environment, ${version}`, unit: "ms", values },
      {
        measure: `init and first request together, ${version}`,
        unit: "ms",
        values: mapValues(together, computeSpread),
      },
    );
  }
  rows.push(...(await measureWarm(contestants["ours"]!, endpoint)));
  return rows;
}

async function measureWarm(archive: Archive, endpoint: string): Promise<Row[]> {
  const sdk = join(archive.folder, "sdk.js");
  writeFileSync(sdk, await bundleSdk());
  const warm = await runHandler<Warm>(process.execPath, archive, {
    endpoint,
    args: ["warm", sdk],
    execArgv: ["--expose-gc", "--max-semi-space-size=256"],
  });
  const ratio = computeSpread(warm.rounds.map(({ handler, call }) => handler / call));
  return [
    {
      measure: "warm request",
      unit: "ms",
      values: {
        handler: computeSpread(warm.rounds.map(({ handler }) => handler)),
        "bare SDK call": computeSpread(warm.rounds.map(({ call }) => call)),
      },
    },
    { measure: "warm handler, as a share of the bare SDK call", unit: "×", values: { ratio }, bars: [{ limit: 1.05 }] },
    {
      measure: "allocated by a warm request",
      unit: "bytes",
      values: { handler: Math.round(warm.bytes.handler), "bare SDK call": Math.round(warm.bytes.call) },
    },
    {
      measure: "DynamoDB round trips of a request",
      unit: "requests",
      values: { handler: warm.roundTrips },
      bars: [{ limit: 1 }],
    },
  ];
}

/** Returns what the bare call uses of the SDK, bundled as in an archive. */
async function bundleSdk(): Promise<string> {
  const imported = (name: string, names: readonly string[]): PackageModule => {
    return { specifier: name, package: name, source: name, names, isNamespace: false };
  };
  const modules = [
    imported("@aws-sdk/client-dynamodb", ["DynamoDBClient"]),
    imported("@aws-sdk/lib-dynamodb", ["DynamoDBDocumentClient", "GetCommand"]),
  ];
  const [bundle] = await bundleAll([modules], resolve(__dirname, "../.."));
  return bundle!.text;
}

/** Runs an archive's handler in a separate process. */
export async function runHandler<T>(
  node: string,
  archive: Archive,
  options: { readonly endpoint: string; readonly args: readonly string[]; readonly execArgv?: readonly string[] },
): Promise<T> {
  const { folder, main } = archive;
  const child = fork(
    join(__dirname, "handlerProcess.cjs"),
    [join(folder, main), JSON.stringify(event), ...options.args],
    {
      execPath: node,
      execArgv: [...(options.execArgv ?? [])],
      cwd: folder,
      // Discards the handler's log lines.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...functionEnvironment(archive), AWS_ENDPOINT_URL_DYNAMODB: options.endpoint },
    },
  );
  const [message] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the handler's process ended with ${code}`);
    }),
  ])) as [T];
  return message;
}
