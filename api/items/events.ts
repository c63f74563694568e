import { bus, event } from "../buses/declaration";
import type { OpenBus } from "../buses/open";
import { publish } from "../buses/publish";
import type { ItemChange } from "../consumer/sources";
import { item, type Item } from "./schema";

const source = "items-api";

export const itemCreated = event({ type: "ItemCreated", source, summary: "An item was created", detail: { item } });

export const itemUpdated = event({
  type: "ItemUpdated",
  source,
  summary: "Name or description of an item was replaced",
  detail: { item, previous: item },
});

export const itemDeleted = event({ type: "ItemDeleted", source, summary: "An item was deleted", detail: { item } });

/** The events of items, for consumers of this program and of others. */
export const itemEvents = bus({ logicalName: "ItemEvents", events: [itemCreated, itemUpdated, itemDeleted] });

/** Publishes the event of a change. Its id is that of the change. */
export async function publishItemChange(bus: OpenBus, change: ItemChange<Item>): Promise<void> {
  const { id, time } = change;
  switch (change.change) {
    case "created":
      return publish(bus, itemCreated, { id, time, detail: { item: change.item } });
    case "updated":
      return publish(bus, itemUpdated, { id, time, detail: { item: change.item, previous: change.previous } });
    case "deleted":
      return publish(bus, itemDeleted, { id, time, detail: { item: change.previous } });
  }
}
