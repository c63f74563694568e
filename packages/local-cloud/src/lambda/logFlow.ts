/**
 * Runs on both sides of an environment's port, and lets a function write its log, and an answer in chunks, no faster than
 * the run reads them: a write waits, as one to a full pipe does on Lambda. Without it, a function that logs in a loop fills
 * the run's memory and keeps it from everything else. It must import nothing: the thread's side is started as text.
 */

// Taken before any code of the function runs, which may replace them.
const { add, load, notify, sub, wait } = Atomics;

/** How much of a log may be under way between the two sides, in bytes. */
const mostUnderWay = 262_144;

/** What a message takes beside its text, so that many short ones count as well. */
const messageBytes = 256;

/** Longest text of one message, in characters; a longer one is cut into several. CloudWatch Logs takes events of 256 KB. */
const mostCharacters = 262_144;

/** How long a write sleeps at a time, in milliseconds: the thread may be told to end meanwhile. */
const waitMillis = 50;

/** The bytes under way, which both sides count. */
export function newLogFlow(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** The thread's side: sends a text in pieces, each once there is room. */
export function sendPaced(flow: Int32Array, text: string, send: (piece: string) => void): void {
  for (let at = 0; at === 0 || at < text.length; at += mostCharacters) {
    const piece = text.slice(at, at + mostCharacters);
    takeRoom(flow, piece);
    send(piece);
  }
}

/** The thread's side: waits until there is room for a text or a chunk of an answer, and takes it. */
export function takeRoom(flow: Int32Array, { length }: { readonly length: number }): void {
  for (let bytes = load(flow, 0); bytes > mostUnderWay; bytes = load(flow, 0)) wait(flow, 0, bytes, waitMillis);
  add(flow, 0, length + messageBytes);
}

/** The run's side: makes room for what has been read, once everything else has had its turn. */
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
