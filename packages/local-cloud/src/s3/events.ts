import type { Clock } from "../kernel/clock";
import type { BucketNotifications, ObjectEvent, ObjectEvents } from "../kernel/interfaces/objectEvents";

/** Passes changes of objects to subscribed services. */
export class EventPublisher implements ObjectEvents {
  private readonly listeners = new Set<(event: ObjectEvent) => void>();
  private last: readonly [at: number, count: number] = [0, 0];

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly configurationOf: (bucket: string) => BucketNotifications | undefined,
  ) {}

  notificationsOf(bucket: string): BucketNotifications | undefined {
    return this.configurationOf(bucket);
  }

  subscribe(listener: (event: ObjectEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  publish(event: Omit<ObjectEvent, "sequencer" | "at">): void {
    if (this.listeners.size === 0) return;
    const at = this.clock.now();
    const complete = { ...event, at, sequencer: this.sequencer(at) };
    for (const listen of this.listeners) listen(complete);
  }

  /** Returns greater digits at every call: time, and a count within it. */
  private sequencer(now: number): string {
    const [at, count] = this.last;
    this.last = now > at ? [Math.floor(now), 0] : [at, count + 1];
    const digits = (value: number, length: number) => value.toString(16).toUpperCase().padStart(length, "0");
    return `00${digits(this.last[0], 11)}${digits(this.last[1], 5)}`;
  }
}
