import { randomBytes } from "node:crypto";
import { awsEvents } from "../../kernel/interfaces/awsEvents";
import { stackOf } from "../../kernel/errors";
import { digest } from "../../kernel/identity";
import { functions, InvokeRefused } from "../../kernel/interfaces/functions";
import type { BucketNotifications, NotificationTarget, ObjectEvent } from "../../kernel/interfaces/objectEvents";
import { queues } from "../../kernel/interfaces/queues";
import type { Run } from "../../kernel/service";
import { topics } from "../../kernel/interfaces/topics";
import { busEvent } from "./busEvent";
import { targetsOf } from "./filters";
import { eventMessage, testMessage, type EventContext } from "./record";

const service = "s3.amazonaws.com";
const subject = "Amazon S3 Notification";

/** Sends notifications of changed objects to functions, queues, topics and EventBridge. */
export class NotificationDeliveries {
  /** Unique ids of the declared roles by name. */
  roleIds: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly run: Pick<Run, "registry" | "log" | "clock" | "location">,
    private readonly configurationOf: (bucket: string) => BucketNotifications | undefined,
  ) {}

  deliver(event: ObjectEvent): void {
    const configuration = this.configurationOf(event.bucket);
    if (configuration === undefined) return;
    const { region } = configuration;
    const context: EventContext = {
      region,
      owner: digest(this.run.location, "owner").slice(0, 14).toUpperCase(),
      roleId: (role) => this.roleIds.get(role),
    };
    if (configuration.eventBridge) this.run.registry.find(awsEvents)?.publish(busEvent(event, region));
    const each = (targets: readonly NotificationTarget[], send: (target: NotificationTarget, text: string) => void) => {
      for (const target of targetsOf(targets, event)) send(target, eventMessage(event, target, context));
    };
    each(configuration.functions, (target, text) => this.callFunction(event, target, text));
    each(configuration.queues, (target, text) => this.sendToQueue(target, text, event));
    each(configuration.topics, (target, text) => this.publish(target, text, event));
  }

  /** Sends the test message to the queues and topics of a new configuration. */
  sendTestMessages({ bucket, queues: toQueues, topics: toTopics }: BucketNotifications): void {
    const requestId = randomBytes(8).toString("hex").toUpperCase();
    const text = testMessage(bucket, this.run.clock.now(), requestId);
    for (const target of distinct(toQueues)) this.sendToQueue(target, text, { bucket });
    for (const target of distinct(toTopics)) this.publish(target, text, { bucket });
  }

  private callFunction({ bucket, traceHeader }: ObjectEvent, { arn }: NotificationTarget, payload: string): void {
    const request = {
      ...{ functionName: arn, invocationType: "Event" as const, payload },
      caller: { principal: service, sourceArn: bucketArn(bucket) },
      ...(traceHeader === undefined ? {} : { traceId: traceHeader }),
    };
    this.run.registry
      .use(functions)
      .invoke(request)
      .catch((error: unknown) =>
        this.report(bucket, arn, error instanceof InvokeRefused ? error.message : stackOf(error)),
      );
  }

  private sendToQueue({ arn }: NotificationTarget, body: string, { bucket, traceHeader }: Origin): void {
    const message = { body, ...(traceHeader === undefined ? {} : { traceHeader }) };
    const sender = { service, sourceArn: bucketArn(bucket) };
    this.report(bucket, arn, this.run.registry.use(queues).send(arn, message, sender));
  }

  private publish({ arn }: NotificationTarget, message: string, { bucket, traceHeader }: Origin): void {
    const publication = {
      ...{ topicArn: arn, subject, message, service, sourceArn: bucketArn(bucket) },
      ...(traceHeader === undefined ? {} : { traceHeader }),
    };
    this.report(bucket, arn, this.run.registry.use(topics).publish(publication));
  }

  private report(bucket: string, target: string, denial: string | undefined): void {
    if (denial === undefined) return;
    this.run.log({ source: "s3", text: `bucket ${bucket}: the notification for ${target} is dropped: ${denial}` });
  }
}

/** The bucket of a notification, and the trace of its event. */
interface Origin {
  readonly bucket: string;
  readonly traceHeader?: string | undefined;
}

const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;

function distinct(targets: readonly NotificationTarget[]): NotificationTarget[] {
  return [...new Map(targets.map((target) => [target.arn, target])).values()];
}
