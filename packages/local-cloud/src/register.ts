// Must be first: it changes how Pulumi's packages are loaded.
import "./program/modules/deferredModules";
import "./program/modules/domains";
import { compileCached } from "./program/modules/compile";
import { indexModules } from "./program/pulumi/moduleIndex";
import { tsconfigOf } from "./program/project/readProject";

/**
 * Compiles each TypeScript file that this process loads from now on as Pulumi compiles a program. A test then
 * serializes
 * callbacks to the same text as a deployment. Results are cached in the folder's node_modules/.cache.
 *
 * @param dir the folder of Pulumi.yaml. Without a Pulumi.yaml, the folder's tsconfig.json applies.
 */
export function register(dir: string): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // Tests load Pulumi before the local cloud does.
  indexModules();
  compileCached({ dir, tsconfig: tsconfigOf(dir) });
  process.setSourceMapsEnabled(true);
}
