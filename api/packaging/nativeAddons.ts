import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PluginBuild } from "esbuild";

/** Packages that load a native addon for the package that imports them. */
const loaders = /^(?:bindings|node-gyp-build|node-gyp-build-optional-packages|@mapbox\/node-pre-gyp)$/;

const marker = "native addon of ";

/** Fails a build that imports a native addon. An addon is a separate file, compiled for one platform. */
export function refuseNativeAddons(builder: PluginBuild): void {
  const refuse = ({ importer }: { readonly importer: string }) => ({
    errors: [{ text: `${marker}${packageAt(importer)?.name ?? importer}` }],
  });
  builder.onResolve({ filter: /\.node$/ }, refuse);
  builder.onResolve({ filter: loaders }, refuse);
}

/**
 * @throws Error if a bundled file belongs to a package with a native addon. The file may load the addon by a computed
 *   name.
 */
export function checkNativeAddons(bundled: readonly string[]): void {
  for (const file of bundled) {
    if (hasAddon(file)) throw new Error(`${marker}${packageAt(file)?.name}`);
  }
}

function hasAddon(file: string): boolean {
  const { folder } = packageAt(file) ?? {};
  if (folder === undefined) return false;
  return ["binding.gyp", join("src", "binding.gyp")].some((build) => existsSync(join(folder, build)));
}

/** Returns the package whose native addon made a build fail. */
export function nativeAddonIn(message: string): string | undefined {
  // An addon's name that is built at run time is a pattern to esbuild: `./build/**/*.node`.
  const [, file] =
    /(\S*node_modules\S+?):\d+:\d+: ERROR: Could not resolve require\("[^"]*\.node"\)/.exec(message) ?? [];
  return new RegExp(`${marker}(\\S+)`).exec(message)?.[1] ?? (file && packageAt(file)?.name);
}

function packageAt(file: string): { readonly name: string; readonly folder: string } | undefined {
  const [folder, name] = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
  return name === undefined ? undefined : { name: name.replaceAll("\\", "/"), folder: folder! };
}
