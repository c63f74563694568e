import { createHash } from "node:crypto";
import type { Clock } from "../kernel/clock";
import type { DurableMap } from "../kernel/durableMap";
import type { Faults } from "../kernel/faults";
import { accountId, arn, partition, type StackLocation } from "../kernel/identity";
import { checkAttributes, newAttributes, withAttributes, type QueueAttributes } from "./attributes";
import { Deduplication, type Sent } from "./deduplication";
import { nonExistentQueue, prefixedError, sqsError } from "./errors";
import { LiveQueue } from "./liveQueue";
import type { StoredMessage } from "./message";
import { checkName } from "./names";
import type { QueueContext, QueueRecord } from "./queueRecord";
import { checkRedrive, redrivePolicyOf } from "./redrivePolicy";

/** A queue as a program declares it. */
export interface QueueDeclaration {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
}

/** State of queues that `--data` keeps between runs. */
export interface QueueStores {
  readonly queues: DurableMap<QueueRecord>;
  readonly messages: DurableMap<StoredMessage>;
  readonly deduplication: DurableMap<Sent>;
}

/** Seconds after which the name of a deleted queue is free (SQS API reference, CreateQueue). */
const recreateMillis = 60_000;

/** The queues of a run by ARN. */
export class QueueTable {
  private readonly live = new Map<string, LiveQueue>();
  /** Times of deletions by ARN. */
  private readonly deleted = new Map<string, number>();
  private readonly deduplication: Deduplication;

  /** @param chance random ids, and the faults of the run. */
  constructor(
    private readonly stores: QueueStores,
    private readonly clock: Pick<Clock, "now">,
    private readonly chance: { readonly uuid: () => string; readonly faults: Pick<Faults, "strikes"> },
  ) {
    this.deduplication = new Deduplication(stores.deduplication);
    for (const [queueArn, record] of stores.queues) this.open(queueArn, record);
    for (const [key, message] of stores.messages) this.live.get(key.split(" ")[0]!)?.restore(message);
  }

  private open(queueArn: string, record: QueueRecord): LiveQueue {
    const context: QueueContext = {
      messages: this.stores.messages,
      deduplication: this.deduplication,
      now: () => this.clock.now(),
      uuid: this.chance.uuid,
      redelivers: () => this.chance.faults.strikes("sqs:redeliver"),
      find: (other) => this.live.get(other),
    };
    const queue = new LiveQueue(queueArn, record, context);
    this.live.set(queueArn, queue);
    return queue;
  }

  get all(): readonly LiveQueue[] {
    return [...this.live.values()];
  }

  find(queueArn: string): LiveQueue | undefined {
    return this.live.get(queueArn);
  }

  /** @throws ServiceError NonExistentQueue */
  get(queueArn: string): LiveQueue {
    const queue = this.live.get(queueArn);
    if (queue === undefined) throw nonExistentQueue();
    queue.used = this.clock.now();
    return queue;
  }

  /** Creates a queue, or returns the existing one if its attributes are the same. @throws ServiceError */
  create(
    location: StackLocation,
    name: string,
    given: { readonly attributes: QueueAttributes; readonly tags: Readonly<Record<string, string>> },
  ): LiveQueue {
    const isFifo = given.attributes["FifoQueue"] === "true";
    checkName(name, isFifo);
    if (given.attributes["FifoQueue"] === "false") checkAttributes(given.attributes, false);
    const queueArn = arn(location, "sqs", name);
    const existing = this.live.get(queueArn);
    checkAttributes(given.attributes, isFifo);
    if (existing !== undefined) return checkSame(existing, given.attributes);
    if (this.clock.now() - (this.deleted.get(queueArn) ?? -Infinity) < recreateMillis) {
      throw prefixedError(
        "QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
      );
    }
    this.deleted.delete(queueArn);
    this.checkRedrive({ arn: queueArn, isFifo }, given.attributes);
    return this.add(queueArn, { name, region: location.region, ...given });
  }

  private add(
    queueArn: string,
    declaration: Omit<QueueDeclaration, "arn"> & { readonly declared?: string },
  ): LiveQueue {
    const { attributes: given, ...rest } = declaration;
    const now = this.clock.now();
    const attributes = newAttributes(given["FifoQueue"] === "true", given);
    const record: QueueRecord = {
      ...rest,
      attributes,
      created: now,
      modified: now,
      deduplicationScope: attributes["DeduplicationScope"],
    };
    this.stores.queues.set(queueArn, record);
    return this.open(queueArn, record);
  }

