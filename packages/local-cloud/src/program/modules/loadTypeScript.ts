import { compileCached } from "./compile";
import { tsconfigOf } from "../project/readProject";

/**
 * Loads a TypeScript module of a project, compiled as Pulumi compiles the program.
 *
 * @param dir the project's folder.
 * @param file an absolute path.
 */
export function loadTypeScript(dir: string, file: string): unknown {
  const stop = compileCached({ dir, tsconfig: tsconfigOf(dir) });
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the project is named at run time
    return require(file);
  } finally {
    stop();
  }
}
