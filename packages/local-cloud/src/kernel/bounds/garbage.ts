import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Milliseconds without a reload after which the heap is collected. */
const quietMillis = 1_500;

/** Number of reloads after which it is collected without a pause. */
const maxReloads = 10;

let collect: (() => void) | undefined;
let timer: NodeJS.Timeout | undefined;
let reloads = 0;

/** Schedules a garbage collection after a series of reloads. V8 alone lets unloaded programs accumulate in the heap. */
export function collectAfterReload(): void {
  reloads += 1;
  clearTimeout(timer);
  timer = setTimeout(collectGarbage, reloads >= maxReloads ? 0 : quietMillis).unref();
}

/** Collects all garbage; takes about 50 ms. */
export function collectGarbage(): void {
  reloads = 0;
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  // The second pass frees the objects that the first one finalizes.
  collect();
}
