import { listOf } from "../kernel/protocols/jsonInput";
import type { CallContext, JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import type { Api } from "./api";
import { isQueueAttribute } from "./attributes";
import { invalidValue, missingParameter, unknownAttribute } from "./errors";
import { numberOf, textOf } from "./input";
import type { LiveQueue } from "./liveQueue";
import type { Received } from "./queueRecord";
import { receiveWithin } from "./longPolling";
import { ReceiveAttempts } from "./receiveAttempts";
import { md5, systemAttributesOf, type OutgoingMessage } from "./message";
import { md5OfAttributes, namedAttributes } from "./messageAttributes";
import {
  bytesOf,
  idOf,
  otherType,
  outgoingOf,
  systemAttributesOf as givenSystemAttributes,
  type Sender,
} from "./outgoing";
import { senderIdOf } from "../kernel/policies/senderId";

const singleInvalid = "One or more parameters are invalid.";

/** Range of a visibility timeout in seconds (SQS API reference, ReceiveMessage). */
const visibilityRange = { least: 0, most: 43_200, rule: "Must be >= 0 and <= 43200, if provided." };
const countRange = { least: 1, most: 10, rule: "Must be between 1 and 10, if provided." };
const waitRange = { least: 0, most: 20, rule: "Must be >= 0 and <= 20, if provided." };

/** Operations on single messages. */
export function messageOperations(api: Api): Record<string, JsonOperation> {
  const attempts = new ReceiveAttempts();
  return {
    SendMessage: {
      ...api.allow("SendMessage"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        const message = outgoingOf(queue, input, { ...senderOf(context), invalid: singleInvalid });
        return sendMessage(api, { queue, message, input });
      },
    },
    ReceiveMessage: {
      ...api.allow("ReceiveMessage"),
      run: (input, context) => receiveMessages({ api, attempts }, api.queueOf(input, context), input),
    },
    DeleteMessage: {
      ...api.allow("DeleteMessage"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        queue.delete(textOf(input, "ReceiptHandle"));
        api.activity.deleted(queue, 1);
        return {};
      },
    },
    ChangeMessageVisibility: {
      ...api.allow("ChangeMessageVisibility"),
      run: (input, context) => {
        changeVisibility(api.queueOf(input, context), input);
        return {};
      },
    },
  };
}

export function senderOf({ principal, traceHeader }: CallContext): Sender {
  return { senderId: senderIdOf(principal), traceHeader };
}

/** Sends a checked message. @returns the response of SendMessage. */
export function sendMessage(
  { activity }: Pick<Api, "activity">,
  {
    queue,
    message,
    input,
  }: { readonly queue: LiveQueue; readonly message: OutgoingMessage; readonly input: JsonInput },
): object {
  const { id, sequence, isRepeated } = queue.send(message);
  if (isRepeated) activity.repeated(queue);
  else activity.sent(queue, bytesOf(message.body, message.attributes));
  const [ofAttributes, ofSystem] = [message.attributes, givenSystemAttributes(input)].map(md5OfAttributes);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(message.body),
    ...(ofAttributes === undefined ? {} : { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystem === undefined ? {} : { MD5OfMessageSystemAttributes: ofSystem }),
    ...(sequence === undefined ? {} : { SequenceNumber: sequence }),
  };
}

/** @throws ServiceError */
export function changeVisibility(queue: LiveQueue, input: JsonInput): void {
  const handle = textOf(input, "ReceiptHandle");
  const seconds = numberOf(input, "VisibilityTimeout", visibilityRange);
  if (seconds === undefined) throw missingParameter("VisibilityTimeout");
  queue.changeVisibility(handle, seconds);
}

/** Names of system attributes (SQS API reference, ReceiveMessage). */
const systemNames: readonly string[] = [
  "All",
  "ApproximateFirstReceiveTimestamp",
  "ApproximateReceiveCount",
  "AWSTraceHeader",
  "DeadLetterQueueSourceArn",
  "MessageDeduplicationId",
  "MessageGroupId",
  "SenderId",
  "SentTimestamp",
  "SequenceNumber",
];

async function receiveMessages(
  { api, attempts }: { readonly api: Api; readonly attempts: ReceiveAttempts },
  queue: LiveQueue,
  input: JsonInput,
): Promise<object> {
  const count = numberOf(input, "MaxNumberOfMessages", countRange) ?? 1;
  const visibility = numberOf(input, "VisibilityTimeout", visibilityRange);
  const wait = numberOf(input, "WaitTimeSeconds", waitRange) ?? queue.number("ReceiveMessageWaitTimeSeconds");
  const names = [...listOf(input, "AttributeNames"), ...listOf(input, "MessageSystemAttributeNames")];
  for (const name of names) if (!systemNames.includes(name) && !isQueueAttribute(name)) throw unknownAttribute(name);
  const attempt = attemptIdOf(queue, input);
  const repeated =
    attempt === undefined ? undefined : attempts.repeat(queue, attempt, { visibility, now: api.clock.now() });
  const received = repeated ?? (await receiveWithin(wait * 1000, api, { queue, count, visibility }));
  if (attempt !== undefined) attempts.add(queue, attempt, { received, now: api.clock.now() });
  api.activity.received(queue, received.length);
  if (received.length === 0) return {};
  const shown = { names, attributeNames: listOf(input, "MessageAttributeNames") };
  return { Messages: received.map((each) => shownMessage(each, shown)) };
}

/** @throws ServiceError for an id in another form, and for a standard queue */
function attemptIdOf(queue: LiveQueue, input: JsonInput): string | undefined {
  const id = idOf(input, "ReceiveRequestAttemptId");
  if (id !== undefined && !queue.isFifo) throw invalidValue("ReceiveRequestAttemptId", id, otherType);
  return id;
}

function shownMessage(
  { message, handle }: Received,
  { names, attributeNames }: { readonly names: readonly string[]; readonly attributeNames: readonly string[] },
): object {
  const system = Object.entries(systemAttributesOf(message)).filter(
    ([name]) => names.includes("All") || names.includes(name),
  );
  const attributes = namedAttributes(message.attributes, attributeNames);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest, MessageAttributes: attributes }),
  };
}
