import { Session } from "node:inspector";

/**
 * Collects all garbage now, compiled code that nothing runs any more included: some 100 ms, after which the heap holds
 * what is in use. V8 alone would grow its heap around it first.
 */
export function collectGarbage(): void {
  const session = new Session();
  session.connect();
  session.post("HeapProfiler.collectGarbage");
  session.disconnect();
}
