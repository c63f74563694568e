import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync, type BuildOptions } from "esbuild";
import { handlerDeclaration } from "../../api/packaging/handlerFactory";
import { notes } from "./fixture/notes";

interface HandlerBundle {
  /** Name of the module of this folder that exports the handlers, without its extension. */
  readonly entry: string;
  readonly folder: string;
  /** Name of the bundle, without its extension. */
  readonly name: string;
  readonly options: BuildOptions;
}

/**
 * Bundles the handlers in a module as users of other tools do: minified, for node20, with the SDK's default credential
 * chain. The handlers contain what they run, and nothing of what declares or packs a route.
 *
 * @returns the folder
 * @throws Error if a bundle contains Pulumi or the compiler, which would slow other tools down
 */
export function bundleHandlers({ entry, folder, name, options }: HandlerBundle): string {
  const declarations = notes.routes.map((route) => [route.name, JSON.stringify(handlerDeclaration(route))] as const);
  const { metafile } = buildSync({
    entryPoints: { [name]: join(__dirname, `${entry}.ts`) },
    outdir: folder,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
    metafile: true,
    define: { DECLARATIONS: JSON.stringify(Object.fromEntries(declarations)) },
    ...options,
  });
  const unexpected = Object.keys(metafile!.inputs).find((file) => /node_modules\/(typescript|@pulumi)\//.test(file));
  if (unexpected !== undefined) throw new Error(`the bundle of ${entry}.ts contains ${unexpected}`);
  writeFileSync(join(folder, "package.json"), "{}");
  return folder;
}
