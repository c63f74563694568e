/**
 * Limits how fast a function writes its log and a streamed answer: a write waits until the run has read earlier ones,
 * like a write to a full pipe on Lambda. Otherwise a function that logs in a loop would fill the run's memory and block
 * it.
 *
 * Runs on both sides of an environment's port. It must import nothing, because the thread's side is started as text.
 */

// Saved before the function's code runs, because it may replace them.
const { add, load, notify, sub, wait } = Atomics;

/** Maximum bytes of unread messages between the two sides. */
const mostUnderWay = 262_144;

/** Overhead per message, so that many short messages count, too. */
const messageBytes = 256;

/** Maximum characters of a message; longer texts are split. Events in CloudWatch Logs have at most 256 KB. */
const mostCharacters = 262_144;

/** Maximum duration of one wait. Between waits the thread can be ended. */
const waitMillis = 50;

/** Creates the counter of unread bytes that both sides share. */
export function newLogFlow(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Thread side: sends a text in pieces, and waits for room before each. */
export function sendPaced(flow: Int32Array, text: string, send: (piece: string) => void): void {
  for (let at = 0; at === 0 || at < text.length; at += mostCharacters) {
    const piece = text.slice(at, at + mostCharacters);
    takeRoom(flow, piece);
    send(piece);
  }
}

/** Thread side: waits until there is room for a message, and counts it as unread. */
export function takeRoom(flow: Int32Array, { length }: { readonly length: number }): void {
  for (let bytes = load(flow, 0); bytes > mostUnderWay; bytes = load(flow, 0)) wait(flow, 0, bytes, waitMillis);
  add(flow, 0, length + messageBytes);
}

/** Run side: counts messages as read, after other pending work of the event loop. */
export function logFlowReader(flow: Int32Array): (message: { readonly length: number }) => void {
  let read = 0;
  return ({ length }) => {
    if (read === 0) {
      setImmediate(() => {
        sub(flow, 0, read);
        read = 0;
        notify(flow, 0);
      });
    }
    read += length + messageBytes;
  };
}
