import { batchHandler } from "../consumer/batchHandler";
import { schemaOf, type Consumer } from "../consumer/consumer";
import { eventHandler } from "../consumer/eventHandler";
import type { ConsumerHandlerDeclaration } from "../consumer/handlers";
import { runOnce } from "../consumer/once";
import {
  groupOfMessage,
  idOfChange,
  idOfMessage,
  isLastAttempt,
  keyOfItem,
  laneOfAll,
  readEvent,
  readItemChange,
  readMessage,
  readObjectChanges,
  readSchedule,
  readTopicMessages,
} from "../consumer/receive";
import { openTables } from "../tables/open";
import { variablesOf, withHandles, withValues } from "./handlerFactory";

/** Returns the factory that Pulumi serializes. An archive contains only the code for its consumer's kind of source. */
export function consumerFactory(consumer: Consumer): () => object {
  const declaration = JSON.stringify(handlerDeclaration(consumer));
  const callbackFactory = withHandles(consumer, withValues(consumer));
  const parts = {
    ...(Object.keys(variablesOf(consumer)["tables"] ?? {}).length === 0 ? {} : { open: openTables }),
    ...(consumer.idempotent ? { once: runOnce } : {}),
  };
  switch (consumer.from.kind) {
    case "stream": {
      // Without a store, a record that succeeds after a failed one would be processed again.
      const laneOf = consumer.idempotent ? keyOfItem : laneOfAll;
      const reader = { laneOf, idOf: idOfChange, read: readItemChange };
      return () => batchHandler(declaration, callbackFactory, { ...parts, reader, type: "DynamoDBStreams" });
    }
    case "queue": {
      const isFifo = consumer.from.queue.fifo === true;
      const laneOf = isFifo ? groupOfMessage : idOfMessage;
      const reader = { laneOf, idOf: idOfMessage, read: readMessage, ...(isFifo ? { isLastAttempt } : {}) };
      return () => batchHandler(declaration, callbackFactory, { ...parts, reader, type: "SQS" });
    }
    case "topic":
    case "bus":
    case "bucket":
    case "schedule": {
      const eventParts = { ...parts, read: eventReaders[consumer.from.kind] };
      return () => eventHandler(declaration, callbackFactory, eventParts);
    }
  }
}

const eventReaders = {
  topic: readTopicMessages,
  bus: readEvent,
  bucket: readObjectChanges,
  schedule: readSchedule,
};

function handlerDeclaration(consumer: Consumer): ConsumerHandlerDeclaration {
  return {
    consumer: consumer.name,
    tables: variablesOf(consumer)["tables"] ?? {},
    schema: schemaOf(consumer.from),
    // The visibility timeout of a message is longer than the function's timeout.
    inOrder: consumer.from.kind === "stream" || (consumer.from.kind === "queue" && consumer.from.queue.fifo === true),
  };
}
