/** An event of a stream of the media type `text/event-stream`. */
export interface ServerSentEvent {
  /** Serialized as JSON. */
  readonly data: unknown;
  /** Type of the event, without line breaks. Default of browsers: `message`. */
  readonly event?: string;
  /** Browsers send the last id as `Last-Event-ID` when they reconnect. Without line breaks. */
  readonly id?: string;
}

/**
 * Returns the text of an event (HTML Living Standard, "Server-sent events"). JSON contains no line breaks.
 *
 * @throws Error for a line break in the type or the id, which would begin another field.
 */
export function serverSentEvent({ data, event, id }: ServerSentEvent): string {
  const lines = Object.entries({ event, id }).flatMap(([field, value]) => {
    if (value === undefined) return [];
    if (/[\r\n\0]/.test(value)) throw new Error(`the ${field} of an event contains a line break`);
    return [`${field}: ${value}\n`];
  });
  return `${lines.join("")}data: ${JSON.stringify(data ?? null)}\n\n`;
}
