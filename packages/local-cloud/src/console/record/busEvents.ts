import { BoundedMap } from "../../kernel/bounds/boundedMap";
import type { EventFact, RuleDeliveryFact } from "../../kernel/facts/eventFacts";
import type { Fact } from "../../kernel/facts/facts";
import { truncateText } from "./truncate";
import type { EventLine } from "../eventWire";

/** Limits of the stored events, and of the deliveries of one event. */
const limits = { entries: 500, bytes: 8 * 1_048_576 };
const maxDeliveries = 100;

/** Approximate size of an event without its text, in bytes. */
const eventBytes = 500;

/** An event, and the ends of its deliveries. */
export interface BusEvent {
  readonly fact: EventFact;
  readonly deliveries: RuleDeliveryFact[];
  /** False if the text is truncated. */
  readonly isWhole: boolean;
  readonly line: EventLine;
}

/** Stores the newest events of all buses. */
export class BusEvents {
  private readonly stored = new BoundedMap<string, BusEvent>(limits, ({ fact }) => fact.text.length + eventBytes);
  /** Keys of events that open pages have not received yet. */
  private readonly changed = new Set<string>();

  readonly read = (fact: Fact): void => {
    if (fact.kind === "event") {
      const key = keyOf(fact);
      this.stored.set(key, newEvent(fact));
      this.changed.add(key);
    } else if (fact.kind === "ruleDelivery") {
      const key = keyOf(fact);
      const deliveries = this.stored.get(key)?.deliveries;
      if (deliveries === undefined || deliveries.length >= maxDeliveries) return;
      deliveries.push(fact);
      this.changed.add(key);
    }
    if (this.changed.size > limits.entries) this.changed.delete(this.changed.values().next().value!);
  };

  /** All stored events, oldest first. */
  get lines(): EventLine[] {
    return this.stored.values.map(({ line }) => line);
  }

  /** Returns the lines that changed since the last call. The set stays small if no page is open. */
  takeChanges(): EventLine[] {
    const events = [...this.changed].flatMap((key) => this.stored.get(key) ?? []);
    this.changed.clear();
    return events.map(({ line }) => line);
  }

  /** Returns the records of an event, one for each bus that it has passed. */
  find(eventId: string): readonly BusEvent[] {
    return this.stored.values.filter(({ fact }) => fact.eventId === eventId);
  }
}

function keyOf({ bus, eventId }: Pick<EventFact, "bus" | "eventId">): string {
  return `${bus} ${eventId}`;
}

function newEvent({ at, ...fact }: EventFact & { readonly at: number }): BusEvent {
  const text = truncateText(fact.text);
  const deliveries: RuleDeliveryFact[] = [];
  const { eventId: id, bus, source, detailType, rules, isScheduled } = fact;
  return {
    fact: { ...fact, text },
    deliveries,
    isWhole: text === fact.text,
    get line() {
      const failed = deliveries.filter(({ failure }) => failure !== undefined).length;
      return { id, at, bus, source, detailType, rules, isScheduled, delivered: deliveries.length, failed };
    },
  };
}
