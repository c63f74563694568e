import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { build, type Metafile, type PluginBuild } from "esbuild";

/** What a bundle holds: names by package. */
export type RuntimeExports = Readonly<Record<string, readonly string[]>>;

/**
 * What a callback may import besides Node's own modules. One bundle of exactly these serves every function, so a
 * new name here changes every archive once.
 */
export const runtimeExports: RuntimeExports = {
  "@aws-lambda-powertools/logger": ["Logger"],
  "@aws-sdk/client-dynamodb": ["DynamoDBClient"],
  // The document client and a command for each of the data actions that a route may be given.
  "@aws-sdk/lib-dynamodb": [
    "BatchGetCommand",
    "BatchWriteCommand",
    "DeleteCommand",
    "DynamoDBDocumentClient",
    "GetCommand",
    "PutCommand",
    "QueryCommand",
    "ScanCommand",
    "UpdateCommand",
  ],
};

/** The same for the authorizer. */
export const authorizerExports: RuntimeExports = {
  "@aws-lambda-powertools/logger": ["Logger"],
  "aws-jwt-verify/error": ["FetchError", "WaitPeriodNotYetEndedJwkError"],
  "aws-jwt-verify/jwt-verifier": ["JwtVerifier"],
};

/** A module of the SDK that functions never use, and what stands in for it. */
interface Replaced {
  /** The file, by the end of its path. */
  readonly file: RegExp;
  readonly contents: string;
}

/**
 * What the bundle leaves out. Each fails by its own name should it be reached after all (tests/api/runtime.test.ts);
 * `npm run bench --prefix packages/bench -- archive` shows what leaving them out is worth.
 */
const replaced: readonly Replaced[] = [
  {
    // 95 kB of providers for profiles, SSO, containers and instances: a function's credentials are in its environment.
    file: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/,
    contents: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
  },
  {
    // No DynamoDB operation streams events. This one dynamic import makes esbuild wrap every module it shares into a
    // function of its own, which V8 then parses twice.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    contents: absent("event streams", ["EventStreamSerde", "eventStreamSerdeProvider"]),
  },
  {
    // Off for DynamoDB unless a variable asks for it; its cache brings two libraries of data structures.
    file: /@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]index\.js$/,
    contents: `export class EndpointCache {
      get() { throw new Error("endpoint discovery is not part of this bundle"); }
      set() { throw new Error("endpoint discovery is not part of this bundle"); }
    }`,
  },
  {
    // A function has no ~/.aws: every read would fail, at the first request.
    file: /shared-ini-file-loader[\\/]readFile\.js$/,
    contents: `export const filePromises = {}, fileIntercept = {};
      export const readFile = () => Promise.reject(new Error("there are no configuration files in a function"));`,
  },
];

/** A module whose exports say that they are not there. */
function absent(what: string, names: readonly string[]): string {
  const fail = `() => { throw new Error(${JSON.stringify(`${what} are not part of this bundle`)}); }`;
  return names.map((name) => `export const ${name} = ${fail};`).join("\n");
}

export interface Bundle {
  /** CommonJS. The same packages give the same bytes. */
  readonly text: string;
  /** Bytes that each package takes of it. */
  readonly packages: Readonly<Record<string, number>>;
}

/** A tree-shaken bundle. */
export async function bundleRuntime(bundled: RuntimeExports = runtimeExports): Promise<Bundle> {
  const lines = Object.entries(bundled).map(
    ([module, names]) => `export { ${names.join(", ")} } from ${JSON.stringify(module)};`,
  );
  const root = dirname(__dirname);
  const result = await build({
    stdin: { contents: lines.join("\n"), resolveDir: root, sourcefile: "runtime.mjs" },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: "node",
    format: "cjs",
    // The oldest Node that Lambda's nodejs runtimes in support have.
    target: "node20",
    mainFields: ["module", "main"],
    conditions: ["import", "module"],
    // `import("node:http")` reads each of its exports, one of which loads all of fetch: 10 ms of the first request.
    supported: { "dynamic-import": false },
    // Without this, esbuild reads tsconfig's `strict` and emits "use strict".
    tsconfigRaw: {},
    legalComments: "none",
    logLevel: "silent",
    plugins: [{ name: "only-what-functions-need", setup: replaceModules }],
  });
  return { text: result.outputFiles[0]!.text, packages: bytesByPackage(result.metafile) };
}

function bytesByPackage({ outputs }: Metafile): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const [file, { bytesInOutput }] of Object.entries(Object.values(outputs)[0]?.inputs ?? {})) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "the bundle itself";
    bytes[name] = (bytes[name] ?? 0) + bytesInOutput;
  }
  return bytes;
}

function replaceModules(builder: PluginBuild): void {
  for (const { file, contents } of replaced) {
    builder.onLoad({ filter: file }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
  }
  // The client reads nothing but its version, for the user agent.
  builder.onLoad({ filter: /client-dynamodb[\\/]package\.json$/ }, ({ path }) => {
    const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
    return { contents: JSON.stringify({ version }), loader: "json" };
  });
}
