import { roleSession, type Principal } from "../kernel/identity";
import { functions, type InvokeAnswer } from "../kernel/interfaces/functions";
import type { BatchRecord } from "../kernel/facts/messageFacts";
import type { Run } from "../kernel/service";
import { mergeLineages, withLineage } from "../kernel/facts/lineage";
import { headerOfTrace, newTrace } from "../kernel/facts/traces";
import { nameOf } from "./functionNames";
import type { Mapping } from "./mapping";

/** The outcome of a call with a batch. */
export interface BatchOutcome {
  /** Undefined if Lambda rejected the call. */
  readonly answer: InvokeAnswer | undefined;
  readonly failed: boolean;
  /** Identifiers of failed records in a partial response; undefined for a batch that succeeded or failed as a whole. */
  readonly failedItems: readonly string[] | undefined;
}

/** Returns the session of the function's role; undefined if the function does not run here. */
export function roleOf(run: Pick<Run, "registry">, mapping: Mapping): Principal | undefined {
  const name = nameOf(mapping);
  const roleArn = run.registry.use(functions).roleArn(name);
  return roleArn === undefined ? undefined : roleSession(roleArn, name);
}

/** Parts of a run that a call with a batch needs. */
export type InvokerRun = Pick<Run, "registry" | "log" | "clock" | "facts">;

export interface Batch {
  readonly records: readonly object[];
  /** Identifiers of the records. */
  readonly identifiers: readonly string[];
  /** X-Ray headers of a queue's messages. Lambda detects loops by them. */
  readonly traceHeaders?: readonly (string | undefined)[];
  /** Age of the last stream record in milliseconds. */
  readonly iteratorAge?: number;
  /** Describes the records for readers; called only if there are readers. */
  readonly describe: () => readonly BatchRecord[];
}

/** Calls the function with a batch. The call starts a trace. */
export async function invokeWithBatch(
  run: InvokerRun,
  mapping: Mapping,
  { records, identifiers, iteratorAge, describe, traceHeaders }: Batch,
): Promise<BatchOutcome> {
  const { functionName, label, sourceArn } = mapping;
  const trace = newTrace(run.clock.now());
  run.facts.report(() => ({
    kind: "mappingBatch",
    trace,
    mapping: label,
    functionName: nameOf(mapping),
    sourceArn,
    ...(iteratorAge === undefined ? {} : { iteratorAge }),
    records: describe(),
  }));
  try {
    const payload = JSON.stringify({ Records: records });
    const traceId = withLineage(headerOfTrace(trace), mergeLineages(traceHeaders ?? []));
    const detectsLoops = traceHeaders !== undefined;
    const answer = await run.registry.use(functions).invoke({ functionName, payload, traceId, detectsLoops });
    if (answer.functionError !== undefined) return { answer, failed: true, failedItems: undefined };
    if (!mapping.reportsItemFailures) return { answer, failed: false, failedItems: undefined };
    return { answer, ...partialOutcome(answer.payload, identifiers) };
  } catch (error) {
    run.log({ source: "lambda", text: `mapping ${mapping.label}: ${(error as Error).message}` });
    return { answer: undefined, failed: true, failedItems: undefined };
  }
}

/** Returns the outcome of a partial response (Lambda Developer Guide, "Success and failure conditions"). */
function partialOutcome(payload: string, identifiers: readonly string[]): Omit<BatchOutcome, "answer"> {
  const whole = { failed: true, failedItems: undefined };
  let response: unknown;
  try {
    response = JSON.parse(payload === "" ? "null" : payload);
  } catch {
    return whole;
  }
  if (response === null || response === "") return { failed: false, failedItems: undefined };
  const { batchItemFailures } = response as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return { failed: false, failedItems: undefined };
  if (!Array.isArray(batchItemFailures)) return whole;
  const items = batchItemFailures.map((each) => (each as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  if (items.length === 0) return { failed: false, failedItems: undefined };
  if (!items.every((item): item is string => typeof item === "string" && identifiers.includes(item))) return whole;
  return { failed: true, failedItems: items };
}
