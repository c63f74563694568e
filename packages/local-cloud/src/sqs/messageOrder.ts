import type { StoredMessage } from "./message";

/** The messages of a queue, in the order of their delivery. */
export interface MessageOrder {
  readonly size: number;
  get(id: string): StoredMessage | undefined;
  /** Adds a message at the end, or replaces it at its place. */
  put(message: StoredMessage): void;
  /** Replaces messages after a receive. */
  touch(messages: readonly StoredMessage[]): void;
  remove(id: string): void;
  clear(): void;
  all(): Iterable<StoredMessage>;
  /** Returns the messages that a receiver can get now. Nothing may change before the iteration ends. */
  receivable(now: number): Iterable<StoredMessage>;
}

/** Standard queues deliver in any order. Received messages move to the end, so that a receive finds others first. */
export class StandardOrder implements MessageOrder {
  private readonly messages = new Map<string, StoredMessage>();

  get size(): number {
    return this.messages.size;
  }

  get(id: string): StoredMessage | undefined {
    return this.messages.get(id);
  }

  put(message: StoredMessage): void {
    this.messages.set(message.id, message);
  }

  touch(messages: readonly StoredMessage[]): void {
    for (const message of messages) {
      this.messages.delete(message.id);
      this.messages.set(message.id, message);
    }
  }

  remove(id: string): void {
    this.messages.delete(id);
  }

  clear(): void {
    this.messages.clear();
  }

  all(): Iterable<StoredMessage> {
    return this.messages.values();
  }

  *receivable(now: number): Iterable<StoredMessage> {
    for (const message of this.messages.values()) if (message.visibleAt <= now) yield message;
  }
}

/**
 * FIFO queues deliver each group in its order. A message that is not visible blocks the later messages of its group
 * (recorded: sqs/fifo-group-visibility-0 and -2).
 */
export class FifoOrder implements MessageOrder {
  private readonly groups = new Map<string, Map<string, StoredMessage>>();
  /** Group by message id. */
  private readonly groupOf = new Map<string, string>();

  get size(): number {
    return this.groupOf.size;
  }

  get(id: string): StoredMessage | undefined {
    return this.groups.get(this.groupOf.get(id) ?? "")?.get(id);
  }

  put(message: StoredMessage): void {
    const { id, group = "" } = message;
    const messages = this.groups.get(group) ?? new Map<string, StoredMessage>();
    messages.set(id, message);
    this.groups.set(group, messages);
    this.groupOf.set(id, group);
  }

  /** Moves the groups of received messages behind the others. */
  touch(messages: readonly StoredMessage[]): void {
    for (const message of messages) this.put(message);
    for (const group of new Set(messages.map((message) => message.group ?? ""))) {
      const own = this.groups.get(group)!;
      this.groups.delete(group);
      this.groups.set(group, own);
    }
  }

  remove(id: string): void {
    const group = this.groupOf.get(id);
    if (group === undefined) return;
    this.groupOf.delete(id);
    const messages = this.groups.get(group)!;
    messages.delete(id);
    if (messages.size === 0) this.groups.delete(group);
  }

  clear(): void {
    this.groups.clear();
    this.groupOf.clear();
  }

  *all(): Iterable<StoredMessage> {
    for (const messages of this.groups.values()) yield* messages.values();
  }

  *receivable(now: number): Iterable<StoredMessage> {
    for (const messages of this.groups.values()) {
      for (const message of messages.values()) {
        if (message.visibleAt > now) break;
        yield message;
      }
    }
  }
}
