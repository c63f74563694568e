import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Archive } from "./archives";
import { tableName, tableVariable } from "./fixture/stored";

/** Node.js versions to measure under: those that npm carries for this machine, and the one that runs this. */
export const nodes: Readonly<Record<string, string>> = {
  [`Node ${process.versions.node.split(".")[0]}`]: process.execPath,
  ...Object.fromEntries(
    ["20", "22", "24"]
      .map((version) => [`Node ${version}`, join(__dirname, "node_modules", `node${version}`, "bin", "node")] as const)
      .filter(([, path]) => existsSync(path)),
  ),
};

/** What a function finds in its environment. */
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

/** Does its work beside a dynalite that has the one note that is read, in a process of its own. */
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
