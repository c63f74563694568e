import { setTimeout } from "node:timers/promises";
import { commandHeaders, UserError } from "@onemachine/local-cloud";
import { parseJsonInput, readStandardInput } from "./input";
import { RedriveApi, type ReceivedLetter, type Variables } from "./redrive/aws";
import { readLetter } from "./redrive/letters";

export interface RedriveOptions {
  readonly consumer: string;
  /** Address of a local run; undefined for a deployed stack. */
  readonly url?: string;
}

/** A consumer, as the stack's output `consumerNames` describes it. */
interface ConsumerNames {
  /** Name of the function in AWS. */
  readonly function: string;
  readonly alias: string;
  /** URL of the dead-letter queue; absent if the stack does not create it. */
  readonly deadLetters?: string;
}

/** The result of a redrive. */
export interface RedriveResult {
  readonly returned: number;
  /** A sentence for each message that stays in the queue. */
  readonly kept: readonly string[];
}

const expired =
  "the stream has kept its change for 24 hours only: write the item again through the API, and delete the message";
const unknown = "its format is not one of a consumer's dead letters: read it, and delete it";

/**
 * Returns the dead letters of a consumer. SQS moves those of a queue back to it. For other sources, the function is called
 * again with the event, and the message is deleted after a success.
 *
 * @throws UserError with AWS's message
 */
export async function redrive(
  { function: name, alias, deadLetters: url }: ConsumerNames & { readonly deadLetters: string },
  api: RedriveApi,
): Promise<RedriveResult> {
  if (await api.hasSourceQueue(url)) return moveBack(await api.arnOf(url), api);
  const seen = new Map<string, { readonly receipt: string; readonly reason: string }>();
  let returned = 0;
  for (let letter = await api.receive(url); letter !== undefined; letter = await api.receive(url)) {
    // The queue delivers a kept message again after its time, which ends the run.
    const isAgain = seen.has(letter.id);
    const reason = isAgain ? seen.get(letter.id)!.reason : await deliver(letter, { name, alias }, api);
    if (reason === undefined) {
      await api.remove(url, letter.receipt);
      returned += 1;
    } else seen.set(letter.id, { receipt: letter.receipt, reason });
    if (isAgain) break;
  }
  for (const { receipt } of seen.values()) await api.release(url, receipt);
  return { returned, kept: [...seen].map(([id, { reason }]) => `message ${id} stays: ${reason}`) };
}

/** Calls the function with a letter's event. @returns the reason why the letter stays; undefined after a success */
async function deliver(
  letter: ReceivedLetter,
  fn: { readonly name: string; readonly alias: string },
  api: RedriveApi,
): Promise<string | undefined> {
  const content = readLetter(letter);
  if (content.kind === "unknown") return unknown;
  const event = content.kind === "event" ? content.event : await api.readRecords(content.range);
  if (event === undefined) return expired;
  return api.invoke(fn, event);
}

/** Waits until SQS has moved the messages to their source. @param arn of the dead-letter queue */
async function moveBack(arn: string, api: RedriveApi): Promise<RedriveResult> {
  await api.startMove(arn);
  for (;;) {
    const { status, moved, reason } = await api.moveState(arn);
    if (status === "COMPLETED") return { returned: moved, kept: [] };
    if (status !== "RUNNING" && status !== "") {
      return { returned: moved, kept: [`the task of SQS ended with ${status}${reason ? `: ${reason}` : ""}`] };
    }
    await setTimeout(1_000);
  }
}

/**
 * Returns the names of a consumer.
 *
 * @param outputs the output `consumerNames`, or all outputs of a stack.
 * @throws UserError
 */
export function findConsumer(outputs: unknown, consumer: string): ConsumerNames & { readonly deadLetters: string } {
  const all = objectOf(outputs);
  const known = objectOf(all["consumerNames"] ?? all);
  const names = Object.keys(known).filter((name) => isConsumer(known[name]));
  const found = names.includes(consumer) ? (known[consumer] as ConsumerNames) : undefined;
  if (found === undefined) {
    throw new UserError(
      `the stack has no consumer ${consumer}: ${names.length === 0 ? "it has none" : `it has ${names.join(", ")}`}`,
    );
  }
  const { deadLetters } = found;
  if (deadLetters !== undefined) return { ...found, deadLetters };
  throw new UserError(
    `${consumer} reads a queue that the stack does not create: its owner returns the dead letters, with aws sqs start-message-move-task`,
  );
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : {};
}

function isConsumer(value: unknown): boolean {
  const { function: name, alias } = objectOf(value);
  return typeof name === "string" && typeof alias === "string";
}

interface LocalRun {
  readonly variables: Variables;
  readonly outputs: { readonly consumerNames?: unknown };
}

/** Returns credentials and outputs of a local run. @throws UserError */
async function askLocalRun(url: string): Promise<LocalRun> {
  const ask = async () => {
    const headers = await commandHeaders(url);
    return fetch(new URL("/_local/credentials", url), { method: "POST", headers, body: "{}" });
  };
  const response = await ask().catch(() => {
    throw new UserError(`no run answers at ${url}: start it with npm start, or pass its address with --url`);
  });
  const text = await response.text();
  if (!response.ok) throw new UserError(text.trim());
  return JSON.parse(text) as LocalRun;
}

/** Redrives and prints the result. Sets exit code 1 if messages stay. @throws UserError for a user's mistake */
export async function main({ consumer, url }: RedriveOptions): Promise<void> {
  const local = url === undefined ? undefined : await askLocalRun(url);
  const sentence = "standard input must contain the consumers: pipe pulumi stack output consumerNames --json";
  const outputs = local ? local.outputs.consumerNames : parseJsonInput(readStandardInput(), sentence);
  const { returned, kept } = await redrive(findConsumer(outputs, consumer), new RedriveApi(local?.variables));
  for (const each of kept) process.stderr.write(`${each}\n`);
  process.stdout.write(`${consumer}: ${returned} returned, ${kept.length} kept\n`);
  if (kept.length > 0) process.exitCode = 1;
}
