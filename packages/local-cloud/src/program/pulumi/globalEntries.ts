/** Pulumi's call that lists the functions and prototypes of the global object, 2,000 of them, for each serialization. */
const call = "await addEntriesForWellKnownGlobalObjectsAsync();";

const key = Symbol.for("@onemachine/local-cloud.globalEntries");

/** Part of Pulumi's state of one serialization. Keys of `cache` are values, and entries contain their expressions. */
interface Context {
  cache: Map<unknown, object>;
}

/** Entries of the global object, which serializations share that start in one turn of the event loop. */
export class GlobalEntries {
  private listed: Promise<ReadonlyMap<unknown, object>> | undefined;

  /** @param list Pulumi's function, which adds the entries to the context. */
  async add(context: Context, list: () => Promise<void>): Promise<void> {
    if (this.listed === undefined) {
      // The global object may change afterwards.
      setImmediate(() => (this.listed = undefined));
      this.listed = list().then(() => context.cache);
    }
    context.cache = new Map(await this.listed);
  }
}

/** Makes the entries available to copies of Pulumi that are compiled by `withGlobalEntries`. */
export function shareGlobalEntries(): void {
  const entries = new GlobalEntries();
  const add = (context: Context, list: () => Promise<void>) => entries.add(context, list);
  Object.defineProperty(globalThis, key, { value: add });
}

/** Returns a text that shares the entries. Texts of other versions may have another call, which stays. */
export function withGlobalEntries(text: string): string {
  const shared = `await globalThis[Symbol.for("${Symbol.keyFor(key)!}")](context, addEntriesForWellKnownGlobalObjectsAsync);`;
  return text.replace(call, shared);
}
