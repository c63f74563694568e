import { randomUUID } from "node:crypto";
import { traceOf } from "../kernel/facts/facts";
import { optionalText } from "../kernel/protocols/jsonInput";
import type { CallContext, JsonInput } from "../kernel/protocols/jsonService";
import { accessTo, onTopic, textOf, topicOf, type Operations, type SnsApi } from "./api";
import { checkTopicArn, isFifo } from "./arns";
import { isPhoneNumber } from "./endpoints";
import { invalid, missing, snsError } from "./errors";
import type { Mailbox } from "./mailbox";
import { checkMessage, maxBytes } from "./publication";

/** Maximum number of entries of a batch (SNS API reference, PublishBatch). */
const maxEntries = 10;

/** Publish and PublishBatch. */
export function publishOperations(api: SnsApi, mailbox: Mailbox): Operations {
  return {
    Publish: {
      access: (input, { region }) => {
        if (optionalText(input, "PhoneNumber") !== undefined) return [{ action: "sns:Publish", resource: "*" }];
        return [accessTo(api.store, checkTopicArn(targetOf(input), region), "Publish")];
      },
      resources: (input) => [optionalText(input, "PhoneNumber") ?? targetOf(input)],
      run: (input, context) => {
        const number = optionalText(input, "PhoneNumber");
        return number === undefined ? publish(api, input, context) : sendSms(api, mailbox, { input, number, context });
      },
    },
    PublishBatch: {
      access: onTopic(api, "Publish"),
      resources: (input) => [textOf(input, "TopicArn")],
      run: (input, context) => publishBatch(api, input, context),
    },
  };
}

/** A topic can be in either parameter (recorded: localstack, test_publish_message_by_target_arn). @throws ServiceError */
function targetOf(input: JsonInput): string {
  const target = optionalText(input, "TopicArn") ?? optionalText(input, "TargetArn");
  if (target === undefined) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  if (target.includes(":endpoint/")) {
    throw invalid("TargetArn Reason: No endpoint found for the target arn specified");
  }
  return target;
}

function publish(api: SnsApi, input: JsonInput, context: CallContext): object {
  const { store, publisher } = api;
  const arn = targetOf(input);
  const topic = store.find(arn);
  // SNS checks the message before it looks for the topic, except for the settings of a FIFO topic.
  const isDeduplicated = () => store.get(arn, context.region).attributes["ContentBasedDeduplication"] === "true";
  const checked = checkMessage(input, { isFifo: topic?.isFifo ?? isFifo(arn), isDeduplicated });
  const found = store.get(arn, context.region);
  publisher.checkKey(found, context);
  const { messageId, sequenceNumber } = publisher.publishTo(found, checked, context.traceHeader);
  return { MessageId: messageId, SequenceNumber: sequenceNumber };
}

/** An SMS without a topic arrives in the mailbox. */
function sendSms(
  { clock }: SnsApi,
  mailbox: Mailbox,
  { input, number, context }: { readonly input: JsonInput; readonly number: string; readonly context: CallContext },
): object {
  const checked = checkMessage(input, undefined);
  if (!/^\+?\d{4,15}$/.test(number) || !isPhoneNumber(number)) {
    throw invalid(`PhoneNumber Reason: ${number} is not valid to publish to`);
  }
  const id = randomUUID();
  const text = checked.byProtocol?.["sms"] ?? checked.byProtocol?.["default"] ?? checked.message;
  const mail = { id, at: clock.now(), topic: undefined, protocol: "sms" as const, to: number, subject: "", text };
  mailbox.add(mail, traceOf(context.traceHeader));
  return { MessageId: id };
}

function publishBatch(api: SnsApi, input: JsonInput, context: CallContext): object {
  const { publisher } = api;
  const entries = entriesOf(input);
  const topic = topicOf(api, input, context);
  const checked = entries.map((entry, index) =>
    publisher.check(topic, entry, `publishBatchRequestEntries.${index + 1}.member.`),
  );
  if (checked.reduce((sum, { bytes }) => sum + bytes, 0) > maxBytes) {
    throw snsError("BatchRequestTooLong", "The length of all the messages put together is more than the limit.");
  }
  publisher.checkKey(topic, context);
  const Successful = checked.map((message, index) => {
    const { messageId, sequenceNumber } = publisher.publishTo(topic, message, context.traceHeader);
    return { Id: String(entries[index]!["Id"]), MessageId: messageId, SequenceNumber: sequenceNumber };
  });
  return { Successful, Failed: [] };
}

/** @throws ServiceError */
function entriesOf(input: JsonInput): JsonInput[] {
  const given = input["PublishBatchRequestEntries"];
  const entries = Array.isArray(given) ? (given as JsonInput[]) : [];
  if (entries.length === 0) {
    throw snsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (entries.length > maxEntries) {
    throw snsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  }
  const ids = entries.map((entry, index) => {
    const id = optionalText(entry, "Id");
    if (id === undefined) throw missing(`publishBatchRequestEntries.${index + 1}.member.id`);
    return id;
  });
  if (new Set(ids).size < ids.length) {
    throw snsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw snsError(
      "InvalidBatchEntryId",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  return entries;
}
