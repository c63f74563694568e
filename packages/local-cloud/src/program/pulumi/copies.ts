import Module, { createRequire } from "node:module";
import { openCopies, pulumiOf, type PulumiCopy } from "./pulumiCopy";
import type { Recorder } from "../engine/recorder";

type Load = (request: string, parent: { readonly filename?: string | null } | undefined, isMain: boolean) => object;

const loader = Module as unknown as { _load: Load };

/** Matches the package by name, or by path, which Node.js uses when an ES module imports it. */
const main = /(?:^|[\\/])@pulumi[\\/]pulumi(?:[\\/]index\.js)?$/;

/** All copies of Pulumi that a program uses. */
export interface Copies {
  /** Resolves to the number of resources once every constructed resource is registered. */
  settled(): Promise<number>;
  /** Resolves once every copy has disconnected from the engine. */
  finish(): Promise<void>;
  stop(): void;
}

const pollMillis = 5;

/**
 * Connects the program's copy of Pulumi to a recorder, and each further copy before its first use. npm installs a
 * separate copy for a provider package whose version range does not match, and each copy registers resources itself.
 *
 * @param configure passes the stack's configuration to a copy.
 */
export function connectCopies(own: PulumiCopy, recorder: Recorder, configure: (copy: PulumiCopy) => void): Copies {
  const connected = new Set([own]);
  let stopped = false;
  configure(own);
  recorder.install();
  const join = (copy: PulumiCopy) => {
    if (connected.has(copy)) return;
    connected.add(copy);
    configure(copy);
    recorder.join(copy);
  };
  // A package that is still loaded from an earlier load does not require its copy again.
  openCopies().forEach(join);
  const stopWatching = watchCopies((file) => join(pulumiOf(file)));
  return {
    settled: async () => {
      // Listeners and callbacks may construct resources in the next turn.
      await new Promise((done) => setImmediate(done));
      // Each copy waits only for its own pending registrations.
      while (recorder.waiting.length > 0 && !stopped) await new Promise((done) => setTimeout(done, pollMillis));
      return recorder.resources.length;
    },
    finish: async () => {
      for (const { api } of connected) await api.runtime.disconnect();
    },
    stop: () => {
      stopped = true;
      stopWatching();
    },
  };
}

/**
 * @param tell receives a file from which the copy resolves.
 * @returns a function that stops watching.
 */
function watchCopies(tell: (file: string) => void): () => void {
  const known = new WeakSet();
  const load = loader._load;
  const watching: Load = (request, parent, isMain) => {
    const exported = load(request, parent, isMain);
    if (main.test(request) && !known.has(exported)) {
      known.add(exported);
      tell(createRequire(parent?.filename ?? request).resolve(request));
    }
    return exported;
  };
  loader._load = watching;
  return () => {
    // Another package may have wrapped the function since.
    if (loader._load === watching) loader._load = load;
  };
}
