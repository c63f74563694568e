import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { readProject } from "../local-cloud/src/program/project/readProject";
import { startEngineStub } from "./engineStub";

const root = resolve(__dirname, "../..");

export interface PreviewOptions {
  /** Folder of Pulumi.yaml. */
  readonly dir: string;
  /** Settings in addition to those of the dev stack, such as `bench:routes=50`. */
  readonly settings?: readonly string[];
  /** Number of Lambda functions that the program declares. */
  readonly functions: number;
}

/**
 * Measures the program's process of a `pulumi preview`, in milliseconds of CPU time. Pulumi's own command runs the program,
 * compiled by ts-node through transpiler.cjs, without the local cloud. A stub replaces the engine and the providers, whose
 * processes are not measured.
 */
export async function measurePreview({ dir, settings = [], functions }: PreviewOptions): Promise<number> {
  const { name, config } = readProject(dir, "dev", settings);
  const engine = await startEngineStub();
  const addresses = ["--monitor", engine.address, "--engine", engine.address];
  const stack = ["--project", name, "--stack", "dev", "--pwd", dir, "--dry-run", "--parallel", "16"];
  const child = spawn(process.execPath, [join(__dirname, "previewProcess.cjs"), ...stack, ...addresses, "."], {
    cwd: root,
    env: {
      ...process.env,
      PULUMI_NODEJS_TYPESCRIPT: "true",
      PULUMI_NODEJS_TSCONFIG_PATH: join(root, "tsconfig.pulumi.json"),
      PULUMI_CONFIG: JSON.stringify(config),
    },
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  try {
    const exit = once(child, "exit") as Promise<[code: number | null]>;
    const [millis, [code]] = await Promise.all([text(child.stdio[3] as NodeJS.ReadableStream), exit]);
    if (code !== 0) throw new Error(`the preview of ${dir} ended with ${code}`);
    const declared = engine.registered.filter((type) => type === "aws:lambda/function:Function").length;
    if (declared !== functions) throw new Error(`${declared} functions instead of ${functions}`);
    return Number(millis);
  } finally {
    engine.stop();
  }
}
