import type { Clock } from "../kernel/clock";
import { invalidParameter, sqsError } from "./errors";
import type { LiveQueue } from "./liveQueue";
import type { StoredMessage } from "./message";
import type { QueueTable } from "./queues";

export type MoveStatus = "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";

/** A task that moves messages from a dead-letter queue. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** ARN of the destination; undefined to return each message to its source queue. */
  readonly destinationArn: string | undefined;
  readonly perSecond: number | undefined;
  /** Epoch milliseconds. */
  readonly started: number;
  readonly toMove: number;
  moved: number;
  status: MoveStatus;
  failure?: string;
}

/** Number of messages that a task without a rate moves before other work continues. */
const chunk = 100;

/** Number of finished tasks that a queue lists (SQS API reference, ListMessageMoveTasks). */
const keptTasks = 10;

/** Tasks that redrive dead letters. They end with the run. */
export class MoveTasks {
  private readonly tasks = new Map<string, MoveTask>();

  constructor(
    private readonly table: QueueTable,
    private readonly run: { readonly clock: Clock; readonly stopping: AbortSignal; readonly uuid: () => string },
  ) {}

  /** Returns the tasks of a queue, newest first. */
  of(sourceArn: string): readonly MoveTask[] {
    return [...this.tasks.values()].filter((task) => task.sourceArn === sourceArn).reverse();
  }

  find(id: string): MoveTask | undefined {
    return this.tasks.get(id);
  }

  /** Starts a task. @throws ServiceError */
  start(options: Pick<MoveTask, "sourceArn" | "destinationArn" | "perSecond">): MoveTask {
    const { sourceArn, destinationArn } = options;
    const source = this.table.find(sourceArn);
    if (source === undefined) throw missingResource("SourceArn");
    if (this.table.sourcesOf(sourceArn).length === 0) {
      throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
    }
    if (destinationArn !== undefined && this.table.find(destinationArn) === undefined) {
      throw missingResource("DestinationArn");
    }
    if (this.of(sourceArn).some(({ status }) => status === "RUNNING" || status === "CANCELLING")) {
      throw invalidParameter(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    const { clock, uuid } = this.run;
    const { visible, delayed, inFlight } = source.counts(clock.now());
    const toMove = visible + delayed + inFlight;
    const task: MoveTask = { ...options, id: uuid(), started: clock.now(), toMove, moved: 0, status: "RUNNING" };
    this.tasks.set(task.id, task);
    for (const old of this.of(sourceArn).slice(keptTasks)) this.tasks.delete(old.id);
    void this.move(task);
    return task;
  }

  /** @throws ServiceError for a task that has ended */
  cancel(task: MoveTask): void {
    if (task.status !== "RUNNING") throw invalidParameter("Only active tasks can be cancelled.");
    task.status = "CANCELLING";
  }

  private async move(task: MoveTask): Promise<void> {
    const { stopping } = this.run;
    await new Promise((resolve) => setImmediate(resolve));
    while (task.status === "RUNNING" && !stopping.aborted) {
      const moved = this.moveOne(task);
      if (moved !== true) {
        task.status = moved === undefined ? "COMPLETED" : "FAILED";
        if (moved !== undefined) task.failure = moved;
        return;
      }
      task.moved += 1;
      await this.pause(task);
    }
    if (task.status === "CANCELLING") task.status = "CANCELLED";
  }

  private async pause({ perSecond, moved }: MoveTask): Promise<void> {
    const { clock, stopping } = this.run;
    if (perSecond !== undefined) await clock.sleep(1000 / perSecond, stopping).catch(() => undefined);
    else if (moved % chunk === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves one message. @returns true; undefined if the queue has no visible message; else the reason of the failure. */
  private moveOne({ sourceArn, destinationArn }: MoveTask): true | string | undefined {
    const source = this.table.find(sourceArn);
    if (source === undefined) return "AWS.SimpleQueueService.NonExistentQueue";
    const message = source.firstVisible();
    if (message === undefined) return undefined;
    const target = destinationArn ?? message.system["DeadLetterQueueSourceArn"];
    if (target === undefined) return "CouldNotDetermineMessageSource";
    const destination = this.table.find(target);
    if (destination === undefined) return "AWS.SimpleQueueService.NonExistentQueue";
    resend(message, destination);
    source.remove(message.id);
    return true;
  }
}

/** Sends a dead letter as a new message, with a new id (SQS Developer Guide, "Dead-letter queue redrive"). */
function resend(message: StoredMessage, destination: LiveQueue): void {
  const { DeadLetterQueueSourceArn: _, ...system } = message.system;
  const { body, attributes, group, deduplicationId } = message;
  destination.send({ body, attributes, system, group, deduplicationId }, { isMoved: true });
}

/** @param parameter `SourceArn` or `DestinationArn` */
export function missingResource(parameter: string) {
  const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
  return sqsError("ResourceNotFoundException", message);
}
