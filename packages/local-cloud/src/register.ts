import { compileCached } from "./program/compile";
import { tsconfigOf } from "./program/project";

/**
 * Compiles each TypeScript file that this process loads from now on as Pulumi compiles a program, so that a test
 * serializes the text of a deployment. Results are kept under the folder's node_modules/.cache.
 *
 * @param dir the folder of the program's Pulumi.yaml; without one its tsconfig.json is used.
 */
export function register(dir: string): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  compileCached({ dir, tsconfig: tsconfigOf(dir) });
  process.setSourceMapsEnabled(true);
}
