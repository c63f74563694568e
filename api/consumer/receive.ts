import type { DynamoDBRecord, EventBridgeEvent, SQSRecord } from "aws-lambda";
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
  /** @throws an error in one sentence for a record that breaks the schema. */
  readonly read: (record: never, schema: ObjectSchema) => ReceivedInput;
}

/** Returns the key of the changed item. */
export function keyOfItem(record: DynamoDBRecord): string {
  return JSON.stringify(record.dynamodb?.Keys);
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

/** Returns the inputs of one event. @throws an error in one sentence for an event that breaks the schema. */
export type EventReader = (event: never, schema: ObjectSchema) => readonly ReceivedInput[];

/** Reads a scheduled event of EventBridge. */
export function readSchedule({ id, time }: EventBridgeEvent<string, object>): ReceivedInput[] {
  return [{ id, time } as ReceivedInput];
}
