import type { DynamoDBRecord, EventBridgeEvent, S3Event, SNSEvent, SQSRecord } from "aws-lambda";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { checkValue } from "../http/check";
import type { ObjectSchema } from "../http/schemas";

/** A record of a batch. */
export type BatchRecord = DynamoDBRecord | SQSRecord;

/** An input with the id by which repeated deliveries are recognized. */
export interface ReceivedInput {
  readonly id: string;
}

/** Reads inputs of one kind of source. */
export interface RecordReader {
  /** Records with the same lane are delivered in order; those of different lanes at the same time. */
  readonly laneOf: (record: never) => string;
  readonly idOf: (record: never) => string;
  /** True if a record that fails is not delivered again. Absent if AWS decides it without the handler. */
  readonly isLastAttempt?: (record: never, attempts: number) => boolean;
  /** @throws an error in one sentence for a record that breaks the schema. */
  readonly read: (record: never, schema: ObjectSchema) => ReceivedInput;
}

/** Returns the key of the changed item. */
export function keyOfItem(record: DynamoDBRecord): string {
  return JSON.stringify(record.dynamodb?.Keys);
}

/** Returns one lane for all records. */
export function laneOfAll(): string {
  return "";
}

/** Returns the id of a change, which is unique to the record (DynamoDB Streams API reference, Record). */
export function idOfChange({ eventID }: DynamoDBRecord): string {
  return eventID ?? "";
}

/** Reads a change of an item. */
export function readItemChange({ eventID, eventName, dynamodb }: DynamoDBRecord, schema: ObjectSchema): ReceivedInput {
  const { NewImage, OldImage, ApproximateCreationDateTime = 0 } = dynamodb ?? {};
  const change = { INSERT: "created", MODIFY: "updated", REMOVE: "deleted" }[eventName ?? "INSERT"];
  const read = (image: typeof NewImage) => image && checkValue("item", schema, unmarshall(image as never));
  return {
    id: eventID ?? "",
    time: new Date(ApproximateCreationDateTime * 1000).toISOString(),
    change,
    item: read(NewImage),
    previous: read(OldImage),
  } as ReceivedInput;
}

/** Returns the id of a message, which is unique to it; the messages of a standard queue have no order. */
export function idOfMessage({ messageId }: SQSRecord): string {
  return messageId;
}

/** Returns the group of a message of a FIFO queue. */
export function groupOfMessage({ attributes }: SQSRecord): string {
  return attributes.MessageGroupId ?? "";
}

/** True if SQS moves a message that fails once more to the dead-letter queue. @param attempts of the queue. */
export function isLastAttempt({ attributes }: SQSRecord, attempts: number): boolean {
  return Number(attributes.ApproximateReceiveCount) >= attempts;
}

/** Reads a message of a queue. */
export function readMessage({ messageId, body, attributes }: SQSRecord, schema: ObjectSchema): ReceivedInput {
  const { MessageGroupId: group, SentTimestamp } = attributes;
  return {
    id: messageId,
    time: new Date(Number(SentTimestamp)).toISOString(),
    message: readJson(body, schema),
    ...(group === undefined ? {} : { group }),
  } as ReceivedInput;
}

function readJson(text: string, schema: ObjectSchema): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("message is not valid JSON");
  }
  return checkValue("message", schema, value);
}

/** Returns the inputs of one event. @throws an error in one sentence for an event that breaks the schema. */
export type EventReader = (event: never, schema: ObjectSchema) => readonly ReceivedInput[];

/** Reads a scheduled event of EventBridge. */
export function readSchedule({ id, time }: EventBridgeEvent<string, object>): ReceivedInput[] {
  return [{ id, time } as ReceivedInput];
}

/** Reads messages of a topic. */
export function readTopicMessages({ Records }: SNSEvent, schema: ObjectSchema): ReceivedInput[] {
  return Records.map(
    ({ Sns: { MessageId, Timestamp, Message } }) =>
      ({ id: MessageId, time: new Date(Timestamp).toISOString(), message: readJson(Message, schema) }) as ReceivedInput,
  );
}

/** Reads an event of a bus. @param schemas its properties are the schemas of the details, by type. */
export function readEvent(event: EventBridgeEvent<string, object>, schemas: ObjectSchema): ReceivedInput[] {
  const type = event["detail-type"];
  const { [type]: schema } = schemas.properties;
  if (schema === undefined) throw new Error(`the source has no event ${type}`);
  const detail = checkValue("detail", schema, event.detail) as { readonly eventId: string };
  return [{ id: detail.eventId, time: event.time, type, detail } as ReceivedInput];
}

/**
 * Reads changes of objects. S3 repeats a notification with the same sequencer, and encodes keys like a form (S3 User
 * Guide, "Event message structure").
 */
export function readObjectChanges({ Records }: S3Event): ReceivedInput[] {
  return Records.map(({ eventName, eventTime, s3: { bucket, object } }) => {
    const key = decodeURIComponent(object.key.replaceAll("+", " "));
    const change = eventName.startsWith("ObjectCreated:") ? "created" : "removed";
    return {
      id: `${bucket.name}/${object.key}#${object.sequencer}`,
      time: eventTime,
      change,
      key,
      ...(change === "created" ? { bytes: object.size } : {}),
    } as ReceivedInput;
  });
}