  /** @throws ServiceError */
  setAttributes(queue: LiveQueue, given: QueueAttributes): void {
    const { FifoQueue: type } = given;
    if (queue.isFifo && type !== undefined && type !== "true") {
      const reason = "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.";
      throw sqsError("InvalidAttributeValue", reason);
    }
    checkAttributes(given, queue.isFifo);
    this.checkRedrive(queue, given);
    const attributes = withAttributes(queue.record.attributes, given);
    this.update(queue, { attributes, modified: this.clock.now() });
  }

  private checkRedrive(source: { readonly arn: string; readonly isFifo: boolean }, given: QueueAttributes): void {
    checkRedrive(source, given, {
      find: (target) => {
        const queue = this.live.get(target);
        return queue && { isFifo: queue.isFifo, redriveAllowPolicy: queue.record.attributes["RedriveAllowPolicy"] };
      },
    });
  }

  setTags(queue: LiveQueue, tags: Readonly<Record<string, string>>): void {
    this.update(queue, { tags });
  }

  private update(queue: LiveQueue, changed: Partial<QueueRecord>): void {
    queue.record = { ...queue.record, ...changed };
    this.stores.queues.set(queue.arn, queue.record);
  }

  delete(queue: LiveQueue): void {
    queue.purge();
    this.live.delete(queue.arn);
    this.stores.queues.delete(queue.arn);
    this.deduplication.removeQueue(queue.arn);
    this.deleted.set(queue.arn, this.clock.now());
    queue.wake();
  }

  /** Returns the queues that use a queue for their dead letters. */
  sourcesOf(deadLetters: string): readonly LiveQueue[] {
    return this.all.filter(
      ({ record }) => redrivePolicyOf(record.attributes["RedrivePolicy"])?.deadLetterTargetArn === deadLetters,
    );
  }

  /** Redrive policies with a target that does not exist. */
  get missingTargets(): readonly { readonly name: string; readonly target: string }[] {
    return this.all.flatMap(({ record: { name, attributes } }) => {
      const target = redrivePolicyOf(attributes["RedrivePolicy"])?.deadLetterTargetArn;
      return target === undefined || this.live.has(target) ? [] : [{ name, target }];
    });
  }

  /**
   * Applies declared queues. If a declaration is unchanged, attributes that calls set are preserved. Messages, and
   * queues that calls created, are preserved too.
   */
  declare(declarations: readonly QueueDeclaration[]): void {
    const arns = new Set(declarations.map(({ arn: queueArn }) => queueArn));
    for (const queue of this.all) {
      if (queue.record.declared !== undefined && !arns.has(queue.arn)) this.delete(queue);
    }
    for (const { arn: queueArn, ...declaration } of declarations) {
      const declared = createHash("sha256").update(JSON.stringify(declaration)).digest("hex");
      const queue = this.live.get(queueArn);
      if (queue === undefined) this.add(queueArn, { ...declaration, declared });
      else if (queue.record.declared !== declared) {
        const attributes = newAttributes(queue.isFifo, declaration.attributes);
        this.update(queue, { attributes, tags: declaration.tags, declared, modified: this.clock.now() });
      }
    }
  }
}

/** Returns an existing queue. @throws ServiceError QueueAlreadyExists for other attributes */
function checkSame(queue: LiveQueue, given: QueueAttributes): LiveQueue {
  const different = Object.entries(given).find(([name, value]) => queue.record.attributes[name] !== value);
  if (different === undefined) return queue;
  const message = `A queue already exists with the same name and a different value for attribute ${different[0]}`;
  throw sqsError("QueueAlreadyExists", message);
}

/** Returns the URL of a queue. */
export function urlOf({ record: { region, name } }: LiveQueue): string {
  return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
}

/** Returns the ARN that a queue's URL or name refers to; undefined for a queue of another account. */
export function arnOfUrl(url: string, region: string): string | undefined {
  const [, host = "", account = accountId, name = url] =
    /^(?:https?:\/\/([^/]+)\/)?(?:(\d+)\/)?([^/]+)$/.exec(url) ?? [];
  if (account !== accountId) return undefined;
  const [, named] = /(?:^|\.)sqs\.([a-z\d-]+)\.amazonaws\.com/.exec(host) ?? [];
  return `arn:${partition}:sqs:${named ?? region}:${accountId}:${name}`;
}
