import * as pulumi from "@pulumi/pulumi";
import type { Route } from "../route/resource";
import { handlerFactory } from "./handlerFactory";
import { checkImports } from "./imports";
import { authorizerExports, bundleRuntime, runtimeExports, type RuntimeExports } from "./runtime";
import { serializationError, type Code } from "./serializationError";

/** The handler of every archive, as Lambda names it. */
export const handlerName = "__index.handler";

/**
 * What stands in an archive beside the serialized text: the bundle, and where the text looks a package up. Pulumi resolves
 * a named import to the package's main file, except where `exports` hides it; each becomes a one-line module that hands
 * the bundle on.
 */
async function runtimeFiles(bundled: RuntimeExports): Promise<pulumi.asset.AssetMap> {
  const { text } = await bundleRuntime(bundled);
  const shims = Object.keys(bundled).map((name): [string, pulumi.asset.StringAsset] => {
    const file = name.startsWith("@aws-sdk/") ? "dist-cjs/index.js" : "index.js";
    const path = `node_modules/${name}/${file}`;
    const up = "../".repeat(path.split("/").length - 1);
    return [path, new pulumi.asset.StringAsset(`module.exports = require("${up}runtime.js");\n`)];
  });
  return { "runtime.js": new pulumi.asset.StringAsset(text), ...Object.fromEntries(shims) };
}

/**
 * Returns a packager of routes whose archives share one runtime bundle, built once, at the first call.
 *
 * An archive holds the serialized callback, unmodified, so that stack traces point at its lines, and beside it the
 * bundle. It depends on nothing but the callback and the installed packages: same program, same bytes.
 */
export function packager(): (route: Route) => pulumi.asset.AssetArchive {
  let runtime: Promise<pulumi.asset.AssetMap> | undefined;
  return (route) => {
    runtime ??= runtimeFiles(runtimeExports);
    const code = { what: `route ${route.name}`, origin: route.origin, factory: handlerFactory(route) };
    return new pulumi.asset.AssetArchive(assets(code, runtimeExports, runtime));
  };
}

/** The archive of the authorizer, with a bundle of its own: what checks tokens is in no route's. */
export function packAuthorizer(factory: () => object): pulumi.asset.AssetArchive {
  const code = { what: "the authorizer", origin: new Error(), factory };
  return new pulumi.asset.AssetArchive(assets(code, authorizerExports, runtimeFiles(authorizerExports)));
}

async function assets(
  code: Code,
  bundled: RuntimeExports,
  runtime: Promise<pulumi.asset.AssetMap>,
): Promise<pulumi.asset.AssetMap> {
  const { text } = await pulumi.runtime
    .serializeFunction(code.factory, { isFactoryFunction: true })
    .catch(async (error: unknown) => {
      // A process that ends while esbuild works ends with pages of esbuild's own.
      await runtime;
      throw serializationError(code, error);
    });
  checkImports(code.what, text, bundled);
  return { "__index.js": new pulumi.asset.StringAsset(text), ...(await runtime) };
}
