import type { AccessRequest } from "../kernel/policies/access";
import type { Clock } from "../kernel/clock";
import { arn, type StackLocation } from "../kernel/identity";
import type { CallContext, JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import { nonExistentQueue } from "./errors";
import { textOf } from "./input";
import type { LiveQueue } from "./liveQueue";
import type { QueueActivity } from "./activity";
import { arnOfUrl, type QueueTable } from "./queues";

export interface ApiOptions {
  readonly table: QueueTable;
  readonly location: StackLocation;
  readonly clock: Clock;
  readonly activity: QueueActivity;
  /** Aborts when the run stops. */
  readonly stopping: AbortSignal;
}

/** Shared by the operations: queues of requests, and resources for IAM. */
export class Api {
  readonly table: QueueTable;
  readonly clock: Clock;
  readonly activity: QueueActivity;
  readonly stopping: AbortSignal;
  private readonly location: StackLocation;

  constructor({ table, location, clock, activity, stopping }: ApiOptions) {
    [this.table, this.clock, this.activity, this.stopping] = [table, clock, activity, stopping];
    this.location = location;
  }

  locationOf({ region }: CallContext): StackLocation {
    return { ...this.location, region };
  }

  /** Returns the queue of `QueueUrl`. @throws ServiceError */
  queueOf(input: JsonInput, { region }: Pick<CallContext, "region">): LiveQueue {
    const queueArn = arnOfUrl(textOf(input, "QueueUrl"), region);
    if (queueArn === undefined) throw nonExistentQueue();
    return this.table.get(queueArn);
  }

  /** Requires permission for an action on the queue of `QueueUrl`, by the role or by the queue's policy. */
  allow(action: string): Required<Pick<JsonOperation, "access" | "resources">> {
    return {
      access: (input, context) => [this.accessTo(this.queueOf(input, context), action)],
      resources: (input) => [String(input["QueueUrl"])],
    };
  }

  accessTo({ arn: resource, record }: LiveQueue, action: string): AccessRequest {
    return { action: `sqs:${action}`, resource, policy: record.attributes["Policy"] };
  }

  /** Requires permission for an action on a name, which may belong to no queue. */
  allowName(action: string, name: (input: JsonInput) => string): Pick<JsonOperation, "access" | "resources"> {
    return {
      access: (input, context) => {
        const resource = arn(this.locationOf(context), "sqs", name(input));
        return [{ action: `sqs:${action}`, resource, policy: this.table.find(resource)?.record.attributes["Policy"] }];
      },
      resources: (input) => [name(input)],
    };
  }
}
