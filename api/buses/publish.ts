import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { checkValue } from "../http/check";
import type { DetailOf, EventDeclaration } from "./declaration";
import type { OpenBus } from "./open";

/** One occurrence of an event. */
export interface Occurrence<E extends EventDeclaration> {
  /** Becomes `eventId`. The same occurrence needs the same id, so that receivers recognize a repetition. */
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly detail: Omit<DetailOf<E>, "eventId">;
}

/**
 * Publishes an event on a bus.
 *
 * @throws an error in one sentence if the detail breaks the published schema, or if EventBridge rejects the event.
 */
export async function publish<E extends EventDeclaration>(
  bus: OpenBus,
  event: E,
  { id, time, detail }: Occurrence<E>,
): Promise<void> {
  const entry = {
    EventBusName: bus.name,
    Source: event.source,
    DetailType: event.type,
    Time: new Date(time),
    Detail: JSON.stringify(checkValue(event.type, event.detail, { eventId: id, ...detail })),
  };
  const { Entries = [] } = await bus.client.send(new PutEventsCommand({ Entries: [entry] }));
  const { ErrorCode, ErrorMessage } = Entries[0] ?? {};
  if (ErrorCode !== undefined) throw new Error(`EventBridge rejects ${event.type}: ${ErrorCode}, ${ErrorMessage}`);
}
