import { readFileSync } from "node:fs";
import type { PluginBuild } from "esbuild";

/** The constructor of every client of the SDK, which receives the client's options. */
const client = /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]client[\\/]smithy-client[\\/]client\.js$/;

/**
 * Makes V8 keep a client's options as fields. It keeps more than fifty options as a hash table, which the SDK copies
 * four times in each call. V8 converts an object that is a prototype once its properties are read. A copy then takes
 * 1.8 µs instead of 12.5 µs, and a call 0.9 of the CPU time.
 */
export function keepOptionsAsFields(builder: PluginBuild): void {
  builder.onLoad({ filter: client }, ({ path }) => ({
    contents: readFileSync(path, "utf8").replace("this.config = config;", "$& Object.create(config);"),
  }));
}
