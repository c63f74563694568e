import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { copyProject } from "../guide";
import { findOwnTrace } from "./ownTrace";
import { oddNames } from "../../local-cloud/tests/support/oddNames";
import { operations, findMismatch, type Operation } from "../../../tests/support/operations";
import { Run, type Ready } from "../../local-cloud/tests/support/run";

/** Allowed ratio of the memory after the last save to the memory after the twentieth. */
const memoryTolerance = 1.2;
const clients = 8;
const faults = ["dynamodb:throttle=0.02", "dynamodb:error=0.01", "lambda:crash=0.01", "lambda:throttle=0.01"];

/**
 * `node packages/proofs/run.cjs soak [--requests 36000] [--saves 200]`: sends the requests of an hour, at 10 a second, on
 * a clock 60 times as fast. Meanwhile it saves settings, injects faults, drops connections and sends odd names. Sets exit
 * code 1 if a response is not in the document, the run does not exit with 0, it prints a stack trace of its own, or memory
 * grows.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { requests: { type: "string", default: "36000" }, saves: { type: "string", default: "200" } },
  });
  const plan = { requests: Number(values.requests), saves: Number(values.saves) };
  const dir = copyProject(tmpdir());
  const options = ["--program", dir, "--watch", "--time-scale", "60", "--port", "0", "--json"];
  const run = new Run([...options, ...faults.flatMap((fault) => ["--fault", fault])]);
  try {
    const ready = await run.ready();
    const traffic = new Traffic(ready, plan.requests);
    const [memory] = await Promise.all([saveSettings({ run, dir, traffic, saves: plan.saves }), traffic.run()]);
    run.kill("SIGTERM");
    const code = await run.ended;
    report(
      [...traffic.problems, ...findMemoryProblems(memory, plan.saves), ...findEndProblems(code, run.stderr)],
      memory,
    );
  } finally {
    run.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Concurrent clients, which pause while memory is measured. */
class Traffic {
  readonly problems: string[] = [];
  private sent = 0;
  private inFlight = 0;
  private resume: (() => void) | undefined;
  private paused: Promise<void> | undefined;

  constructor(
    private readonly ready: Ready,
    private readonly requests: number,
  ) {}

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: clients }, () => this.client()));
  }

  /** Resolves when no request is in flight. */
  async pause(): Promise<void> {
    this.paused = new Promise((resolve) => (this.resume = resolve));
    while (this.inFlight > 0) await new Promise((next) => setTimeout(next, 10));
  }

  continue(): void {
    this.resume?.();
    this.paused = undefined;
  }

  private async client(): Promise<void> {
    while (this.sent < this.requests) {
      await this.paused;
      this.sent += 1;
      if (this.sent % 5_000 === 0) process.stdout.write(`${this.sent} requests of ${this.requests}\n`);
      this.inFlight += 1;
      await this.sendOne(this.sent).finally(() => (this.inFlight -= 1));
    }
  }

  private async sendOne(turn: number): Promise<void> {
    const operation = operations[turn % operations.length]!;
    if (turn % 50 === 0) await dropConnection(this.ready, operation, turn);
    else this.problems.push(...(await ask(this.ready, operation, turn)));
  }
}

/** Sends a request with an odd name, or with the operation's examples. @returns problems of the response */
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
  // Deletes created items, so that the tables' size stays level.
  if (made !== null)
    await fetch(new URL(made, ready.apiUrl), { method: "DELETE", headers: { "x-api-key": ready.apiKey } });
  const wrong = findMismatch(operation, answer);
  return wrong === undefined ? [] : [wrong];
}

function pathOf({ path, parameters }: Operation, odd: string | undefined): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(odd ?? parameters.find((parameter) => parameter.name === name)?.example ?? "x"),
  );
}

/** Closes a connection during the request or before the response. */
function dropConnection({ apiUrl, apiKey }: Ready, operation: Operation, turn: number): Promise<void> {
  const { hostname, port, host, pathname } = new URL(apiUrl);
  const body = JSON.stringify(operation.body?.example ?? {});
  const head = `${operation.method} ${pathname}${pathOf(operation, undefined)} HTTP/1.1\r\nHost: ${host}\r\nx-api-key: ${apiKey}\r\n`;
  const request = `${head}Content-Length: ${body.length}\r\n\r\n${turn % 100 === 0 ? body : body.slice(1)}`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(request, () => socket.destroy()));
    socket.on("close", () => resolve()).on("error", () => resolve());
  });
}

/** Saves settings, each time with new versions of all functions. @returns megabytes after 20 saves and after all */
async function saveSettings(given: { run: Run; dir: string; traffic: Traffic; saves: number }): Promise<number[]> {
  const { run, dir, traffic, saves } = given;
  const file = join(dir, "Pulumi.dev.yaml");
  const settings = readFileSync(file, "utf8");
  const memory: number[] = [];
  for (let save = 1; save <= saves; save += 1) {
    const measures = save === 20 || save === saves;
    if (measures) await traffic.pause();
    writeFileSync(file, settings.replace(/:memorySize: \d+/, `:memorySize: ${128 + (save % 64)}`));
    await waitForReload(run, save);
    if (!measures) continue;
    // The old versions' environments have ended by then, and no new version has one: the rest is the run's own memory.
    await new Promise((next) => setTimeout(next, 4_000));
    memory.push(run.megabytes);
    traffic.continue();
  }
  return memory;
}

async function waitForReload(run: Run, save: number): Promise<void> {
  const until = Date.now() + 30_000;
  while ((run.stderr.match(/^reloaded in /gm)?.length ?? 0) < save) {
    if (Date.now() > until) throw new Error(`save ${save} caused no reload: ${run.stderr.slice(-500)}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

function findMemoryProblems([early = NaN, late = NaN]: readonly number[], saves: number): string[] {
  return saves < 200 || late <= early * memoryTolerance
    ? []
    : [`${late.toFixed(0)} MB after ${saves} reloads, and ${early.toFixed(0)} MB after 20`];
}

function findEndProblems(code: number | null, stderr: string): string[] {
  const stack = findOwnTrace(stderr);
  return [
    ...(code === 0 ? [] : [`the run ended with ${code}: ${stderr.slice(-500)}`]),
    ...(stack === undefined ? [] : [`standard error contains a stack trace: ${stack}`]),
  ];
}

function report(problems: readonly string[], memory: readonly number[]): void {
  process.stdout.write(
    `memory: ${memory.map((megabytes) => `${megabytes.toFixed(0)} MB`).join(" after 20 reloads, ")} at the end\n`,
  );
  for (const problem of problems.slice(0, 20)) process.stdout.write(`PROBLEM  ${problem}\n`);
  process.stdout.write(problems.length === 0 ? "no problem\n" : `${problems.length} problems\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

void main();
