import type { CallError, DataCallFact, InvocationFact, LogFact, Message } from "../../kernel/facts/facts";

/** Maximum length of a stored text, in characters. */
export const maxText = 65_536;

/** Maximum length of a stored error message and of its stack. */
const maxError = 8_192;

/** Truncates a text and appends the number of omitted characters. */
export function truncateText(text: string, most = maxText): string {
  if (text.length <= most) return text;
  // Copy the substring: V8's substrings keep the whole text in memory.
  const beginning = Buffer.from(text.slice(0, most)).toString();
  return `${beginning}… (${text.length - most} more characters were dropped)`;
}

/** An HTTP message with a truncated body. */
export interface StoredMessage extends Message {
  /** Number of dropped bytes of the body. */
  readonly dropped: number;
}

export function truncateMessage({ headers, body }: Message): StoredMessage {
  const dropped = Math.max(0, body.length - maxText);
  return { headers, body: dropped === 0 ? body : Buffer.from(body.subarray(0, maxText)), dropped };
}

export function truncateLog(fact: LogFact & { readonly at: number }): LogFact & { readonly at: number } {
  return fact.text.length > maxText ? { ...fact, text: truncateText(fact.text) } : fact;
}

export function truncateInvocation(fact: InvocationFact): InvocationFact {
  const { event, answer, error } = fact;
  return { ...fact, event: truncateText(event), answer: truncateText(answer), error: error && truncateError(error) };
}

function truncateError({ message, trace, ...error }: CallError): CallError {
  const stack = truncateText(trace.join("\n"), maxError);
  return { ...error, message: truncateText(message, maxError), trace: stack === "" ? [] : stack.split("\n") };
}

/** Returns the length of a call's texts; 0 without a call. */
export function sizeOfCall(fact: InvocationFact | undefined): number {
  if (fact === undefined) return 0;
  const { event, answer, error } = fact;
  return event.length + answer.length + (error?.message.length ?? 0) + (error?.trace.join().length ?? 0);
}

/** Returns the length of a message's headers and body. */
export function sizeOfMessage({ headers, body }: Message): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, body.length);
}

/** A data call without the items of its request. */
export interface StoredCall extends Omit<DataCallFact, "input"> {
  readonly asked: readonly (readonly [name: string, text: string])[];
}

/** Parameters of a request that are stored: keys and conditions. */
const storedNames = [
  "Key",
  "KeyConditionExpression",
  "FilterExpression",
  "ConditionExpression",
  "UpdateExpression",
  "ExpressionAttributeValues",
  "ExclusiveStartKey",
  "IndexName",
  "Limit",
];

export function truncateCall({ input, ...fact }: DataCallFact): StoredCall {
  const values = (input ?? {}) as Readonly<Record<string, unknown>>;
  const named = storedNames.filter((name) => Object.hasOwn(values, name));
  return { ...fact, asked: named.map((name) => [name, truncateText(textOf(values[name]), maxError)]) };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "(nested too deep to show)";
  }
}

/** A list with limits for the entries of one request or call. */
export class LimitedList<T> {
  readonly items: T[] = [];
  bytes = 0;
  private droppedItems = 0;
  private droppedBytes = 0;

  constructor(
    private readonly limits: { readonly entries: number; readonly bytes: number },
    private readonly sizeOf: (item: T) => number,
  ) {}

  add(item: T): void {
    const bytes = this.sizeOf(item);
    if (this.items.length < this.limits.entries && this.bytes + bytes <= this.limits.bytes) {
      this.items.push(item);
      this.bytes += bytes;
    } else {
      this.droppedItems += 1;
      this.droppedBytes += bytes;
    }
  }

  /** Returns a sentence about dropped entries; undefined if there are none. @param what such as `log lines` */
  droppedText(what: string): string | undefined {
    if (this.droppedItems === 0) return undefined;
    return `… ${this.droppedItems} more ${what} (${this.droppedBytes} bytes) were dropped`;
  }
}
