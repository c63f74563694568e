import type { ServerResponse } from "node:http";
import type { Events } from "./wire";

/** How much a page may leave unread, in bytes: beyond it, its connection ends, and it comes again by itself. */
const mostUnread = 4 * 1024 * 1024;

/** Pages that look, by server-sent events (HTML Standard, "Server-sent events"). */
export class Stream {
  private readonly pages = new Set<ServerResponse>();

  get watched(): boolean {
    return this.pages.size > 0;
  }

  /** Begins to send to a page whose head has been written. */
  open(response: ServerResponse, hello: Events["hello"]): void {
    this.pages.add(response);
    response.on("close", () => this.pages.delete(response));
    // How soon it comes again after a restart, in milliseconds.
    response.write(`retry: 500\n${eventText("hello", hello)}`);
  }

  send<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    if (this.pages.size === 0) return;
    const text = eventText(name, data);
    for (const page of this.pages) {
      page.write(text);
      if (page.writableLength > mostUnread) page.destroy();
    }
  }

  close(): void {
    for (const page of this.pages) page.end();
  }
}

function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
