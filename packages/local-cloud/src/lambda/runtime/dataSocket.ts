/**
 * Runs inside an environment's thread: the socket that a request on a channel shows to its caller. It must import nothing
 * but Node's modules: it is started as text.
 */
import { EventEmitter } from "node:events";

/** Longest delay of a timer. Node's sockets use it for longer ones too. */
const maxMillis = 2 ** 31 - 1;

/** In the role of a connected socket, for timeouts and addresses. */
export class DataSocket extends EventEmitter {
  readonly connecting = false;
  readonly readable = false;
  readonly writable = true;
  destroyed = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param onDestroyed called once, when the function destroys the socket. */
  constructor(
    readonly remoteAddress: string,
    readonly remotePort: number,
    private readonly onDestroyed: (error: Error | undefined) => void,
  ) {
    super();
  }

  setTimeout(millis: number, callback?: () => void): this {
    clearTimeout(this.timer);
    if (callback !== undefined && millis > 0) this.once("timeout", callback);
    else if (callback !== undefined) this.off("timeout", callback);
    if (millis > 0 && !this.destroyed) {
      this.timer = setTimeout(() => this.emit("timeout"), Math.min(millis, maxMillis)).unref();
    }
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

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    clearTimeout(this.timer);
    this.onDestroyed(error);
    process.nextTick(() => this.emit("close", error !== undefined));
    return this;
  }
}
