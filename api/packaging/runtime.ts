import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/**
 * What a callback may import besides Node's own modules. One bundle of exactly these serves every function, so a
 * new name here changes every archive once.
 */
export const runtimeExports: Readonly<Record<string, readonly string[]>> = {
  "@aws-lambda-powertools/logger": ["Logger"],
  "@aws-sdk/client-dynamodb": ["DynamoDBClient"],
  "@aws-sdk/lib-dynamodb": [
    "DeleteCommand",
    "DynamoDBDocumentClient",
    "GetCommand",
    "PutCommand",
    "ScanCommand",
    "UpdateCommand",
  ],
};

/**
 * Functions have their credentials in the environment; the default chain would bring 95 kB of providers for
 * profiles, SSO, containers and instances that never run.
 */
const credentialProvider = `export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";`;

/** The tree-shaken bundle of `runtimeExports`, as CommonJS text. The same packages give the same bytes. */
export async function bundleRuntime(): Promise<string> {
  const lines = Object.entries(runtimeExports).map(
    ([module, names]) => `export { ${names.join(", ")} } from ${JSON.stringify(module)};`,
  );
  const root = dirname(__dirname);
  const result = await build({
    stdin: { contents: lines.join("\n"), resolveDir: root, sourcefile: "runtime.mjs" },
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    format: "cjs",
    // The oldest Node that Lambda's nodejs runtimes in support have.
    target: "node20",
    mainFields: ["module", "main"],
    conditions: ["import", "module"],
    // Without this, esbuild reads tsconfig's `strict` and emits "use strict".
    tsconfigRaw: {},
    legalComments: "none",
    logLevel: "silent",
    plugins: [
      {
        name: "only-what-functions-need",
        setup(builder) {
          const client = createRequire(join(root, "package.json")).resolve("@aws-sdk/client-dynamodb");
          const resolveDir = dirname(createRequire(client).resolve("@aws-sdk/credential-provider-node"));
          builder.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
            path: "environment-credentials",
            namespace: "runtime",
          }));
          builder.onLoad({ filter: /.*/, namespace: "runtime" }, () => ({
            contents: credentialProvider,
            resolveDir,
          }));
          // The client reads nothing but its version, for the user agent.
          builder.onLoad({ filter: /client-dynamodb[\\/]package\.json$/ }, ({ path }) => {
            const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
            return { contents: JSON.stringify({ version }), loader: "json" };
          });
        },
      },
    ],
  });
  return result.outputFiles[0]!.text;
}
