import { listOf, optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import type { Api } from "./api";
import { namedQueueAttributes, type QueueAttributes } from "./attributes";
import { missingParameter, nonExistentQueue, prefixedError } from "./errors";
import { pageOf, textOf, textsOf } from "./input";
import type { LiveQueue } from "./liveQueue";
import { urlOf } from "./queues";
import { accountId, arn } from "../kernel/identity";

/** Maximum number of queues in a page (SQS API reference, ListQueues). */
const maxPage = 1_000;

/** Minimum time between two PurgeQueue calls (SQS API reference, PurgeQueue). */
const purgeMillis = 60_000;

/** Operations on queues themselves. */
export function queueOperations(api: Api): Record<string, JsonOperation> {
  return { ...lifeOperations(api), ...listOperations(api), ...attributeOperations(api), ...tagOperations(api) };
}

const queueName = (input: JsonInput) => textOf(input, "QueueName");

function lifeOperations(api: Api): Record<string, JsonOperation> {
  return {
    CreateQueue: {
      ...api.allowName("CreateQueue", queueName),
      run: (input, context) => {
        const given = {
          attributes: textsOf(input, "Attributes"),
          tags: textsOf(input, input["Tags"] ? "Tags" : "tags"),
        };
        return { QueueUrl: urlOf(api.table.create(api.locationOf(context), queueName(input), given)) };
      },
    },
    DeleteQueue: {
      ...api.allow("DeleteQueue"),
      run: (input, context) => {
        api.table.delete(api.queueOf(input, context));
        return {};
      },
    },
    PurgeQueue: {
      ...api.allow("PurgeQueue"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        const now = api.clock.now();
        if (queue.purged !== undefined && now - queue.purged < purgeMillis) {
          const message = `Only one PurgeQueue operation on ${queue.record.name} is allowed every 60 seconds.`;
          throw prefixedError("PurgeQueueInProgress", message);
        }
        queue.purged = now;
        queue.purge();
        return {};
      },
    },
  };
}

function listOperations(api: Api): Record<string, JsonOperation> {
  const page = (queues: readonly LiveQueue[], input: JsonInput, key: string) => {
    const { page: shown, ...next } = pageOf(queues, input, maxPage);
    return { ...(shown.length === 0 ? {} : { [key]: shown.map(urlOf) }), ...next };
  };
  return {
    ListQueues: {
      ...api.allowName("ListQueues", () => ""),
      run: (input, context) => {
        const prefix = optionalText(input, "QueueNamePrefix") ?? "";
        const isListed = ({ record: { name, region } }: LiveQueue) =>
          region === context.region && name.startsWith(prefix);
        const listed = api.table.all.filter(isListed);
        return page(
          listed.sort((one, other) => (one.record.name < other.record.name ? -1 : 1)),
          input,
          "QueueUrls",
        );
      },
    },
    GetQueueUrl: {
      ...api.allowName("GetQueueUrl", queueName),
      run: (input, context) => {
        const owner = optionalText(input, "QueueOwnerAWSAccountId") ?? accountId;
        if (owner !== accountId) throw nonExistentQueue();
        return { QueueUrl: urlOf(api.table.get(arn(api.locationOf(context), "sqs", queueName(input)))) };
      },
    },
    ListDeadLetterSourceQueues: {
      ...api.allow("ListDeadLetterSourceQueues"),
      run: (input, context) => {
        const sources = api.table.sourcesOf(api.queueOf(input, context).arn);
        return { queueUrls: [], ...page(sources, input, "queueUrls") };
      },
    },
  };
}

function attributeOperations(api: Api): Record<string, JsonOperation> {
  return {
    GetQueueAttributes: {
      ...api.allow("GetQueueAttributes"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        const attributes = namedQueueAttributes(
          shownAttributes(queue, api.clock.now()),
          listOf(input, "AttributeNames"),
        );
        return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
      },
    },
    SetQueueAttributes: {
      ...api.allow("SetQueueAttributes"),
      run: (input, context) => {
        if (input["Attributes"] === undefined) throw missingParameter("Attribute.Name");
        api.table.setAttributes(api.queueOf(input, context), textsOf(input, "Attributes"));
        return {};
      },
    },
  };
}

/** Returns all attributes of a queue, including those that SQS computes. */
function shownAttributes(queue: LiveQueue, now: number): QueueAttributes {
  const { visible, inFlight, delayed } = queue.counts(now);
  const { attributes, created, modified } = queue.record;
  return {
    ...attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(created / 1000)),
    LastModifiedTimestamp: String(Math.floor(modified / 1000)),
  };
}

function tagOperations(api: Api): Record<string, JsonOperation> {
  return {
    TagQueue: {
      ...api.allow("TagQueue"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        api.table.setTags(queue, { ...queue.record.tags, ...textsOf(input, "Tags") });
        return {};
      },
    },
    UntagQueue: {
      ...api.allow("UntagQueue"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        const removed = listOf(input, "TagKeys");
        const kept = Object.entries(queue.record.tags).filter(([key]) => !removed.includes(key));
        api.table.setTags(queue, Object.fromEntries(kept));
        return {};
      },
    },
    ListQueueTags: {
      ...api.allow("ListQueueTags"),
      run: (input, context) => {
        const { tags } = api.queueOf(input, context).record;
        return Object.keys(tags).length === 0 ? {} : { Tags: tags };
      },
    },
  };
}
