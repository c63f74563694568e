import { PassThrough } from "node:stream";

/**
 * Separates metadata and body. It must be within the first 16 KB (API Gateway Developer Guide, "Lambda proxy
 * integration format for response streaming").
 */
const delimiter = Buffer.alloc(8);
export const maxHeadBytes = 16_384;

/** Splits a function's output into metadata and body. */
export class StreamedAnswer {
  readonly body = new PassThrough();
  /** JSON text of the metadata. */
  readonly head: Promise<string>;
  private pending: Buffer | undefined = Buffer.alloc(0);
  private resolve: (head: string) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  /** @param missingMetadata returns the error of an answer without metadata. */
  constructor(private readonly missingMetadata: () => Error) {
    this.head = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A client that disconnects destroys the body. The reader of the body handles its errors.
    this.body.on("error", () => undefined);
  }

  add(bytes: Buffer): void {
    if (this.pending === undefined) {
      if (!this.body.destroyed) this.body.write(bytes);
      return;
    }
    this.pending = Buffer.concat([this.pending, bytes]);
    const at = this.pending.indexOf(delimiter);
    if (at >= 0 && at <= maxHeadBytes) {
      const rest = this.pending.subarray(at + delimiter.length);
      this.resolve(this.pending.toString("utf8", 0, at));
      this.pending = undefined;
      if (rest.length > 0) this.body.write(rest);
    } else if (this.pending.length > maxHeadBytes + delimiter.length) this.end(this.missingMetadata());
  }

  /** Passes all bytes on as the body, with a head that the function did not write. */
  startWith(head: string): void {
    this.resolve(head);
    this.pending = undefined;
  }

  /** @param error absent after a success. */
  end(error?: Error): void {
    if (this.pending === undefined && error === undefined) {
      this.body.end();
      return;
    }
    // Rejecting a head that is already there has no effect.
    this.reject(error ?? this.missingMetadata());
    this.pending = undefined;
    this.body.destroy(error);
  }
}
