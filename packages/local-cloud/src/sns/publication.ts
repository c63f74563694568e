import { createHash } from "node:crypto";
import { optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput } from "../kernel/protocols/jsonService";
import { invalid } from "./errors";
import { attributeBytes, attributesOf } from "./messageAttributes";
import type { OutgoingMessage } from "./model";

/** Maximum size of a message with its attributes, and of a batch (SNS API reference, Publish). */
export const maxBytes = 262_144;

/** Maximum length of a subject (SNS API reference, Publish). */
const maxSubject = 100;

/** A message whose parameters have been checked, before it has an id. */
export type CheckedMessage = Pick<
  OutgoingMessage,
  "subject" | "message" | "byProtocol" | "attributes" | "group" | "deduplicationId"
> & { readonly bytes: number };

/** Form of a message group id and of a deduplication id (SNS API reference, Publish). */
const idForm = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

/**
 * Checks the message of Publish, or of an entry of PublishBatch.
 *
 * @param topic undefined for a message to a phone number.
 * @param at path of an entry in messages.
 * @throws ServiceError
 */
export function checkMessage(
  input: JsonInput,
  topic: { readonly isFifo: boolean; readonly isDeduplicated: () => boolean } | undefined,
  at = "",
): CheckedMessage {
  const message = optionalText(input, "Message") ?? "";
  const subject = optionalText(input, "Subject");
  if (subject !== undefined && !isSubject(subject)) throw invalid("Subject");
  if (message === "") throw invalid("Empty message");
  const attributes = attributesOf(input, at);
  const bytes = Buffer.byteLength(message) + attributeBytes(attributes);
  if (at === "" && bytes > maxBytes) throw invalid("Message too long");
  const ids = topic === undefined ? {} : idsOf(input, topic, message);
  const byProtocol = optionalText(input, "MessageStructure") === "json" ? entriesOf(message) : undefined;
  return { subject, message, byProtocol, attributes, group: ids.group, deduplicationId: ids.deduplicationId, bytes };
}

/** A subject has no line breaks and no control characters (SNS API reference, Publish). */
function isSubject(subject: string): boolean {
  return subject !== "" && subject.length <= maxSubject && !/[\u0000-\u001f\u007f]/.test(subject);
}

function idsOf(
  input: JsonInput,
  { isFifo, isDeduplicated }: { readonly isFifo: boolean; readonly isDeduplicated: () => boolean },
  message: string,
): { readonly group?: string | undefined; readonly deduplicationId?: string | undefined } {
  const group = optionalText(input, "MessageGroupId");
  const given = optionalText(input, "MessageDeduplicationId");
  if (!isFifo) {
    if (given !== undefined) {
      throw invalid(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      );
    }
    if (group !== undefined && !idForm.test(group)) throw invalid("MessageGroupId");
    return { group };
  }
  if (group === undefined || group === "") {
    throw invalid("The MessageGroupId parameter is required for FIFO topics");
  }
  if (!idForm.test(group)) throw invalid("MessageGroupId");
  if (given !== undefined && !idForm.test(given)) throw invalid("MessageDeduplicationId");
  if (given === undefined && !isDeduplicated()) {
    throw invalid(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  return { group, deduplicationId: given ?? createHash("sha256").update(message).digest("hex") };
}

/** Returns the texts of the message structure `json`. Entries that are not texts are ignored (recorded: sns/structure-json). */
function entriesOf(message: string): Readonly<Record<string, string>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid("Message Structure - JSON message body failed to parse");
  }
  const entries = Object.entries(typeof parsed === "object" && parsed !== null ? parsed : {});
  const texts = Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  if (!Object.hasOwn(texts, "default")) {
    throw invalid("Message Structure - No default entry in JSON message body");
  }
  return texts;
}
