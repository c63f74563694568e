import { hash, InvalidArguments, partition, range, seeded, type Chance } from "./intrinsicFunctions";
import { isArray, textOf, type Json } from "./json";

/** Functions that AWS adds to JSONata (Step Functions Developer Guide, "Transforming data with JSONata"). */
export function awsFunctions({ random, uuid }: Chance): Readonly<Record<string, (...args: Json[]) => unknown>> {
  return {
    partition: checked("partition", (list, size) => {
      if (list === undefined) return undefined;
      const chunk = Math.round(Number(size));
      if (!(chunk >= 1)) throw new InvalidArguments("the chunk size must be a positive number");
      return partition(isArray(list) ? list : [list], chunk);
    }),
    range: checked("range", (from, to, step) => sequence(range(numberOf(from), numberOf(to), numberOf(step)))),
    hash: checked("hash", (data, algorithm) => hash(data ?? null, algorithm ?? "SHA-256")),
    random: checked("random", (seed) => (seed === undefined ? random() : seeded(numberOf(seed)))),
    uuid: checked("uuid", () => uuid()),
    parse: checked("parse", (text) => parse(text)),
    eval: checked("eval", () => {
      throw new InvalidArguments("the function is not supported");
    }),
  };
}

/** Names the function in the message about an argument. */
function checked(
  name: string,
  call: (...args: (Json | undefined)[]) => unknown,
): (...args: (Json | undefined)[]) => unknown {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      if (!(error instanceof InvalidArguments)) throw error;
      throw new InvalidArguments(`The function $${name} failed: ${error.message}`);
    }
  };
}

/** Marks a list as JSONata's sequence, which becomes its only value when it has one (case `jsonata-range`). */
function sequence(list: Json[]): Json[] {
  return Object.defineProperty(list, "sequence", { enumerable: false, value: true });
}

function numberOf(value: Json | undefined): number {
  if (typeof value !== "number") throw new InvalidArguments("the argument must be a number");
  return value;
}

function parse(text: Json | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(textOf(text)) as Json;
  } catch {
    throw new InvalidArguments("the argument must be a valid JSON string");
  }
}
