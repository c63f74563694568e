import type { InvokeRequest } from "../../kernel/interfaces/functions";
import type { Outcome } from "../environments/environment";

/** Maximum bytes of a stream in the fact of its call. */
const mostKept = 65_536;

/** One byte more than the limit of synchronous answers, so that larger answers are detected. */
const mostBuffered = 6_291_557;

/** Collects the answer of a handler that writes to a stream. */
export class AnswerBytes {
  private readonly chunks: Buffer[] = [];
  private kept = 0;

  /** @param forward receives the bytes immediately; without it all bytes are buffered. */
  constructor(private readonly forward: InvokeRequest["onChunk"]) {}

  add(bytes: Uint8Array, contentType: string): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.forward?.(chunk, contentType);
    const left = (this.forward === undefined ? mostBuffered : mostKept) - this.kept;
    if (left <= 0) return;
    this.chunks.push(chunk.subarray(0, left));
    this.kept += Math.min(left, chunk.length);
  }

  /**
   * Returns the outcome with the collected answer as payload. Forwards the answer of a handler that does not stream.
   */
  complete(outcome: Outcome): Outcome {
    if (outcome.kind === "failure") return outcome;
    // Only streaming handlers end with an empty payload. All others return JSON.
    if (outcome.payload === "") return { ...outcome, payload: Buffer.concat(this.chunks).toString() };
    this.forward?.(Buffer.from(outcome.payload));
    return outcome;
  }
}
