import type { DurableMap } from "../kernel/durableMap";
import type { ArchivedEvent } from "./model";

/** Maximum number and total size of archived events. The oldest are dropped. */
const limits = { events: 100_000, characters: 256 * 1_048_576 };

/** The events of all archives, oldest first. */
export class ArchivedEvents {
  private sequence = 0;
  private characters = 0;

  constructor(private readonly events: DurableMap<ArchivedEvent>) {
    for (const [key, { text }] of events) {
      this.sequence = Math.max(this.sequence, Number(key));
      this.characters += text.length;
    }
  }

  add(event: ArchivedEvent): void {
    this.sequence += 1;
    this.events.set(String(this.sequence), event);
    this.characters += event.text.length;
    for (const [key, oldest] of this.events) {
      if (this.events.size <= limits.events && this.characters <= limits.characters) return;
      this.drop(key, oldest);
    }
  }

  of(archive: string): ArchivedEvent[] {
    return [...this.events].map(([, event]) => event).filter((event) => event.archive === archive);
  }

  delete(matches: (event: ArchivedEvent) => boolean): void {
    for (const [key, event] of [...this.events]) if (matches(event)) this.drop(key, event);
  }

  close(): void {
    this.events.close();
  }

  private drop(key: string, { text }: ArchivedEvent): void {
    this.events.delete(key);
    this.characters -= text.length;
  }
}
