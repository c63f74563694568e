import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The connections of a server that have a request in flight. */
export class RequestsInFlight {
  private readonly busy = new Set<Socket>();
  private idle: () => void = () => undefined;

  get size(): number {
    return this.busy.size;
  }

  has(socket: Socket): boolean {
    return this.busy.has(socket);
  }

  add(socket: Socket, response: ServerResponse): void {
    this.busy.add(socket);
    response.once("close", () => {
      this.busy.delete(socket);
      if (this.busy.size === 0) this.idle();
    });
  }

  /** Resolves when no request is in flight, or after a time. @param millis default: no limit */
  async end(millis?: number): Promise<void> {
    if (this.busy.size === 0) return;
    const ended = new Promise<void>((resolve) => (this.idle = resolve));
    const timer = millis === undefined ? undefined : setTimeout(() => this.idle(), millis);
    await ended;
    clearTimeout(timer);
  }
}
