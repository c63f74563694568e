import { setTimeout } from "node:timers/promises";

/** Returns a list as soon as it is not empty. @throws Error after ten seconds */
export async function eventually<T>(list: () => readonly T[] | Promise<readonly T[]>): Promise<readonly T[]> {
  for (const until = Date.now() + 10_000; ;) {
    const found = await list();
    if (found.length > 0) return found;
    if (Date.now() > until) throw new Error("nothing happened within ten seconds");
    await setTimeout(5);
  }
}
