import type { ServerResponse } from "node:http";
import type { Events } from "./wire";

/** Maximum unread bytes of a page. Above it, the connection is closed, and the page reconnects. */
const maxUnread = 4 * 1024 * 1024;

/** Sends server-sent events to open pages (HTML Standard, "Server-sent events"). */
export class Stream {
  private readonly pages = new Set<ServerResponse>();

  get watched(): boolean {
    return this.pages.size > 0;
  }

  /** Starts the event stream of a page. The response's headers have already been sent. */
  open(response: ServerResponse, hello: Events["hello"]): void {
    this.pages.add(response);
    response.on("close", () => this.pages.delete(response));
    // Delay before the page reconnects, in milliseconds.
    response.write(`retry: 500\n${eventText("hello", hello)}`);
  }

  send<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    if (this.pages.size === 0) return;
    const text = eventText(name, data);
    for (const page of this.pages) {
      page.write(text);
      if (page.writableLength > maxUnread) page.destroy();
    }
  }

  close(): void {
    for (const page of this.pages) page.end();
  }
}

function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
