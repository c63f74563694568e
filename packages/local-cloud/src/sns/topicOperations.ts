import { optionalText, tagsOf } from "../kernel/protocols/jsonInput";
import { arn } from "../kernel/identity";
import type { CallContext, JsonInput } from "../kernel/protocols/jsonService";
import { onAll, onTopic, pageOf, textOf, textsOf, topicOf, type Operations, type SnsApi } from "./api";
import { checkTopicArn } from "./arns";
import { invalid } from "./errors";
import type { Attributes, Topic } from "./model";
import { checkNewTags } from "./tagOperations";
import { checkTopicAttribute, shownTopicAttributes } from "./topicAttributes";

/** Operations on topics and their attributes. */
export function topicOperations(api: SnsApi): Operations {
  const { store, publisher } = api;
  const arnOf = (input: JsonInput, { region }: Pick<CallContext, "region">) =>
    arn({ ...publisher.location, region }, "sns", optionalText(input, "Name") ?? "");
  return {
    CreateTopic: {
      access: (input, context) => [{ action: "sns:CreateTopic", resource: arnOf(input, context) }],
      run: (input, context) => {
        const name = textOf(input, "Name");
        const attributes = textsOf(input, "Attributes");
        const tags = tagsOf(input);
        checkNewTopic(name, attributes);
        checkNewTags(input);
        const topicArn = arnOf(input, context);
        const existing = store.find(topicArn);
        if (existing === undefined) store.put(newTopic({ arn: topicArn, name, attributes, tags }));
        else checkSame(existing, { attributes, tags });
        return { TopicArn: topicArn };
      },
    },
    DeleteTopic: {
      access: onTopic(api, "DeleteTopic"),
      run: (input, { region }) => {
        store.delete(checkTopicArn(textOf(input, "TopicArn"), region));
        return {};
      },
    },
    ListTopics: {
      access: onAll("ListTopics"),
      run: (input, { region }) => {
        const own = store.topics.filter((topic) => topic.arn.split(":")[3] === region);
        const { page, ...more } = pageOf(own, input);
        return { Topics: page.map((topic) => ({ TopicArn: topic.arn })), ...more };
      },
    },
    GetTopicAttributes: {
      access: onTopic(api, "GetTopicAttributes"),
      run: (input, context) => {
        const topic = topicOf(api, input, context);
        return { Attributes: shownTopicAttributes(topic, store.subscriptionsOf(topic.arn)) };
      },
    },
    SetTopicAttributes: {
      access: onTopic(api, "SetTopicAttributes"),
      run: (input, context) => {
        const topic = topicOf(api, input, context);
        const [name, value] = [textOf(input, "AttributeName"), optionalText(input, "AttributeValue") ?? ""];
        checkTopicAttribute(name, value, { isFifo: topic.isFifo, prefix: "" });
        store.put({ ...topic, attributes: withAttribute(topic.attributes, name, value) });
        return {};
      },
    },
  };
}

/** Returns the attributes with one set. An empty text removes all attributes except the display name. */
function withAttribute(attributes: Attributes, name: string, value: string): Attributes {
  const { [name]: _, ...others } = attributes;
  return value === "" && name !== "DisplayName" ? others : { ...others, [name]: value };
}

/** Checks a name and attributes as CreateTopic does. @throws ServiceError */
export function checkNewTopic(name: string, attributes: Attributes): void {
  const isFifo = attributes["FifoTopic"]?.toLowerCase() === "true";
  const fault = topicNameFault(name, isFifo);
  if (fault !== undefined) throw invalid(fault);
  for (const [attribute, value] of Object.entries(attributes)) {
    checkTopicAttribute(attribute, value, { isFifo, prefix: "Attributes Reason: " });
  }
}

/** Returns what AWS's message says about the name of a topic; undefined for a valid name. */
export function topicNameFault(name: string, isFifo: boolean): string | undefined {
  if (isFifo) {
    return /^[\w-]{1,251}\.fifo$/.test(name)
      ? undefined
      : "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.";
  }
  return /^[\w-]{1,256}$/.test(name) ? undefined : "Topic Name";
}

/** Returns a topic without messages and subscriptions. */
export function newTopic(given: Pick<Topic, "arn" | "name" | "attributes" | "tags" | "declared">): Topic {
  const { FifoTopic, ...attributes } = given.attributes;
  const isFifo = FifoTopic?.toLowerCase() === "true";
  return {
    ...given,
    isFifo,
    attributes: isFifo ? { ...attributes, FifoTopic: "true" } : attributes,
    sequence: 0,
    deleted: 0,
  };
}

/** CreateTopic returns an existing topic only if the given values are the same. @throws ServiceError */
function checkSame(existing: Topic, { attributes, tags }: Pick<Topic, "attributes" | "tags">): void {
  const wanted = newTopic({ ...existing, attributes }).attributes;
  const different = Object.entries(wanted).some(([name, value]) => existing.attributes[name] !== value);
  if (different) throw invalid("Attributes Reason: Topic already exists with different attributes");
  if (Object.entries(tags).some(([key, value]) => existing.tags[key] !== value)) {
    throw invalid("Tags Reason: Topic already exists with different tags");
  }
}
