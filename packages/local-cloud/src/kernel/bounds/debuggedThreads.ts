import { Session, url } from "node:inspector";

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly error?: { readonly message: string };
}

/** A command to a thread's inspector. Without an id, the reply is ignored. */
interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: object;
}

interface ThreadInfo {
  readonly sessionId: string;
  readonly workerInfo: { readonly title: string };
}

type Post = (method: string, parameters: object, done?: (error: Error | null) => void) => void;

/** Milliseconds to wait for a reply of a thread's inspector. */
const replyMillis = 1_000;

/** V8's error for a question about call frames when the thread is not paused. */
const notPausedMessage = "Can only perform operation while paused.";

/**
 * Detects which threads of this process a debugger has paused, and when they resume.
 *
 * It uses its own inspector session (Node.js inspector protocol, NodeWorker). The session skips all pauses, so it
 * never pauses a thread itself.
 */
export class DebuggedThreads {
  private readonly session = new Session();
  /** Session ids by thread id. `threads` is the inverse. */
  private readonly sessions = new Map<number, string>();
  private readonly threads = new Map<string, number>();
  private readonly waiting = new Map<number, (reply: Reply | undefined) => void>();
  private readonly onResumed = new Set<(threadId: number) => void>();
  private next = 1;

  constructor() {
    const { session } = this;
    session.connect();
    session.on("NodeWorker.attachedToWorker", ({ params }: { params: object }) =>
      this.handleAttached(params as ThreadInfo),
    );
    session.on("NodeWorker.detachedFromWorker", ({ params }: { params: object }) => {
      const { sessionId } = params as ThreadInfo;
      this.sessions.delete(this.threads.get(sessionId)!);
      this.threads.delete(sessionId);
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }: { params: object }) =>
      this.handleMessage(params as { sessionId: string; message: string }),
    );
    // This session does not wait for a debugger. Debuggers that wait enable that in their own session.
    this.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  }

  /** Returns whether a debugger has paused this thread or, without an id, any thread. */
  async isPaused(threadId?: number): Promise<boolean> {
    const asked = threadId === undefined ? [...this.sessions.values()] : [this.sessions.get(threadId)];
    const answers = await Promise.all(asked.flatMap((id) => (id === undefined ? [] : [this.isHeld(id)])));
    return answers.includes(true);
  }

  /** Resumes a paused thread so that it can end. */
  release(threadId: number): void {
    const sessionId = this.sessions.get(threadId);
    if (sessionId !== undefined) this.send(sessionId, { method: "Debugger.resume" });
  }

  /** Calls back whenever a thread resumes. @returns a function that ends this. */
  watch(onResumed: (threadId: number) => void): () => void {
    this.onResumed.add(onResumed);
    return () => this.onResumed.delete(onResumed);
  }

  private handleAttached({ sessionId, workerInfo }: ThreadInfo): void {
    const [, thread] = /\bworker (\d+)/i.exec(workerInfo.title) ?? [];
    this.sessions.set(Number(thread), sessionId);
    this.threads.set(sessionId, Number(thread));
    // Skip pauses before enabling the debugger: otherwise a `debugger` statement would pause for this session.
    this.send(sessionId, { method: "Debugger.setSkipAllPauses", params: { skip: true } });
    this.send(sessionId, { method: "Debugger.enable" });
  }

  private handleMessage({ sessionId, message }: { readonly sessionId: string; readonly message: string }): void {
    // Ignored without parsing: each thread sends hundreds of these at its start.
    if (message.startsWith('{"method":"Debugger.scriptParsed"')) return;
    const reply = JSON.parse(message) as Reply;
    if (reply.id !== undefined) this.waiting.get(reply.id)?.(reply);
    else if (reply.method === "Debugger.resumed") {
      for (const act of [...this.onResumed]) act(this.threads.get(sessionId)!);
    }
  }

  private isHeld(sessionId: string): Promise<boolean> {
    return new Promise((resolve) => {
      const id = this.next;
      const timer = setTimeout(() => this.waiting.get(id)?.(undefined), replyMillis);
      this.waiting.set(id, (reply) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(reply?.error !== undefined && reply.error.message !== notPausedMessage);
      });
      this.next += 1;
      // V8 checks that the thread is paused before it looks up the call frame, which does not exist.
      const params = { scopeNumber: 0, variableName: "", newValue: {}, callFrameId: "" };
      this.send(sessionId, { id, method: "Debugger.setVariableValue", params });
    });
  }

  private send(sessionId: string, message: Message): void {
    this.post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id: 0, ...message }) });
  }

  private post(method: string, params: object): void {
    // Posting to a thread that has just ended fails; ignore that.
    (this.session.post.bind(this.session) as Post)(method, params, () => undefined);
  }
}

let threads: DebuggedThreads | undefined;

/** Returns whether a debugger can attach: through --inspect of this run or of Node.js, or through an editor. */
export function isDebuggable(): boolean {
  return url() !== undefined;
}

/** Returns the threads of this process; undefined if no debugger can attach. */
export function debuggedThreads(): DebuggedThreads | undefined {
  if (!isDebuggable()) return undefined;
  threads ??= new DebuggedThreads();
  return threads;
}
