import { BatchProcessor, type EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import type { Context, DynamoDBStreamEvent, SQSEvent } from "aws-lambda";
import type { ConsumerCallbackFactory, ConsumerHandlerDeclaration, ConsumerParts } from "./handlers";
import type { ReceivedInput, RecordReader } from "./receive";

/** The answer of a batch: identifiers of the records that Lambda delivers again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

interface ReceivedRecord extends ReceivedInput {
  readonly record: never;
}

export type BatchHandler = (event: DynamoDBStreamEvent | SQSEvent, context: Context) => Promise<BatchAnswer>;

/**
 * Returns the Lambda handler of a consumer that receives batches. Records of a lane are processed one after the other.
 * After a failure, the later records of its lane wait for the next delivery, so that their order stays.
 *
 * If every record fails, the call fails, which Lambda counts in `Errors`.
 *
 * @param declaration a `ConsumerHandlerDeclaration` as JSON. Pulumi captures a string faster than an object.
 */
export function batchHandler(
  declaration: string,
  callbackFactory: ConsumerCallbackFactory,
  {
    open,
    once,
    reader,
    type,
  }: ConsumerParts & { readonly reader: RecordReader; readonly type: keyof typeof EventType },
): BatchHandler {
  const { consumer, tables, schema, inOrder } = JSON.parse(declaration) as ConsumerHandlerDeclaration;
  const callback = callbackFactory({ tables: open === undefined ? {} : open(tables) });
  const processRecord = (received: ReceivedInput) => callback(reader.read((received as ReceivedRecord).record, schema));
  const processOnce = once === undefined ? processRecord : once(processRecord, process.env["DELIVERIES_TABLE_NAME"]);
  // Unknown for a queue of another program, whose lanes always wait.
  const attempts = Number(process.env["QUEUE_ATTEMPTS"] ?? Infinity);
  const logger = new Logger();
  const processor = new BatchProcessor(type);
  let coldStart = true;

  return async (event, context) => {
    const started = Date.now();
    const line = { consumer, requestId: context.awsRequestId, coldStart };
    coldStart = false;
    const lanes = new Map<string, Promise<void>>();
    const deliver = async (record: never) => {
      try {
        const received: ReceivedRecord = { id: reader.idOf(record), record };
        await processOnce(received, inOrder ? 1 : context.getRemainingTimeInMillis());
      } catch (error) {
        logger.error("record failed", { ...line, error: error as Error });
        throw error;
      }
    };
    const handle = (record: never): Promise<void> => {
      const lane = reader.laneOf(record);
      const delivery = (lanes.get(lane) ?? Promise.resolve()).then(() => deliver(record));
      // Otherwise the later messages of a group would become dead letters with the first one.
      const isLast = reader.isLastAttempt?.(record, attempts) === true;
      lanes.set(lane, isLast ? delivery.catch(() => undefined) : delivery);
      return delivery;
    };
    const answer = await processPartialResponse(event, handle as never, processor, { context }).catch(
      (error: unknown) => {
        logger.error("batch failed", { ...line, records: event.Records.length, durationMs: Date.now() - started });
        throw error;
      },
    );
    const failed = answer.batchItemFailures.length;
    logger.info("batch", { ...line, records: event.Records.length, failed, durationMs: Date.now() - started });
    return answer;
  };
}
