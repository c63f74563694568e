import { listOf, tagsOf } from "../kernel/protocols/jsonInput";
import type { CallContext, JsonInput } from "../kernel/protocols/jsonService";
import { onTopic, textOf, type Operations, type SnsApi } from "./api";
import { checkTopicArn } from "./arns";
import { invalid, snsError } from "./errors";
import type { Topic } from "./model";

/** Maximum number of tags of a topic (SNS API reference, TagResource). */
const maxTags = 50;

/** Operations on tags. */
export function tagOperations(api: SnsApi): Operations {
  const { store } = api;
  const topicOf = (input: JsonInput, { region }: CallContext): Topic => {
    const topic = store.find(checkTopicArn(textOf(input, "ResourceArn"), region, "ResourceArn"));
    if (topic === undefined) throw snsError("ResourceNotFound", "Resource does not exist");
    return topic;
  };
  const access = (action: string) => onTopic(api, action, "ResourceArn");
  return {
    TagResource: {
      access: access("TagResource"),
      run: (input, context) => {
        const topic = topicOf(input, context);
        checkNewTags(input);
        const tags = { ...topic.tags, ...tagsOf(input) };
        if (Object.keys(tags).length > maxTags) {
          throw snsError("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded");
        }
        store.put({ ...topic, tags });
        return {};
      },
    },
    UntagResource: {
      access: access("UntagResource"),
      run: (input, context) => {
        const topic = topicOf(input, context);
        const removed = listOf(input, "TagKeys");
        const kept = Object.entries(topic.tags).filter(([key]) => !removed.includes(key));
        store.put({ ...topic, tags: Object.fromEntries(kept) });
        return {};
      },
    },
    ListTagsForResource: {
      access: access("ListTagsForResource"),
      run: (input, context) => ({
        Tags: Object.entries(topicOf(input, context).tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    },
  };
}

/** @throws ServiceError for a key that is given twice (recorded: localstack, test_tags) */
export function checkNewTags(input: JsonInput): void {
  const given = input["Tags"];
  const count = Array.isArray(given) ? given.length : 0;
  if (Object.keys(tagsOf(input)).length < count) throw invalid("Duplicated keys are not allowed.");
}
