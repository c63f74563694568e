import type { CallError, DataCallFact, InvocationFact, LogFact, Message } from "../kernel/facts";

/** Most characters of one text that the console keeps and shows. */
export const mostText = 65_536;

/** Most characters of an error's message, and of its stack. */
const mostError = 8_192;

/** A text, or its beginning and how much is left out. */
export function keepText(text: string, most = mostText): string {
  if (text.length <= most) return text;
  // A copy: a part of a text keeps the whole one in memory.
  const beginning = Buffer.from(text.slice(0, most)).toString();
  return `${beginning}… (${text.length - most} more characters are not kept)`;
}

/** A message whose body has been cut. */
export interface KeptMessage extends Message {
  /** Bytes of the body that are not kept. */
  readonly dropped: number;
}

export function keepMessage({ headers, body }: Message): KeptMessage {
  const dropped = Math.max(0, body.length - mostText);
  return { headers, body: dropped === 0 ? body : Buffer.from(body.subarray(0, mostText)), dropped };
}

export function keepLog(fact: LogFact & { readonly at: number }): LogFact & { readonly at: number } {
  return fact.text.length > mostText ? { ...fact, text: keepText(fact.text) } : fact;
}

export function keepInvocation(fact: InvocationFact): InvocationFact {
  const { event, answer, error } = fact;
  return { ...fact, event: keepText(event), answer: keepText(answer), error: error && keepError(error) };
}

function keepError({ message, trace, ...error }: CallError): CallError {
  const stack = keepText(trace.join("\n"), mostError);
  return { ...error, message: keepText(message, mostError), trace: stack === "" ? [] : stack.split("\n") };
}

/** A data call with what the request asks for, instead of the items that it carries. */
export interface KeptCall extends Omit<DataCallFact, "input"> {
  readonly asked: readonly (readonly [name: string, text: string])[];
}

/** What a request asks for and under which conditions. */
const askedNames = [
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

export function keepCall({ input, ...fact }: DataCallFact): KeptCall {
  const values = (input ?? {}) as Readonly<Record<string, unknown>>;
  const named = askedNames.filter((name) => Object.hasOwn(values, name));
  return { ...fact, asked: named.map((name) => [name, keepText(textOf(values[name]), mostError)]) };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "(nested too deep to be shown)";
  }
}

/** Entries of one request or call, within limits. */
export class KeptList<T> {
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

  /** What has been dropped, in words; undefined where nothing has. @param what `log lines` */
  droppedText(what: string): string | undefined {
    if (this.droppedItems === 0) return undefined;
    return `… ${this.droppedItems} more ${what} (${this.droppedBytes} bytes) are not kept`;
  }
}
