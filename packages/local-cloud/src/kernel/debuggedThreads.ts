import { Session, url } from "node:inspector";

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly error?: { readonly message: string };
}

/** A message to a thread's inspector; without an id, nobody waits for its answer. */
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

/** How long a thread may take to answer its inspector, in milliseconds. */
const replyMillis = 1_000;

/** V8's answer to a question about call frames while no debugger holds the thread. */
const runs = "Can only perform operation while paused.";

/**
 * The threads of this process, as a debugger sees them: whether one is held at a breakpoint, and when it goes on.
 *
 * By a session of the run's own (Node.js inspector protocol, NodeWorker), which skips all pauses: it never holds a thread.
 */
export class DebuggedThreads {
  private readonly session = new Session();
  /** Ids of sessions by threads, and threads by sessions. */
  private readonly sessions = new Map<number, string>();
  private readonly threads = new Map<string, number>();
  private readonly waiting = new Map<number, (reply: Reply | undefined) => void>();
  private readonly onResumed = new Set<(threadId: number) => void>();
  private next = 1;

  constructor() {
    const { session } = this;
    session.connect();
    session.on("NodeWorker.attachedToWorker", ({ params }: { params: object }) => this.attached(params as ThreadInfo));
    session.on("NodeWorker.detachedFromWorker", ({ params }: { params: object }) => {
      const { sessionId } = params as ThreadInfo;
      this.sessions.delete(this.threads.get(sessionId)!);
      this.threads.delete(sessionId);
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }: { params: object }) =>
      this.received(params as { sessionId: string; message: string }),
    );
    // It waits for no debugger itself; those that do enable this for their own session.
    this.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  }

  /** Whether a debugger holds this thread; without one, any thread. */
  async isPaused(threadId?: number): Promise<boolean> {
    const asked = threadId === undefined ? [...this.sessions.values()] : [this.sessions.get(threadId)];
    const answers = await Promise.all(asked.flatMap((id) => (id === undefined ? [] : [this.isHeld(id)])));
    return answers.includes(true);
  }

  /** Lets a thread go on from a breakpoint, so that it can end. */
  release(threadId: number): void {
    const sessionId = this.sessions.get(threadId);
    if (sessionId !== undefined) this.send(sessionId, { method: "Debugger.resume" });
  }

  /** Calls back whenever a thread goes on. @returns how to stop */
  watch(onResumed: (threadId: number) => void): () => void {
    this.onResumed.add(onResumed);
    return () => this.onResumed.delete(onResumed);
  }

  private attached({ sessionId, workerInfo }: ThreadInfo): void {
    const [, thread] = /\bworker (\d+)/i.exec(workerInfo.title) ?? [];
    this.sessions.set(Number(thread), sessionId);
    this.threads.set(sessionId, Number(thread));
    // In this order: a `debugger` statement must not stop for a session that nobody looks at.
    this.send(sessionId, { method: "Debugger.setSkipAllPauses", params: { skip: true } });
    this.send(sessionId, { method: "Debugger.enable" });
  }

  private received({ sessionId, message }: { readonly sessionId: string; readonly message: string }): void {
    // Some hundred of a thread's own, each with its text's hash.
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
        resolve(reply?.error !== undefined && reply.error.message !== runs);
      });
      this.next += 1;
      // V8 looks whether the thread is held before it looks for the frame, which is none.
      const params = { scopeNumber: 0, variableName: "", newValue: {}, callFrameId: "" };
      this.send(sessionId, { id, method: "Debugger.setVariableValue", params });
    });
  }

  private send(sessionId: string, message: Message): void {
    this.post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id: 0, ...message }) });
  }

  private post(method: string, params: object): void {
    // A thread that has ended meanwhile is no error.
    (this.session.post.bind(this.session) as Post)(method, params, () => undefined);
  }
}

let threads: DebuggedThreads | undefined;

/** Whether a debugger can be attached: by --inspect of this run or of Node.js, or by an editor. */
export function isDebuggable(): boolean {
  return url() !== undefined;
}

/** The threads of this process; undefined while no debugger can be attached. */
export function debuggedThreads(): DebuggedThreads | undefined {
  if (!isDebuggable()) return undefined;
  threads ??= new DebuggedThreads();
  return threads;
}
