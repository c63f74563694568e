import { createHash } from "node:crypto";
import { optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput } from "../kernel/protocols/jsonService";
import { invalidParameter, invalidValue, missingParameter, sqsError } from "./errors";
import { numberOf, textOf } from "./input";
import type { LiveQueue } from "./liveQueue";
import type { MessageAttributes, OutgoingMessage } from "./message";
import { attributeBytes, attributesOf, invalidCharacters, isValidText } from "./messageAttributes";

/** The form of group and deduplication ids (SQS API reference, SendMessage). */
const idForm = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

const delayRange = { least: 0, most: 900, rule: "DelaySeconds must be >= 0 and <= 900." };

/** Values of a message that depend on its sender. */
export interface Sender {
  readonly senderId: string;
  readonly traceHeader: string | undefined;
}

/**
 * Parses a request of SendMessage, or an entry of SendMessageBatch.
 *
 * @param invalid beginning of the message about an invalid size, which differs between the two operations.
 * @throws ServiceError
 */
export function outgoingOf(
  queue: LiveQueue,
  input: JsonInput,
  { senderId, traceHeader, invalid }: Sender & { readonly invalid: string },
): OutgoingMessage {
  const body = textOf(input, "MessageBody");
  const attributes = attributesOf(input["MessageAttributes"]);
  const most = queue.number("MaximumMessageSize");
  if (bytesOf(body, attributes) > most) {
    throw invalidParameter(`${invalid} Reason: Message must be shorter than ${most} bytes.`);
  }
  if (!isValidText(body)) throw sqsError("InvalidMessageContents", invalidCharacters);
  const group = idOf(input, "MessageGroupId");
  const deduplicationId = idOf(input, "MessageDeduplicationId");
  const delay = numberOf(input, "DelaySeconds", delayRange);
  const trace = systemAttributesOf(input)["AWSTraceHeader"]?.StringValue ?? traceHeader;
  const system = { SenderId: senderId, ...(trace === undefined ? {} : { AWSTraceHeader: trace }) };
  const message = { body, attributes, system, delay, group, deduplicationId };
  return queue.isFifo ? fifoMessage(queue, message) : standardMessage(message);
}

/** Returns the size of a message: body and attributes. */
export function bytesOf(body: string, attributes: MessageAttributes): number {
  return Buffer.byteLength(body) + attributeBytes(attributes);
}

export function systemAttributesOf(input: JsonInput): MessageAttributes {
  return attributesOf(input["MessageSystemAttributes"]);
}

/** Returns the id of a group, of a deduplication or of a receive. @throws ServiceError for another form */
export function idOf(input: JsonInput, key: string): string | undefined {
  const id = optionalText(input, key);
  if (id === undefined || idForm.test(id)) return id;
  const reason = `${key} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue(key, id, reason);
}

function standardMessage(message: OutgoingMessage): OutgoingMessage {
  if (message.deduplicationId === undefined) return message;
  throw invalidValue("MessageDeduplicationId", message.deduplicationId, otherType);
}

/** Reason that rejects a parameter of the other type of queue. */
export const otherType = "The request include parameter that is not valid for this queue type.";

/** The error of a message without any deduplication id. */
export function noDeduplicationId() {
  return invalidParameter(
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** Returns whether messages of a queue require a deduplication id. */
export function needsDeduplicationId({ isFifo, record }: LiveQueue): boolean {
  return isFifo && record.attributes["ContentBasedDeduplication"] !== "true";
}

function fifoMessage(queue: LiveQueue, { delay, ...message }: OutgoingMessage): OutgoingMessage {
  if (delay !== undefined && delay > 0) throw invalidValue("DelaySeconds", delay, otherType);
  if (message.group === undefined) throw missingParameter("MessageGroupId");
  if (message.deduplicationId === undefined && needsDeduplicationId(queue)) throw noDeduplicationId();
  const byContent = () => createHash("sha256").update(message.body).digest("hex");
  return { ...message, deduplicationId: message.deduplicationId ?? byContent() };
}
