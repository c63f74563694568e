import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How long reloads have been quiet when the programs before are collected, in milliseconds. */
const quietMillis = 1_500;

/** And how many come at most without a pause. */
const mostReloads = 10;

let collect: (() => void) | undefined;
let timer: NodeJS.Timeout | undefined;
let reloads = 0;

/** Collects the programs before, once reloads are quiet or many: V8 alone lets the heap grow around them. */
export function collectAfterReload(): void {
  reloads += 1;
  clearTimeout(timer);
  timer = setTimeout(collectGarbage, reloads >= mostReloads ? 0 : quietMillis).unref();
}

/** Some 50 ms, after which the heap holds what is in use. */
export function collectGarbage(): void {
  reloads = 0;
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  // What the first one finalizes, the second one frees.
  collect();
}
