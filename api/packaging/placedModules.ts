import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";

const { cache } = createRequire(__filename);

const serializing = new AsyncLocalStorage<true>();

let running = 0;

/** Exports of a placed module for other serializations. */
const nothing = {};

/**
 * Runs a serialization of the packager, in which Pulumi finds placed modules. Other serializations, such as those of
 * CallbackFunctions, do not find them, because their archives do not contain them.
 */
export async function withPlacedModules<T>(serialization: () => Promise<T>): Promise<T> {
  running += 1;
  try {
    return await serializing.run(true, serialization);
  } finally {
    running -= 1;
    // Until then, Node.js 20 and 22 follow every promise of the process.
    if (running === 0) serializing.disable();
  }
}

/**
 * Lets Pulumi import a value by name: it searches `require.cache` for the module that exports a value.
 *
 * @param path below a folder `node_modules`. The rest of it is the specifier that Pulumi writes. A later value replaces an
 *   earlier one, as when a program is loaded again.
 */
export function placeModule(path: string, value: unknown): void {
  const module = {
    get exports() {
      return serializing.getStore() === true ? value : nothing;
    },
  };
  cache[path] = module as NodeJS.Module;
}
