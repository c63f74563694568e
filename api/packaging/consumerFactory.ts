import { batchHandler } from "../consumer/batchHandler";
import { schemaOf, type Consumer } from "../consumer/consumer";
import { eventHandler } from "../consumer/eventHandler";
import type { ConsumerHandlerDeclaration } from "../consumer/handlers";
import { runOnce } from "../consumer/once";
import { idOfChange, keyOfItem, readItemChange, readSchedule } from "../consumer/receive";
import { openTables } from "../tables/open";
import { variablesOf, withHandles, withValues } from "./handlerFactory";

/** Returns the factory that Pulumi serializes. An archive contains the code of the consumer's own source only. */
export function consumerFactory(consumer: Consumer): () => object {
  const declaration = JSON.stringify(handlerDeclaration(consumer));
  const callbackFactory = withHandles(consumer, withValues(consumer));
  const parts = {
    ...(Object.keys(variablesOf(consumer)["tables"] ?? {}).length === 0 ? {} : { open: openTables }),
    ...(consumer.idempotent ? { once: runOnce } : {}),
  };
  switch (consumer.from.kind) {
    case "stream": {
      const reader = { laneOf: keyOfItem, idOf: idOfChange, read: readItemChange };
      return () => batchHandler(declaration, callbackFactory, { ...parts, reader, type: "DynamoDBStreams" });
    }
    case "schedule": {
      const read = readSchedule;
      return () => eventHandler(declaration, callbackFactory, { ...parts, read });
    }
  }
}

function handlerDeclaration(consumer: Consumer): ConsumerHandlerDeclaration {
  return {
    consumer: consumer.name,
    tables: variablesOf(consumer)["tables"] ?? {},
    schema: schemaOf(consumer.from),
    inOrder: consumer.from.kind === "stream",
  };
}
