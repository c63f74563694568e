import { tagsOf as givenTags } from "../kernel/protocols/jsonInput";
import type { JsonInput } from "../kernel/protocols/jsonService";
import type { EventsApi, Operations } from "./api";
import { failedValidation, textOf } from "./input";
import { busNameOf, defaultBus } from "./names";

/** Operations on the tags of buses and rules (EventBridge API reference, TagResource). */
export function tagOperations(api: EventsApi): Operations {
  const { store } = api;
  const access = (action: string) => (input: JsonInput) => [
    { action: `events:${action}`, resource: textOf(input, "ResourceARN") },
  ];
  const resourceOf = (input: JsonInput) => {
    const arn = textOf(input, "ResourceARN");
    requireResource(api, arn);
    return { arn, tags: new Map(Object.entries(store.tags(arn))) };
  };
  return {
    TagResource: {
      access: access("TagResource"),
      run: (input) => {
        const { arn, tags } = resourceOf(input);
        for (const [key, value] of Object.entries(givenTags(input))) tags.set(key, value);
        store.putTags(arn, Object.fromEntries(tags));
        return {};
      },
    },
    UntagResource: {
      access: access("UntagResource"),
      run: (input) => {
        const { arn, tags } = resourceOf(input);
        for (const key of Array.isArray(input["TagKeys"]) ? input["TagKeys"] : []) tags.delete(String(key));
        store.putTags(arn, Object.fromEntries(tags));
        return {};
      },
    },
    ListTagsForResource: {
      access: access("ListTagsForResource"),
      run: (input) => ({ Tags: [...resourceOf(input).tags].map(([Key, Value]) => ({ Key, Value })) }),
    },
  };
}

/** @throws ServiceError if the ARN names neither a bus nor a rule */
function requireResource({ store }: EventsApi, arn: string): void {
  const [, kind, path = ""] = /^arn:[^:]+:events:[^:]*:\d+:(event-bus|rule)\/(.+)$/.exec(arn) ?? [];
  if (kind === undefined)
    throw failedValidation("Parameter ResourceARN is not valid. Reason: Provided Arn is not in correct format.");
  if (kind === "event-bus") store.requireBus(busNameOf(arn));
  else {
    const at = path.lastIndexOf("/");
    store.requireRule(at < 0 ? defaultBus : path.slice(0, at), path.slice(at + 1));
  }
}
