import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { root } from "../local-cloud/tests/support/program";
import { Run, type Ready } from "../local-cloud/tests/support/run";
import { applyStep, copyProject, parseSteps } from "./guide";

/** Each 1,000th line has no name. */
const wrongEvery = 1_000;

/**
 * Allowed resident megabytes of a run besides its stored items, for nine of ten samples. On a busy machine, garbage waits
 * longer for its collection, so that single samples are higher.
 */
const memoryLimit = 900;

/** Bytes that a run keeps in memory for a stored item. */
const itemBytes = 2_048;

interface Import {
  readonly status: string;
  readonly created: number;
  readonly rejected: number;
}

/**
 * `node packages/proofs/run.cjs import [--lines 100000]`: follows docs/bulk-import.md in a copy of the project and imports
 * a file. Halfway it kills the run and starts it again. Sets exit code 1 if a line is lost or has two items, or if memory
 * exceeds its limit.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { lines: { type: "string", default: "100000" } } });
  const lines = Number(values.lines);
  const dir = copyProject(tmpdir());
  const data = mkdtempSync(join(tmpdir(), "import-"));
  try {
    for (const step of parseSteps(readFileSync(join(root, "docs", "bulk-import.md"), "utf8"))) applyStep(dir, step);
    report(await importWithKill(["--program", dir, "--data", data, "--port", "0", "--json"], lines));
  } finally {
    for (const folder of [dir, data]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports a file in two runs on the same data. @returns a sentence for each fault */
async function importWithKill(options: readonly string[], lines: number): Promise<string[]> {
  const first = new Run(options);
  let id: string;
  let samples: number[];
  try {
    const api = new Api(await first.ready(), first);
    id = await api.upload(lines);
    samples = await api.follow(id, ({ created }) => created >= lines / 2);
  } finally {
    first.kill("SIGKILL");
    await first.ended;
  }
  const second = new Run(options);
  try {
    const api = new Api(await second.ready(), second);
    const state = await api.read(id);
    process.stdout.write(`killed at ${state.created} lines, ${state.status}\n`);
    samples.push(...(await api.follow(id, ({ status }) => !["waiting", "running"].includes(status))));
    return [
      ...findMemoryProblems(samples, lines),
      ...findReportProblems(await api.read(id), lines),
      ...findItemProblems(await api.names(), lines),
    ];
  } finally {
    second.kill("SIGTERM");
    await second.ended;
  }
}

function isWrong(line: number): boolean {
  return line % wrongEvery === 0;
}

function findMemoryProblems(samples: readonly number[], lines: number): string[] {
  const sorted = [...samples].sort((one, other) => one - other);
  const usual = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
  process.stdout.write(`${Math.round(usual)} MB resident, at most ${Math.round(sorted.at(-1) ?? 0)}\n`);
  const allowed = memoryLimit + (lines * itemBytes) / 1_048_576;
  return usual <= allowed ? [] : [`${Math.round(usual)} MB are resident, and ${Math.round(allowed)} are allowed`];
}

function findReportProblems({ status, created, rejected }: Import, lines: number): string[] {
  const wrong = Math.floor((lines - 1) / wrongEvery) + 1;
  const expected = `finished, ${lines - wrong} created, ${wrong} rejected`;
  const reported = `${status}, ${created} created, ${rejected} rejected`;
  return reported === expected ? [] : [`the report says ${reported} instead of ${expected}`];
}

function findItemProblems(names: readonly string[], lines: number): string[] {
  const known = new Set(names);
  const lost = Array.from({ length: lines }, (_, line) => line).filter(
    (line) => !isWrong(line) && !known.has(`item ${line}`),
  );
  return [
    ...(lost.length === 0 ? [] : [`${lost.length} lines are lost, such as ${lost[0]}`]),
    ...(known.size === names.length ? [] : [`${names.length - known.size} items exist twice`]),
  ];
}

/** The API of a run. */
class Api {
  private reported = 0;

  constructor(
    private readonly ready: Ready,
    private readonly run: Run,
  ) {}

  /** Uploads a file with the given number of lines. @returns id of the import */
  async upload(lines: number): Promise<string> {
    const { id, form } = (await this.send("POST", "/imports")) as {
      readonly id: string;
      readonly form: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
    };
    const rows = Array.from({ length: lines }, (_, line) =>
      isWrong(line) ? ",without a name" : `item ${line},imported`,
    );
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
    body.append("file", new Blob([`name,description\n${rows.join("\n")}\n`]));
    const { status } = await fetch(form.url, { method: "POST", body });
    if (status !== 204) throw new Error(`the upload is answered with ${status}`);
    return id;
  }

  async read(id: string): Promise<Import> {
    return (await this.send("GET", `/imports/${id}`)) as Import;
  }

  /** Reads the state of an import five times a second until it is reached. @returns resident megabytes */
  async follow(id: string, isReached: (state: Import) => boolean): Promise<number[]> {
    const samples: number[] = [];
    for (let state = await this.read(id); !isReached(state); state = await this.read(id)) {
      const resident = this.run.megabytes;
      samples.push(resident);
      if (state.created >= this.reported + 10_000) {
        this.reported = state.created;
        process.stdout.write(`${state.created} lines, ${Math.round(resident)} MB\n`);
      }
      await setTimeout(200);
    }
    return samples;
  }

  /** Returns the names of all items. */
  async names(): Promise<string[]> {
    const names: string[] = [];
    let cursor = "";
    do {
      const page = (await this.send("GET", `/items?limit=100${cursor}`)) as {
        readonly items: readonly { readonly name: string }[];
        readonly nextCursor?: string;
      };
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor === undefined ? "" : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== "");
    return names;
  }

  /** Repeats a request while the service is unavailable, as clients do. */
  private async send(method: string, path: string): Promise<unknown> {
    const headers = { "x-api-key": this.ready.apiKey };
    let response = await fetch(`${this.ready.apiUrl}${path}`, { method, headers });
    for (let attempt = 0; response.status === 503 && attempt < 30; attempt += 1) {
      await setTimeout(1_000);
      response = await fetch(`${this.ready.apiUrl}${path}`, { method, headers });
    }
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} is answered with ${response.status}: ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }
}

function report(problems: readonly string[]): void {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(problems.length === 0 ? "the import loses and doubles nothing\n" : "the import fails\n");
  process.exitCode = problems.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stdout.write(`the import fails: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
