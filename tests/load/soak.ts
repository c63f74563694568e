import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { copyOfProject } from "../docs/guide";
import { oddNames } from "../support/oddNames";
import { operations, undescribed, type Operation } from "../support/operations";
import { Run, type Ready } from "../support/run";

/** How much more memory a run may hold after its last saves than after the twentieth. */
const memoryTolerance = 1.2;
const clients = 8;
const faults = ["dynamodb:throttle=0.02", "dynamodb:error=0.01", "lambda:crash=0.01", "lambda:throttle=0.01"];

interface Plan {
  readonly requests: number;
  readonly saves: number;
}

/**
 * `npm run soak -- [--requests 36000] [--saves 200]`: an hour's worth of requests, at ten a second, on a clock sixty
 * times as fast, while settings are saved, faults strike, clients leave and odd names are sent. Exit code 1 where an
 * answer is none that the document describes, the run ends otherwise than with 0, a line of a stack shows, or memory
 * grows.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { requests: { type: "string", default: "36000" }, saves: { type: "string", default: "200" } },
  });
  const plan = { requests: Number(values.requests), saves: Number(values.saves) };
  const dir = copyOfProject(tmpdir());
  const options = ["--program", dir, "--watch", "--time-scale", "60", "--port", "0", "--json"];
  const run = new Run([...options, ...faults.flatMap((fault) => ["--fault", fault])]);
  try {
    const ready = await run.ready();
    const [problems, memory] = await Promise.all([traffic(ready, plan), saving(run, dir, plan)]);
    run.kill("SIGTERM");
    const code = await run.ended;
    report([...problems, ...memoryProblems(memory), ...endProblems(code, run.stderr)], memory);
  } finally {
    run.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @returns answers that nothing describes. */
async function traffic(ready: Ready, { requests }: Plan): Promise<string[]> {
  const problems: string[] = [];
  let sent = 0;
  const client = async () => {
    while (sent < requests) {
      sent += 1;
      if (sent % 5_000 === 0) process.stdout.write(`${sent} requests of ${requests}\n`);
      const operation = operations[sent % operations.length]!;
      if (sent % 50 === 0) await leave(ready, operation, sent);
      else problems.push(...(await ask(ready, operation, sent)));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return problems;
}

/** A request with an odd name, or with the operation's own examples. */
async function ask(ready: Ready, operation: Operation, turn: number): Promise<string[]> {
  const odd = turn % 3 === 0 ? oddNames[turn % oddNames.length]! : undefined;
  const response = await fetch(`${ready.apiUrl}${pathOf(operation, odd)}${odd === undefined ? "" : `?${odd}=1`}`, {
    method: operation.method,
    headers: { "x-api-key": ready.apiKey, "Content-Type": "application/json", ...(odd ? { [`x-${odd}`]: odd } : {}) },
    ...(operation.body === undefined ? {} : { body: JSON.stringify({ ...operation.body.example, [odd ?? "x"]: 1 }) }),
  });
  const text = await response.text();
  const answer = {
    status: response.status,
    headers: response.headers,
    json: text === "" ? undefined : JSON.parse(text),
  };
  const made = response.headers.get("Location");
  // So that the tables' own memory stays level.
  if (made !== null)
    await fetch(new URL(made, ready.apiUrl), { method: "DELETE", headers: { "x-api-key": ready.apiKey } });
  const wrong = undescribed(operation, answer);
  return wrong === undefined ? [] : [wrong];
}

function pathOf({ path, parameters }: Operation, odd: string | undefined): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(odd ?? parameters.find((parameter) => parameter.name === name)?.example ?? "x"),
  );
}

/** A client that ends its connection inside its request, or before the answer. */
function leave({ apiUrl, apiKey }: Ready, operation: Operation, turn: number): Promise<void> {
  const { hostname, port, host, pathname } = new URL(apiUrl);
  const body = JSON.stringify(operation.body?.example ?? {});
  const head = `${operation.method} ${pathname}${pathOf(operation, undefined)} HTTP/1.1\r\nHost: ${host}\r\nx-api-key: ${apiKey}\r\n`;
  const request = `${head}Content-Length: ${body.length}\r\n\r\n${turn % 100 === 0 ? body : body.slice(1)}`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(request, () => socket.destroy()));
    socket.on("close", () => resolve()).on("error", () => resolve());
  });
}

/** Saves settings, each of which gives every function a new version. @returns megabytes after each reload. */
async function saving(run: Run, dir: string, { saves }: Plan): Promise<number[]> {
  const file = join(dir, "Pulumi.dev.yaml");
  const settings = readFileSync(file, "utf8");
  const memory: number[] = [];
  const reloads = () => run.stderr.match(/^reloaded in /gm)?.length ?? 0;
  for (let save = 1; save <= saves; save += 1) {
    writeFileSync(file, settings.replace(/:memorySize: \d+/, `:memorySize: ${128 + (save % 64)}`));
    const until = Date.now() + 30_000;
    while (reloads() < save && Date.now() < until) await new Promise((next) => setTimeout(next, 20));
    if (reloads() < save) throw new Error(`save ${save} was not taken up: ${run.stderr.slice(-500)}`);
    memory.push(run.megabytes);
  }
  return memory;
}

function memoryProblems(memory: readonly number[]): string[] {
  const { early, late } = levels(memory);
  if (memory.length < 200 || late <= early * memoryTolerance) return [];
  return [`${late.toFixed(0)} MB after ${memory.length} reloads, and ${early.toFixed(0)} MB after 20`];
}

/** Medians around the twentieth reload and at the end. */
function levels(memory: readonly number[]): { early: number; late: number } {
  const median = (from: number, to: number) => {
    const sorted = memory.slice(from, to).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  };
  return { early: median(15, 25), late: median(-10, memory.length) };
}

function endProblems(code: number | null, stderr: string): string[] {
  const stack = stderr.split("\n").find((line) => /^\s+at .+:\d+:\d+\)?$/.test(line));
  return [
    ...(code === 0 ? [] : [`the run ended with ${code}: ${stderr.slice(-500)}`]),
    ...(stack === undefined ? [] : [`a line of a stack: ${stack}`]),
  ];
}

function report(problems: readonly string[], memory: readonly number[]): void {
  const { early, late } = levels(memory);
  process.stdout.write(`${memory.length} reloads: ${early.toFixed(0)} MB after 20, ${late.toFixed(0)} MB at the end\n`);
  for (const problem of problems.slice(0, 20)) process.stdout.write(`PROBLEM  ${problem}\n`);
  process.stdout.write(problems.length === 0 ? "no problem\n" : `${problems.length} problems\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

void main();
