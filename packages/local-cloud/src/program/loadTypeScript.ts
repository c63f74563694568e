import { existsSync } from "node:fs";
import { join } from "node:path";
import { compileCached } from "./compile";
import { tsconfigOf } from "./project";

/**
 * Loads a TypeScript module of a project, compiled as Pulumi compiles the project's program.
 *
 * @param dir the project's folder.
 * @param file absolute.
 */
export function loadTypeScript(dir: string, file: string): unknown {
  const tsconfig = existsSync(join(dir, "Pulumi.yaml")) ? tsconfigOf(dir) : join(dir, "tsconfig.json");
  const stop = compileCached({ dir, tsconfig });
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the project is named at run time
    return require(file);
  } finally {
    stop();
  }
}
