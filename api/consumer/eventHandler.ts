import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import type { ConsumerCallbackFactory, ConsumerHandlerDeclaration, ConsumerParts } from "./handlers";
import type { EventReader } from "./receive";

export type EventHandler = (event: never, context: Context) => Promise<void>;

/**
 * Returns the Lambda handler of a consumer that AWS calls with one event at a time. If it fails, Lambda calls it again.
 *
 * @param declaration a `ConsumerHandlerDeclaration` as JSON. Pulumi captures a string faster than an object.
 */
export function eventHandler(
  declaration: string,
  callbackFactory: ConsumerCallbackFactory,
  { open, once, read }: ConsumerParts & { readonly read: EventReader },
): EventHandler {
  const { consumer, tables, schema } = JSON.parse(declaration) as ConsumerHandlerDeclaration;
  const callback = callbackFactory({ tables: open === undefined ? {} : open(tables) });
  const processOnce = once === undefined ? callback : once(callback, process.env["DELIVERIES_TABLE_NAME"]);
  const logger = new Logger();
  let coldStart = true;

  return async (event, context) => {
    const started = Date.now();
    const line = { consumer, requestId: context.awsRequestId, coldStart };
    coldStart = false;
    try {
      for (const input of read(event, schema)) await processOnce(input, context.getRemainingTimeInMillis());
    } catch (error) {
      logger.error("event failed", { ...line, durationMs: Date.now() - started, error: error as Error });
      throw error;
    }
    logger.info("event", { ...line, durationMs: Date.now() - started });
  };
}
