import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { root } from "./program";

/** Command of `npm start` in package.json. */
const command = ["packages/local-cloud/bin.cjs"];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the local cloud until it ends. */
export async function finish(args: readonly string[]): Promise<Finished> {
  const run = new Run(args);
  const code = await run.ended;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

export interface Ready {
  readonly apiUrl: string;
  readonly apiEndpoint: string;
  readonly apiKey: string;
  readonly provisioned: Readonly<Record<string, number>>;
  readonly [output: string]: unknown;
}

/** The local cloud in a separate process. */
export class Run {
  stdout = "";
  stderr = "";
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [...command, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  /** Resolves to the line of `--json`. */
  async ready(): Promise<Ready> {
    const line = once(this.child.stdout!, "data");
    const failed = this.ended.then((code) => {
      throw new Error(`ended with ${code}: ${this.stderr}`);
    });
    await Promise.race([line, failed]);
    return JSON.parse(this.stdout) as Ready;
  }

  /** Resolves once standard error contains a text; rejects if the run ends before. */
  async said(text: string): Promise<void> {
    const failed = this.ended.then((code) => {
      throw new Error(`ended with ${code}: ${this.stderr}`);
    });
    while (!this.stderr.includes(text)) await Promise.race([once(this.child.stderr!, "data"), failed]);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resident memory; NaN if the system does not report it. */
  get megabytes(): number {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, "utf8"))?.[1]) / 1024;
    } catch {
      return NaN;
    }
  }

  /** Closes the pipe, as `head` does. */
  closeStdout(): void {
    this.child.stdout!.destroy();
  }

  closeStderr(): void {
    this.child.stderr!.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: any;
}

/** Sends a request to the API with its key. */
export async function request(
  { apiUrl, apiKey }: Pick<Ready, "apiUrl" | "apiKey">,
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string>; key?: string | null } = {},
): Promise<Answer> {
  const key = options.key === undefined ? apiKey : options.key;
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { "x-api-key": key }),
      ...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text === "" ? undefined : JSON.parse(text) };
}
