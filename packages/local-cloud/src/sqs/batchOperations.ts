import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type CallContext, type JsonInput, type JsonOperation } from "../kernel/protocols/jsonService";
import type { Api } from "./api";
import { invalidParameter, prefixedError } from "./errors";
import { textOf } from "./input";
import type { LiveQueue } from "./liveQueue";
import { attributesOf } from "./messageAttributes";
import { changeVisibility, sendMessage, senderOf } from "./messageOperations";
import { bytesOf, needsDeduplicationId, noDeduplicationId, outgoingOf } from "./outgoing";

/** Maximum entries of a batch, and maximum bytes of its messages together (SQS Developer Guide, "Message quotas"). */
const maxEntries = 10;
const maxBytes = 1_048_576;

const batchInvalid = "One or more parameters cannot be validated.";

/** The batch forms of operations on messages. Each entry succeeds or fails alone. */
export function batchOperations(api: Api): Record<string, JsonOperation> {
  return {
    SendMessageBatch: {
      ...api.allow("SendMessage"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        const entries = entriesOf(input, "SendMessageBatchRequestEntry");
        checkIds(entries);
        checkFifo(queue, entries);
        checkBytes(entries);
        return resultOf(entries, (entry) => {
          const message = outgoingOf(queue, entry, { ...senderOf(context), invalid: batchInvalid });
          return sendMessage(api, { queue, message, input: entry });
        });
      },
    },
    DeleteMessageBatch: {
      ...api.allow("DeleteMessage"),
      run: (input, context) =>
        changeEach(api, { input, context, type: "DeleteMessageBatchRequestEntry" }, (queue, entry) => {
          queue.delete(textOf(entry, "ReceiptHandle"));
          api.activity.deleted(queue, 1);
        }),
    },
    ChangeMessageVisibilityBatch: {
      ...api.allow("ChangeMessageVisibility"),
      run: (input, context) =>
        changeEach(api, { input, context, type: "ChangeMessageVisibilityBatchRequestEntry" }, changeVisibility),
    },
  };
}

function changeEach(
  api: Api,
  { input, context, type }: { readonly input: JsonInput; readonly context: CallContext; readonly type: string },
  change: (queue: LiveQueue, entry: JsonInput) => void,
): object {
  const queue = api.queueOf(input, context);
  const entries = entriesOf(input, type);
  checkIds(entries);
  return resultOf(entries, (entry) => {
    change(queue, entry);
    return {};
  });
}

/** @throws ServiceError for no or too many entries */
function entriesOf({ Entries }: JsonInput, type: string): readonly JsonInput[] {
  const entries = Array.isArray(Entries) ? (Entries as JsonInput[]) : [];
  if (entries.length === 0) {
    throw prefixedError("EmptyBatchRequest", `There should be at least one ${type} in the request.`);
  }
  if (entries.length > maxEntries) {
    const message = `Maximum number of entries per request are ${maxEntries}. You have sent ${entries.length}.`;
    throw prefixedError("TooManyEntriesInBatchRequest", message);
  }
  return entries;
}

function checkIds(entries: readonly JsonInput[]): void {
  const ids = new Set<string>();
  for (const { Id } of entries) {
    const id = typeof Id === "string" ? Id : "";
    if (!/^[\w-]{1,80}$/.test(id)) {
      const message =
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
      throw prefixedError("InvalidBatchEntryId", message);
    }
    if (ids.has(id)) throw prefixedError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    ids.add(id);
  }
}

/** Rejects the whole batch if an entry lacks an id of FIFO queues (recorded: sqs/fifo-batch-no-deduplication-id). */
function checkFifo(queue: LiveQueue, entries: readonly JsonInput[]): void {
  if (!queue.isFifo) return;
  for (const entry of entries) {
    if (needsDeduplicationId(queue) && optionalText(entry, "MessageDeduplicationId") === undefined) {
      throw noDeduplicationId();
    }
    if (optionalText(entry, "MessageGroupId") === undefined) {
      throw invalidParameter("The request must contain the parameter MessageGroupId.");
    }
  }
}

function checkBytes(entries: readonly JsonInput[]): void {
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes <= maxBytes) return;
  const message = `Batch requests cannot be longer than ${maxBytes} bytes. You have sent ${bytes} bytes.`;
  throw prefixedError("BatchRequestTooLong", message);
}

/**
 * Returns the size of an entry. For an entry with invalid attributes, which fails alone, this is the size of its body.
 */
function entryBytes(entry: JsonInput): number {
  const body = optionalText(entry, "MessageBody") ?? "";
  try {
    return bytesOf(body, attributesOf(entry["MessageAttributes"]));
  } catch {
    return bytesOf(body, {});
  }
}

function resultOf(entries: readonly JsonInput[], run: (entry: JsonInput) => object): object {
  const [Successful, Failed]: [object[], object[]] = [[], []];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { ...(Successful.length === 0 ? {} : { Successful }), ...(Failed.length === 0 ? {} : { Failed }) };
}
