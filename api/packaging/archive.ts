import * as pulumi from "@pulumi/pulumi";
import type { Route } from "../resource";
import { handlerFactory } from "./handlerFactory";
import { checkImports } from "./imports";
import { serializationError } from "./serializationError";
import { bundleRuntime, runtimeExports } from "./runtime";

/** The handler of every archive, as Lambda names it. */
export const handlerName = "__index.handler";

/**
 * Where the serialized text looks a package up: Pulumi resolves a named import to the package's main file, except
 * where `exports` hides it. Each becomes a one-line module that hands the shared bundle on.
 */
const shims = Object.keys(runtimeExports).map((name) => {
  const file = name.startsWith("@aws-sdk/") ? "dist-cjs/index.js" : "index.js";
  const path = `node_modules/${name}/${file}`;
  return { path, text: `module.exports = require("${"../".repeat(path.split("/").length - 1)}runtime.js");\n` };
});

/**
 * Returns a packager whose archives share one runtime bundle, built once, at the first call.
 *
 * An archive holds the serialized callback, unmodified, so that stack traces point at its lines, and beside it the
 * bundle. It depends on nothing but the callback and the installed packages: same program, same bytes.
 */
export function packager(): (route: Route) => pulumi.asset.AssetArchive {
  let runtime: Promise<string> | undefined;
  return (route) => {
    runtime ??= bundleRuntime().then(({ text }) => text);
    return new pulumi.asset.AssetArchive(assets(route, runtime));
  };
}

async function assets(route: Route, runtime: Promise<string>): Promise<pulumi.asset.AssetMap> {
  const { text } = await pulumi.runtime
    .serializeFunction(handlerFactory(route), { isFactoryFunction: true })
    .catch(async (error: unknown) => {
      // A process that ends while esbuild works ends with pages of esbuild's own.
      await runtime;
      throw serializationError(route, error);
    });
  checkImports(route.name, text);
  return {
    "__index.js": new pulumi.asset.StringAsset(text),
    "runtime.js": new pulumi.asset.StringAsset(await runtime),
    ...Object.fromEntries(shims.map(({ path, text: shim }) => [path, new pulumi.asset.StringAsset(shim)])),
  };
}
