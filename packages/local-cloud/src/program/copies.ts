import Module, { createRequire } from "node:module";
import { openCopies, pulumiOf, type PulumiCopy } from "./pulumi";
import type { Recorder } from "./recorder";

type Load = (request: string, parent: { readonly filename?: string | null } | undefined, isMain: boolean) => object;

const loader = Module as unknown as { _load: Load };

/** By its name, or by its whole path, as Node.js asks for it on behalf of an ES module. */
const main = /(?:^|[\\/])@pulumi[\\/]pulumi(?:[\\/]index\.js)?$/;

/** The copies of Pulumi that a program runs on. */
export interface Copies {
  /** Resolves once all that was constructed is registered, to how many resources that are. */
  settled(): Promise<number>;
  /** Resolves once each copy has let go of the engine. */
  finish(): Promise<void>;
  stop(): void;
}

const pollMillis = 5;

/**
 * Points a program's own copy of Pulumi at a recorder, and each other one before who asks for it gets it. npm gives a
 * provider's package a copy of its own where the program's does not fit it, and each registers with an engine by itself.
 *
 * @param configure hands a copy the stack's configuration.
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
  // A package that is kept from an earlier load does not ask again.
  openCopies().forEach(join);
  const stopWatching = watchCopies((file) => join(pulumiOf(file)));
  return {
    settled: async () => {
      // What a listener or a callback is about to construct comes a turn later.
      await new Promise((done) => setImmediate(done));
      // One copy waits by itself for what it has under way, and for no other's.
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

/** @param tell is told a file that resolves the copy. @returns ends it. */
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
    // Somebody may have put their own around it.
    if (loader._load === watching) loader._load = load;
  };
}
