import { UserError } from "../../kernel/errors";
import type { Fact, InvocationFact, RefusedCallFact } from "../../kernel/facts/facts";
import { mappings } from "../../kernel/interfaces/mappings";
import type { Run } from "../../kernel/service";
import { BoundedMap } from "../../kernel/bounds/boundedMap";
import { textIn, type CommandInput } from "../commandInput";
import type { MappingLine } from "../eventWire";
import { shortArn } from "../shortArn";
import { truncateText } from "./truncate";

/** Maximum length of a result in characters. */
const maxResult = 500;

/** Results of the last batches. */
interface LastBatch {
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly records: number;
  readonly iteratorAge: number | undefined;
  readonly functionName: string;
  result: string;
}

/** Stores the last batch of each event source mapping. */
export class MappingBatches {
  private readonly last = new Map<string, LastBatch>();
  /** Batches whose call has not ended, by trace. */
  private readonly running = new BoundedMap<string, LastBatch>({ entries: 1_000, bytes: Infinity }, () => 1);

  readonly read = (fact: Fact): void => {
    if (fact.kind === "mappingBatch") {
      const { at, mapping, functionName, records, iteratorAge, trace } = fact;
      const batch = { at, functionName, records: records.length, iteratorAge, result: "in progress" };
      this.last.set(mapping, batch);
      this.running.set(trace, batch);
    } else if (fact.kind === "invocation" || fact.kind === "refusedCall") this.end(fact);
  };

  of(mapping: string): LastBatch | undefined {
    return this.last.get(mapping);
  }

  /** Functions that the called function causes have the same trace, and are called later or by services. */
  private end(fact: InvocationFact | RefusedCallFact): void {
    const batch = fact.trace === undefined ? undefined : this.running.get(fact.trace);
    if (batch?.functionName !== fact.functionName) return;
    this.running.delete(fact.trace!);
    batch.result = truncateText(resultOf(fact), maxResult);
  }
}

/** Returns the result of a call in a few words. */
function resultOf(fact: InvocationFact | RefusedCallFact): string {
  if (fact.kind === "refusedCall") return `rejected: ${fact.code}`;
  return fact.error === undefined ? successOf(fact.answer) : `failed: ${fact.error.type}: ${fact.error.message}`;
}

/** Returns the result of a successful call, which may report failed records. */
function successOf(answer: string): string {
  if (!answer.includes("batchItemFailures")) return "succeeded";
  try {
    const { batchItemFailures } = JSON.parse(answer) as { batchItemFailures?: readonly unknown[] };
    const count = batchItemFailures?.length ?? 0;
    return count === 0 ? "succeeded" : `${count} records failed`;
  } catch {
    return "succeeded";
  }
}

/** Returns the mappings of a function. */
export function mappingsOf({ registry }: Run, batches: MappingBatches, functionName: string): MappingLine[] {
  const all = registry.use(mappings).descriptions.filter((mapping) => mapping.functionName === functionName);
  return all.map(({ uuid, label, sourceArn, enabled, batchSize }) => {
    const last = batches.of(label);
    return { uuid, label, source: shortArn(sourceArn), enabled, batchSize, ...(last === undefined ? {} : { last }) };
  });
}

/** Enables or disables a mapping. @throws UserError */
export function switchMapping({ registry }: Run, given: CommandInput): object {
  const { enabled } = given;
  if (typeof enabled !== "boolean") throw new UserError("enabled must be true or false");
  registry.use(mappings).setEnabled(textIn(given, "mapping"), enabled);
  return {};
}
