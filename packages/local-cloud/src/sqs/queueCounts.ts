import { isDelayed, isInFlight, type StoredMessage } from "./message";

/** Numbers of messages by their visibility. */
export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Milliseconds since the arrival of the oldest message. */
  readonly age: number;
  /** Number of groups of a FIFO queue with messages in flight. */
  readonly groupsInFlight: number;
}

/**
 * Number of receives after which a message no longer counts for the age (SQS Developer Guide, "Available CloudWatch
 * metrics").
 */
const maxReceives = 3;

export function countsOf(messages: Iterable<StoredMessage>, now: number): QueueCounts {
  let [visible, inFlight, delayed, age] = [0, 0, 0, 0];
  const groups = new Set<string>();
  for (const message of messages) {
    if (isInFlight(message, now)) {
      inFlight += 1;
      if (message.group !== undefined) groups.add(message.group);
    } else if (isDelayed(message, now)) delayed += 1;
    else visible += 1;
    if (message.receivesHere <= maxReceives) age = Math.max(age, now - message.arrived);
  }
  return { visible, inFlight, delayed, age, groupsInFlight: groups.size };
}
