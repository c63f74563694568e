import { arn, inRegionOf } from "../kernel/identity";
import { queues } from "../kernel/interfaces/queues";
import type { Run } from "../kernel/service";
import { topics } from "../kernel/interfaces/topics";
import { nameOf, qualifierOf } from "./functionNames";
import { roleOf, type BatchOutcome } from "./invoker";
import type { Mapping } from "./mapping";
import type { TableRecord } from "./shardReader";

/** A batch that a mapping drops. */
export interface DroppedBatch {
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly records: readonly TableRecord[];
  readonly shard: string;
  readonly invokes: number;
  /** Undefined if the function was not called. */
  readonly last: BatchOutcome | undefined;
}

/** Sends a message about a dropped batch to the mapping's destination, or reports it in the log. */
export function dropBatch(
  run: Pick<Run, "registry" | "log" | "clock" | "location">,
  mapping: Mapping,
  dropped: DroppedBatch,
): void {
  const { label, onFailure } = mapping;
  const report = (text: string) => run.log({ source: "lambda", text: `mapping ${label}: ${text}` });
  const what = `${dropped.records.length} records are dropped (${dropped.condition})`;
  if (onFailure === undefined) return report(what);
  const denial = sendTo(onFailure, messageOf(run, mapping, dropped), { run, mapping });
  if (denial !== undefined) report(`${what}, and their message is not sent: ${denial}`);
}

function sendTo(
  destination: string,
  message: string,
  { run, mapping }: { readonly run: Pick<Run, "registry">; readonly mapping: Mapping },
): string | undefined {
  const [, , service = ""] = destination.split(":");
  if (!["sns", "sqs"].includes(service)) return `the local cloud does not emulate ${destination} as destination`;
  const principal = roleOf(run, mapping);
  if (principal === undefined) return "the function does not run here";
  return service === "sns"
    ? run.registry.use(topics).publish({ topicArn: destination, subject: "", message, principal })
    : run.registry.use(queues).send(destination, { body: message }, { principal });
}

/** Returns the message (Lambda Developer Guide, "Retain discarded batches"; recorded: dynamodb-partial-…-failure). */
function messageOf(run: Pick<Run, "clock" | "location">, mapping: Mapping, dropped: DroppedBatch): string {
  const { condition, records, shard, invokes, last } = dropped;
  const location = inRegionOf(run.location, mapping.sourceArn);
  const qualifier = qualifierOf(mapping);
  const named = `function:${nameOf(mapping)}${qualifier === undefined ? "" : `:${qualifier}`}`;
  const [first, end] = [records[0]!.dynamodb, records.at(-1)!.dynamodb];
  const answer = last?.answer;
  return JSON.stringify({
    requestContext: {
      requestId: answer?.requestId ?? "",
      functionArn: arn(location, "lambda", named),
      condition,
      approximateInvokeCount: invokes,
    },
    ...(answer === undefined
      ? {}
      : {
          responseContext: {
            statusCode: answer.statusCode,
            executedVersion: answer.executedVersion ?? "$LATEST",
            functionError: answer.functionError ?? null,
          },
        }),
    version: "1.0",
    timestamp: new Date(run.clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId: shard,
      startSequenceNumber: first.SequenceNumber,
      endSequenceNumber: end.SequenceNumber,
      approximateArrivalOfFirstRecord: secondsText(first.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: secondsText(end.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    },
  });
}

/** @param seconds epoch seconds */
function secondsText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
