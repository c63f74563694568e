import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Archive } from "./archives";
import { tableName, tableVariable } from "./fixture/stored";

/** Node.js executables to measure with, keyed by version: those installed from npm, and the current one. */
export const nodes: Readonly<Record<string, string>> = {
  [`Node ${process.versions.node.split(".")[0]}`]: process.execPath,
  ...Object.fromEntries(
    ["20", "22", "24"]
      .map((version) => [`Node ${version}`, join(__dirname, "node_modules", `node${version}`, "bin", "node")] as const)
      .filter(([, path]) => existsSync(path)),
  ),
};

/** Returns the environment variables of a function. */
export function functionEnvironment({ modules }: Archive): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    NODE_PATH: modules,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    [tableVariable]: tableName,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** Runs work with a dynalite in a separate process, which contains one note. */
export async function withDynamoDb<T>(work: (endpoint: string) => Promise<T>): Promise<T> {
  const database = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", join(__dirname, "dynamoDb.ts")], {
    cwd: resolve(__dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(database, "exit").then(([code]) => {
    throw new Error(`dynalite ended with ${code}`);
  });
  try {
    const [line] = (await Promise.race([once(database.stdout, "data"), ended])) as [Buffer];
    return await work(`http://127.0.0.1:${String(line).trim()}`);
  } finally {
    database.kill();
  }
}
