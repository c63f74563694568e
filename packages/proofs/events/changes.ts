import { startCloud, type BusEvent, type Cloud } from "@onemachine/local-cloud/testing";
import { itemsTable } from "../../../api/items/store";
import { advanceAndWait } from "../../../tests/support/eventually";
import { root } from "../../local-cloud/tests/support/program";

/** The consumer that publishes changes. */
export const consumer = "publishItemEvents";

/** A change of an item that the table stores. */
export interface Change {
  readonly id: string;
  readonly version: number;
}

interface Detail {
  readonly eventId: string;
  readonly item: Change;
}

const createdAt = "2026-03-15T12:00:00.000Z";

/** Returns the item as the table stores it. @param name the schema rejects a number */
export function itemOf({ id, version }: Change, name: string | number = "a"): Record<string, unknown> {
  return { id, name, description: "", createdAt, updatedAt: createdAt, version };
}

/** The program in a cloud whose clock the caller moves. */
export class Publisher {
  private readonly events = new Map<string, BusEvent>();

  private constructor(readonly cloud: Cloud) {}

  static async start(config: Readonly<Record<string, unknown>> = {}): Promise<Publisher> {
    return new Publisher(await startCloud({ program: root, now: Date.parse(createdAt), console: true, config }));
  }

  write(items: readonly Record<string, unknown>[]): Promise<void> {
    return this.cloud.tables[itemsTable.logicalName]!.seed(items);
  }

  /** Collects new events, of which a cloud keeps the newest 1,000. @returns the number of all events */
  collect(): number {
    for (const event of this.cloud.events()) this.events.set(event.id, event);
    return this.events.size;
  }

  /** Returns the published changes in the order of their arrival. A change that is published again is listed once. */
  published(): Change[] {
    this.collect();
    const details = [...this.events.values()].map(({ detail }) => detail as Detail);
    // Of equal keys, a Map keeps the first position.
    return [...new Map(details.map(({ eventId, item }) => [eventId, item])).values()];
  }

  versionsOf(id: string): number[] {
    return this.published().flatMap((change) => (change.id === id ? [change.version] : []));
  }

  /** Returns the numbers of records in the consumer's dead letters. */
  async deadLetters(): Promise<number[]> {
    const { state } = this.cloud.resources.find(({ name }) => name === `${consumer}-dead-letters`)!;
    const path = `/_local/queues/${encodeURIComponent(String(state["arn"]))}`;
    const messages = (await (await fetch(new URL(path, this.cloud.url))).json()) as { readonly body: string }[];
    return messages.map(
      ({ body }) => (JSON.parse(body) as { DDBStreamBatchInfo: { batchSize: number } }).DDBStreamBatchInfo.batchSize,
    );
  }

  /** Advances the clock until a condition holds. @throws Error after the given seconds of real time */
  async advanceUntil(holds: () => boolean | Promise<boolean>, { step = "250ms", seconds = 60 } = {}): Promise<void> {
    for (const until = Date.now() + seconds * 1_000; !(await holds());) {
      if (Date.now() > until) throw new Error(`the condition does not hold within ${seconds} seconds`);
      await advanceAndWait(this.cloud, step);
    }
  }
}
