import { Session } from "node:inspector";
import { SourceMap, type SourceMapPayload } from "node:module";

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL: string;
}

/** Position of a paused thread. */
export interface Held {
  /** Source URL and 1-based line; undefined without a source map. */
  readonly at: { readonly url: string; readonly line: number } | undefined;
  /** Evaluates an expression in the paused frame. */
  evaluate(expression: string): Promise<unknown>;
  resume(): Promise<void>;
}

type Params = Readonly<Record<string, any>>;

/** A debugger of this process's threads that uses the inspector protocol like an editor: only with source positions. */
export class TestDebugger {
  private readonly session = new Session();
  private readonly scripts = new Map<string, Script>();
  private readonly answers = new Map<number, (answer: Params) => void>();
  private readonly held: ((held: Held) => void)[] = [];
  private next = 1;
  /** Resolved breakpoints. */
  private set = 0;
  private onSet: () => void = () => undefined;

  /** @param breakpoints 1-based lines by source URL. */
  constructor(private readonly breakpoints: Readonly<Record<string, readonly number[]>>) {
    this.session.connect();
    const on = (event: string, act: (params: Params) => unknown) =>
      this.session.on(event, ({ params }: { params: Params }) => void act(params));
    on("NodeWorker.attachedToWorker", ({ sessionId }) => this.attached(sessionId));
    on("NodeWorker.receivedMessageFromWorker", ({ sessionId, message }) =>
      this.received(sessionId, JSON.parse(message)),
    );
  }

  /** Makes new threads wait until they are debugged. */
  attach(): Promise<void> {
    return this.post("NodeWorker.enable", { waitForDebuggerOnStart: true });
  }

  /** Resolves once V8 has set this number of breakpoints. */
  holding(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.onSet = () => (this.set >= count ? resolve() : undefined);
      this.onSet();
    });
  }

  /** Resolves when a breakpoint or a `debugger` statement next pauses a thread. */
  paused(): Promise<Held> {
    return new Promise((resolve) => this.held.push(resolve));
  }

  close(): void {
    this.session.disconnect();
  }

  private async attached(sessionId: string): Promise<void> {
    await this.send(sessionId, "Debugger.enable");
    await this.send(sessionId, "Runtime.runIfWaitingForDebugger");
  }

  private async received(sessionId: string, { id, method, params, result, error }: Params): Promise<void> {
    if (id !== undefined) this.answers.get(id as number)?.(error ?? result);
    else if (method === "Debugger.scriptParsed") {
      this.scripts.set(params["scriptId"], params as Script);
      await this.setBreakpoints(sessionId, params as Script);
    } else if (method === "Debugger.paused") this.held.shift()?.(this.heldAt(sessionId, params["callFrames"][0]));
  }

  private heldAt(sessionId: string, { callFrameId, location }: Params): Held {
    const entry = this.mapOf(this.scripts.get(location.scriptId)!)?.findEntry(
      location.lineNumber,
      location.columnNumber,
    );
    const found = entry as { originalSource?: string; originalLine?: number } | undefined;
    return {
      at:
        found?.originalSource === undefined ? undefined : { url: found.originalSource, line: found.originalLine! + 1 },
      evaluate: async (expression) => {
        const answer = await this.send(sessionId, "Debugger.evaluateOnCallFrame", { callFrameId, expression });
        return answer["result"].value as unknown;
      },
      resume: async () => void (await this.send(sessionId, "Debugger.resume")),
    };
  }

  /** Sets breakpoints at the first mapped position of each line, as editors do. */
  private async setBreakpoints(sessionId: string, script: Script): Promise<void> {
    const map = this.mapOf(script);
    for (const [url, lines] of Object.entries(this.breakpoints)) {
      for (const line of lines) {
        const place = map && generatedPlace(map, url, line);
        if (place === undefined) continue;
        await this.send(sessionId, "Debugger.setBreakpoint", { location: { scriptId: script.scriptId, ...place } });
        this.set += 1;
        this.onSet();
      }
    }
  }

  private mapOf({ sourceMapURL }: Script): SourceMap | undefined {
    const [, encoded] = /^data:application\/json;base64,(.*)$/.exec(sourceMapURL) ?? [];
    if (encoded === undefined) return undefined;
    return new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString()) as SourceMapPayload);
  }

  private send(sessionId: string, method: string, params: object = {}): Promise<Params> {
    const id = this.next;
    this.next += 1;
    return new Promise((resolve, reject) => {
      this.answers.set(id, resolve);
      const message = JSON.stringify({ id, method, params });
      this.post("NodeWorker.sendMessageToWorker", { sessionId, message }).catch(reject);
    });
  }

  private post(method: string, params: object): Promise<void> {
    return new Promise((resolve, reject) => {
      (this.session.post as (...args: unknown[]) => void).call(this.session, method, params, (error: Error | null) =>
        error === null ? resolve() : reject(error),
      );
    });
  }
}

/** Returns the generated position of a source line. */
function generatedPlace(map: SourceMap, url: string, line: number) {
  const generatedLines = map.payload.mappings.split(";").length;
  for (let lineNumber = 0; lineNumber < generatedLines; lineNumber += 1) {
    for (let columnNumber = 0; columnNumber < 200; columnNumber += 1) {
      const entry = map.findEntry(lineNumber, columnNumber) as {
        generatedLine?: number;
        originalSource?: string;
        originalLine?: number;
      };
      const here = entry.generatedLine === lineNumber && entry.originalLine === line - 1;
      if (here && entry.originalSource === url) return { lineNumber, columnNumber };
    }
  }
  return undefined;
}
