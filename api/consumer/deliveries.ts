import type { Declarations } from "../kinds";
import { table, type DataAction } from "../tables/declaration";
import type { Consumer } from "./consumer";

/**
 * The ids of processed events. DynamoDB deletes each after a day. The key of a table is the name that its variable and
 * its alarms contain.
 */
const deliveries = table({
  logicalName: "Deliveries",
  partitionKey: { name: "id", type: "S" },
  timeToLive: "expiration",
});

/** Actions of Powertools' store: an attempt puts the id, and updates it at its end or deletes it after a failure. */
const actions: readonly DataAction[] = ["DeleteItem", "PutItem", "UpdateItem"];

type Accessing = Pick<Consumer, "access" | "declarations" | "idempotent">;

/** Returns the table of all consumers' stores, by its name; empty if no consumer is idempotent. */
export function storesOf(consumers: readonly Accessing[]): Declarations {
  return consumers.some(({ idempotent }) => idempotent) ? { deliveries } : {};
}

/** Returns a consumer's access and declarations, with its store. */
export function withStore<C extends Accessing>(consumer: C): C {
  if (!consumer.idempotent) return consumer;
  return {
    ...consumer,
    access: { ...consumer.access, deliveries: actions },
    declarations: { ...consumer.declarations, deliveries },
  };
}
