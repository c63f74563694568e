import type { ServerSentEvent } from "./operation";

/**
 * Reads the events of a stream (HTML Standard, 9.2.6). Each chunk is read once.
 *
 * @param end runs when the stream ends, or when its reader stops early.
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  end: () => void,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = stream.getReader();
  const events = new EventParser();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield* events.push(done ? decoder.decode() : decoder.decode(value, { stream: true }));
      if (done) return;
    }
  } finally {
    end();
    await reader.cancel().catch(() => undefined);
  }
}

/** Collects lines to events. */
class EventParser {
  /** Pieces of the unfinished line. */
  private pieces: string[] = [];
  private endsWithReturn = false;
  private data: string[] = [];
  private event = "";
  private id = "";

  /** Returns the events that the text completes. */
  *push(text: string): Generator<ServerSentEvent> {
    // A line ends with \n, \r or \r\n, which two chunks can separate.
    const rest = this.endsWithReturn && text.startsWith("\n") ? text.slice(1) : text;
    if (text !== "") this.endsWithReturn = text.endsWith("\r");
    const lines = rest.split(/\r\n|\n|\r/);
    const last = lines.pop()!;
    for (const line of lines) {
      this.pieces.push(line);
      const event = this.readLine(this.pieces.join(""));
      this.pieces = [];
      if (event !== undefined) yield event;
    }
    if (last !== "") this.pieces.push(last);
  }

  private readLine(line: string): ServerSentEvent | undefined {
    if (line === "") return this.dispatch();
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") this.data.push(value);
    if (field === "event") this.event = value;
    if (field === "id" && !value.includes("\0")) this.id = value;
    return undefined;
  }

  private dispatch(): ServerSentEvent | undefined {
    const { data, event, id } = this;
    this.data = [];
    this.event = "";
    return data.length === 0 ? undefined : { event: event === "" ? "message" : event, data: data.join("\n"), id };
  }
}
