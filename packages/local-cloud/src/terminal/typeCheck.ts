import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";

/** Message of the checker process: errors in the form `file(line,column): error TS…`, or why it could not check. */
export type Outcome = { readonly findings: readonly string[] } | { readonly failure: string };

export interface TypeCheckOptions {
  /** Folder of the program. Without a tsconfig.json, Pulumi's compiler options apply. */
  readonly dir: string;
  /** The program's entry, relative to `dir`. */
  readonly main: string;
  readonly say: (text: string) => void;
  /** Receives the result of each check; undefined if there are no errors. */
  readonly found: (problem: string | undefined) => void;
}

const compiled = join(__dirname, "..", "terminal", "typeChecker.js");

// The checker is compiled, except in tests, which run the source.
const [checker, loader] = existsSync(compiled)
  ? [compiled, []]
  : [join(__dirname, "typeChecker.ts"), ["-r", join(__dirname, "..", "..", "..", "register.cjs")]];

/** Maximum number of printed errors; the first one often causes the others. */
const maxErrors = 10;

/**
 * Type-checks a program in a separate process with the lowest priority, so that it delays no request. Pulumi and the
 * run accept a program with type errors, which only `npm run build` would report.
 */
export class TypeCheck {
  private child: ChildProcess | undefined;
  private hadErrors = false;
  private ended = false;

  constructor(private readonly options: TypeCheckOptions) {}

  /** Starts a new check and cancels a running one. JavaScript programs are not checked. */
  begin(): void {
    this.stop();
    const { dir, main } = this.options;
    if (this.ended) return;
    if (!existsSync(join(dir, "tsconfig.json")) && !/\.[cm]?tsx?$/.test(main)) return;
    const child = fork(checker, [dir, main, String(process.pid)], { execArgv: loader, stdio: "ignore" });
    this.child = child;
    child.once("spawn", () => lowerPriority(child.pid));
    child.once("message", (outcome) => this.tell(outcome as Outcome));
    // Ignore a checker that cannot start; the build reports type errors too.
    child.once("error", () => undefined);
    child.unref();
    child.channel?.unref();
  }

  stop(): void {
    // SIGKILL, because the compiler blocks the event loop and could not handle another signal.
    this.child?.removeAllListeners("message").kill("SIGKILL");
    this.child = undefined;
  }

  /** Cancels a running check; no further check starts. */
  end(): void {
    this.ended = true;
    this.stop();
  }

  private tell(outcome: Outcome): void {
    const { say, found } = this.options;
    if ("failure" in outcome) {
      say(`types: could not be checked: ${outcome.failure}\n`);
      return;
    }
    const { findings } = outcome;
    if (findings.length === 0) {
      found(undefined);
      if (this.hadErrors) say("types: all errors are fixed\n");
    } else {
      const more = findings.length - maxErrors;
      const lines = [...findings.slice(0, maxErrors), ...(more > 0 ? [`and ${more} more`] : [])];
      const problem = `types: ${findings.length} errors; the program runs anyway\n${lines.map((line) => `  ${line}\n`).join("")}`;
      found(problem);
      say(problem);
    }
    this.hadErrors = findings.length > 0;
  }
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // The process may have ended already.
  }
}
