import { resolve } from "node:path";
import { runCase as runOnEngine } from "../../../dynamodb/tests/support/cases";
import { limiter } from "../support/limiter";
import { runAlarmCase } from "./alarmCases";
import { readCases, type RecordedCase } from "./cases";
import { isDeclarationCase, runDeclarationCase } from "./declarationCases";
import { reasonNotToRunEvents, runEventCase } from "./eventCases";
import { reasonNotToRunMachine, runMachineCase } from "./machineCases";
import { runPatternCase } from "./patternCases";
import { runCallCase, runHttpCase } from "./httpCases";
import { reasonNotToInvoke, runLambdaCase } from "./lambdaCases";

export type Result =
  | { readonly kind: "same" }
  | { readonly kind: "different"; readonly differences: readonly string[] }
  | { readonly kind: "notRun"; readonly reason: string };

/** Runs a recorded case, or returns the reason why it is skipped. */
export async function runCase(recorded: RecordedCase): Promise<Result> {
  const run = runnerOf(recorded);
  if (typeof run === "string") return { kind: "notRun", reason: run };
  // An error of the local cloud is a difference of this case only.
  const differences = await run(recorded).catch((error: unknown) => [`failed: ${(error as Error).message}`]);
  return differences.length === 0 ? { kind: "same" } : { kind: "different", differences };
}

/** Returns the runner of a case by its content, or the reason why it cannot run. */
function runnerOf(recorded: RecordedCase): ((recorded: RecordedCase) => Promise<string[]>) | string {
  const { given, expect } = recorded;
  if (isDeclarationCase(recorded)) return runDeclarationCase;
  if (given["operation"] !== undefined) {
    return `${String(given["operation"])} reads or changes what no declaration does, or its answer is AWS's own record`;
  }
  if ("pattern" in given || "patternText" in given) return runPatternCase;
  if ("stateMachine" in given) return reasonNotToRunMachine(recorded) ?? runMachineCase;
  if (isOfEvents(given)) return reasonNotToRunEvents(recorded) ?? runEventCase;
  if (isOfTables(given)) return (each) => Promise.resolve(runOnEngine(each as never));
  const elsewhere = reasonNotToCall(given);
  if (elsewhere !== undefined) return elsewhere;
  if (given["steps"] !== undefined) {
    if (!("function" in given)) return runAlarmCase;
    return reasonNotToInvoke(recorded) ?? runLambdaCase;
  }
  if (given["request"] !== undefined && given["api"] !== undefined) return runHttpCase;
  if (given["existing"] !== undefined)
    return "an import into an API that exists: a declaration is always the whole API";
  if (expect["call"] !== undefined) return runCallCase;
  return "AWS's record of a definition: nothing of it is answered to a request or refused";
}

/** Returns true for a case that calls or declares queues or topics, calls EventBridge or Scheduler, or maps event sources. */
function isOfEvents({ steps = [], resources = {} }: RecordedCase["given"]): boolean {
  const calls = (steps as readonly { readonly api?: string }[]).some(({ api = "" }) =>
    /^(?:sqs|sns|events|scheduler|stepfunctions):|EventSourceMapping/.test(api),
  );
  return (
    calls ||
    Object.values(resources as Record<string, { type: string }>).some(({ type }) =>
      ["queue", "topic", "eventSourceMapping", "stateMachine"].includes(type),
    )
  );
}

/** Returns true for a case that only uses DynamoDB and its streams, which the engine runs directly. */
function isOfTables({ steps, resources = {}, functions }: RecordedCase["given"]): boolean {
  const list = (steps ?? []) as readonly { readonly op: string; readonly api?: string }[];
  const types = Object.values(resources as Record<string, { readonly type: string }>).map(({ type }) => type);
  const isTables = ({ op, api }: { readonly op: string; readonly api?: string }) =>
    op === "streamRecords" || /^dynamodb(?:streams)?:/.test(api ?? "");
  return (
    list.some(isTables) && list.every(isTables) && functions === undefined && types.every((type) => type === "table")
  );
}

/** Returns why a case with operations of other services than API Gateway, Lambda and CloudWatch is skipped. */
function reasonNotToCall({ steps = [], resources }: RecordedCase["given"]): string | undefined {
  const called = (steps as readonly { readonly api?: string }[]).flatMap(({ api }) => api?.split(":")[0] ?? []);
  const services = [...new Set(called)].filter((service) => service !== "lambda");
  const others = services.filter((service) => service !== "dynamodb");
  if (others.length > 0) return `it calls ${others.join(", ")}, which the local cloud does not emulate`;
  return resources === undefined && called.length === 0
    ? undefined
    : "it needs event sources of Lambda, which the local cloud does not emulate";
}

export const ownFolder = resolve(__dirname, "../recorded");
const engineFolder = resolve(__dirname, "../../../dynamodb/tests/recorded");

/** Number of concurrent cases; slow ones mostly wait. */
const parallelCases = 6;

/** Starts all cases, each in its own cloud. @returns promises of the results, in order. */
export function runCases(cases: readonly RecordedCase[]): Promise<Result>[] {
  const parallel = limiter(parallelCases);
  return cases.map((recorded) => parallel(() => runCase(recorded)));
}

/** `npm run conformance -- [FOLDER…]`: prints a line for each case and a total; exits with 1 on a difference. */
async function main(): Promise<void> {
  const folders = process.argv.slice(2);
  const totals = { same: 0, different: 0, notRun: 0 };
  const cases = (folders.length === 0 ? [ownFolder, engineFolder] : folders).flatMap(readCases);
  const results = runCases(cases);
  for (const [index, recorded] of cases.entries()) {
    const result = await results[index]!;
    totals[result.kind] += 1;
    const detail = { same: "ok", different: "DIFFERENT", notRun: "not run" }[result.kind];
    process.stdout.write(`${detail.padEnd(9)}  ${recorded.id}  (${recorded.source})\n`);
    if (result.kind === "different")
      for (const line of result.differences) process.stdout.write(`             ${line}\n`);
    if (result.kind === "notRun") process.stdout.write(`             ${result.reason}\n`);
  }
  process.stdout.write(`\n${totals.same} as recorded, ${totals.different} different, ${totals.notRun} not run\n`);
  process.exitCode = totals.different === 0 ? 0 : 1;
}

if (require.main === module) void main();
