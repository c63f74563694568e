import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";

/** What the checker sends: a text for each error, `file(line,column): error TS…`, or why it could not check. */
export type Outcome = { readonly findings: readonly string[] } | { readonly failure: string };

export interface TypeCheckOptions {
  /** Folder of the program; without a tsconfig.json it is checked as Pulumi compiles it. */
  readonly dir: string;
  /** The program's entry, relative to `dir`. */
  readonly main: string;
  readonly say: (text: string) => void;
  /** Told of each check's outcome; undefined where nothing is wrong. */
  readonly found: (problem: string | undefined) => void;
}

const compiled = join(__dirname, "typeChecker.js");

/** Compiled beside this file, but in the tests, which run the source. */
const [checker, loader] = existsSync(compiled)
  ? [compiled, []]
  : [join(__dirname, "typeChecker.ts"), ["-r", join(__dirname, "..", "..", "..", "register.cjs")]];

/** How many errors are shown; the first one often causes the others. */
const mostShown = 10;

/**
 * Checks a program's types beside the run, in a process of the lowest priority, so that no answer waits for it: Pulumi
 * and the run take a program that does not type-check, and only `npm run build` would refuse it.
 */
export class TypeCheck {
  private child: ChildProcess | undefined;
  private hadErrors = false;
  private ended = false;

  constructor(private readonly options: TypeCheckOptions) {}

  /** Begins anew, and drops a check that is under way. A program in JavaScript has no types to check. */
  begin(): void {
    this.stop();
    const { dir, main } = this.options;
    if (this.ended) return;
    if (!existsSync(join(dir, "tsconfig.json")) && !/\.[cm]?tsx?$/.test(main)) return;
    const child = fork(checker, [dir, main], { execArgv: loader, stdio: "ignore" });
    this.child = child;
    child.once("spawn", () => lower(child.pid));
    child.once("message", (outcome) => this.tell(outcome as Outcome));
    // A checker that cannot be started says nothing: the build will.
    child.once("error", () => undefined);
    child.unref();
    child.channel?.unref();
  }

  stop(): void {
    // SIGKILL: the compiler never comes to handle another signal, and leaves nothing behind.
    this.child?.removeAllListeners("message").kill("SIGKILL");
    this.child = undefined;
  }

  /** Stops, and begins no more. */
  end(): void {
    this.ended = true;
    this.stop();
  }

  private tell(outcome: Outcome): void {
    const { say, found } = this.options;
    if ("failure" in outcome) {
      say(`types: they could not be checked: ${outcome.failure}\n`);
      return;
    }
    const { findings } = outcome;
    if (findings.length === 0) {
      found(undefined);
      if (this.hadErrors) say("types: no errors any more\n");
    } else {
      const more = findings.length - mostShown;
      const lines = [...findings.slice(0, mostShown), ...(more > 0 ? [`and ${more} more`] : [])];
      const problem = `types: ${findings.length} errors; the program runs all the same\n${lines.map((line) => `  ${line}\n`).join("")}`;
      found(problem);
      say(problem);
    }
    this.hadErrors = findings.length > 0;
  }
}

function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It may have ended already.
  }
}
