/**
 * Runs inside an environment's thread: the socket that a request on a channel shows to its caller. It must import nothing
 * but Node's modules: it is started as text.
 */
import { EventEmitter } from "node:events";

/** In the role of a connected socket, for timeouts and addresses. */
export class DataSocket extends EventEmitter {
  readonly connecting = false;
  readonly readable = false;
  readonly writable = true;
  destroyed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly remoteAddress: string,
    readonly remotePort: number,
  ) {
    super();
  }

  setTimeout(millis: number, callback?: () => void): this {
    clearTimeout(this.timer);
    if (callback !== undefined) this.once("timeout", callback);
    if (millis > 0 && !this.destroyed) this.timer = setTimeout(() => this.emit("timeout"), millis).unref();
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Node.js takes only an object with this method for a stream. */
  write(): boolean {
    return false;
  }

  /** Ends the call's use of the socket. */
  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    clearTimeout(this.timer);
    process.nextTick(() => this.emit("close", false));
    return this;
  }
}
