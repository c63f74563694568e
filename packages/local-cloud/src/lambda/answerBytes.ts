import type { Outcome } from "./environment";

/** Most bytes of a stream that are kept for the fact of the call. */
const mostKept = 65_536;

/** Largest answer of a synchronous call in bytes, and one more: enough to tell that it is too large. */
const mostBuffered = 6_291_557;

/** Collects the answer of a handler that writes to a stream. */
export class AnswerBytes {
  private readonly chunks: Buffer[] = [];
  private kept = 0;

  /** @param forward receives the bytes as they come; without it the caller waits for all of them. */
  constructor(private readonly forward: ((bytes: Buffer) => void) | undefined) {}

  add(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.forward?.(chunk);
    const left = (this.forward === undefined ? mostBuffered : mostKept) - this.kept;
    if (left <= 0) return;
    this.chunks.push(chunk.subarray(0, left));
    this.kept += Math.min(left, chunk.length);
  }

  /** The outcome with the whole answer as its payload; forwards the answer of a handler that does not stream. */
  complete(outcome: Outcome): Outcome {
    if (outcome.kind === "failure") return outcome;
    // A streaming handler has no payload of its own, and every other one has JSON.
    if (outcome.payload === "") return { ...outcome, payload: Buffer.concat(this.chunks).toString() };
    this.forward?.(Buffer.from(outcome.payload));
    return outcome;
  }
}
