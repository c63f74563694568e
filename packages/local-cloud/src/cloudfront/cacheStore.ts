import type { Clock } from "../kernel/clock";
import type { EdgeError } from "./errorPage";
import type { HeaderLines } from "./headers";

/** A stored answer. */
export interface CachedAnswer {
  /** Path with the query string of the cache key, which invalidations name. */
  readonly target: string;
  readonly status: number;
  readonly headers: HeaderLines;
  readonly body: Buffer;
  /** The error for an origin that did not answer. */
  readonly error?: EdgeError;
  /** Epoch milliseconds of the run's clock. */
  readonly storedAt: number;
  readonly expiresAt: number;
  /** Status of the origin's answer if an error page replaces it. */
  readonly originStatus: number;
}

/** Bytes of all stored bodies of a distribution. Older entries make room for newer ones. */
const maxBytes = 128 * 1_024 * 1_024;

/** Largest stored body in bytes. */
export const maxEntryBytes = 16 * 1_024 * 1_024;

/** The cache of one distribution, in the order of use. */
export class CacheStore {
  private readonly entries = new Map<string, CachedAnswer>();
  private readonly refreshing = new Set<string>();
  private bytes = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Returns a stored answer, fresh or expired. */
  get(key: string): CachedAnswer | undefined {
    const found = this.entries.get(key);
    if (found === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, found);
    return found;
  }

  /** Runs a refresh of an answer in the background, once at a time for each key. The answer stays if it fails. */
  refresh(key: string, run: () => Promise<unknown>): void {
    if (this.refreshing.has(key)) return;
    this.refreshing.add(key);
    void run()
      .catch(() => undefined)
      .finally(() => this.refreshing.delete(key));
  }

  isFresh({ expiresAt }: CachedAnswer): boolean {
    return this.clock.now() < expiresAt;
  }

  set(key: string, answer: CachedAnswer): void {
    this.delete(key);
    if (answer.body.length > maxEntryBytes) return;
    this.entries.set(key, answer);
    this.bytes += answer.body.length + key.length;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= maxBytes) break;
      this.delete(oldest);
    }
  }

  /** Number of answers, fresh or expired, and bytes of their bodies with keys. */
  get size(): { readonly answers: number; readonly bytes: number } {
    return { answers: this.entries.size, bytes: this.bytes };
  }

  /** Removes the answers for targets that a test selects. */
  invalidate(isInvalid: (target: string) => boolean): void {
    for (const [key, { target }] of this.entries) if (isInvalid(target)) this.delete(key);
  }

  private delete(key: string): void {
    const found = this.entries.get(key);
    if (found === undefined) return;
    this.entries.delete(key);
    this.bytes -= found.body.length + key.length;
  }
}
