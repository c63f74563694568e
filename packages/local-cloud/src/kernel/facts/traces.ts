import { takeRandomBytes } from "../randomBlock";

/** Returns a new trace (`1-TIME-RANDOM`), as services start one for a call that no request causes. */
export function newTrace(epochMillis: number): string {
  return `1-${Math.floor(epochMillis / 1000).toString(16)}-${takeRandomBytes(12).toString("hex")}`;
}

/** Returns the X-Ray header of a trace. */
export function headerOfTrace(trace: string): string {
  return `Root=${trace}`;
}
