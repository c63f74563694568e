import { tagsOf } from "../kernel/checks";
import { isObject } from "../kernel/json";
import { listOf, optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput, type JsonOperation } from "../kernel/protocols/jsonService";
import type { MappingStore, StoredMapping } from "./store";

/** Most tags of a resource (AWS General Reference, "Tagging your AWS resources"). */
const maxTags = 50;

const user = { members: { Type: "User" } };

/** Returns Lambda's operations of tags. Only mappings have tags here. */
export function tagOperations(store: MappingStore): Record<string, JsonOperation> {
  const onResource = (action: string): NonNullable<JsonOperation["access"]> => {
    return (input) => [{ action: `lambda:${action}`, resource: optionalText(input, "Resource") ?? "*" }];
  };
  const put = (input: JsonInput, next: (tags: Readonly<Record<string, string>>) => Record<string, string>) => {
    const [uuid, mapping] = tagged(store, input);
    store.set(uuid, { ...mapping, state: { ...mapping.state, tags: next(tagsOf(mapping.state)) } });
    return {};
  };
  return {
    ListTags: {
      access: onResource("ListTags"),
      run: (input) => ({ Tags: tagsOf(tagged(store, input)[1].state) }),
    },
    TagResource: {
      access: onResource("TagResource"),
      run: (input) =>
        put(input, (tags) => {
          const changed = { ...tags, ...tagsOf({ tags: input["Tags"] }) };
          checkTags(input["Tags"], changed);
          return changed;
        }),
      successStatus: 204,
    },
    UntagResource: {
      access: onResource("UntagResource"),
      run: (input) => {
        const keys = listOf(input, "TagKeys");
        return put(input, (tags) => Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))));
      },
      successStatus: 204,
    },
  };
}

/** @param all the tags that the resource would have. @throws ServiceError */
export function checkTags(added: unknown, all: object = isObject(added) ? added : {}): void {
  const reserved = isObject(added) && Object.keys(added).some((key) => key.toLowerCase().startsWith("aws:"));
  const message = reserved
    ? "aws: prefixed tag key names are not allowed for external use."
    : Object.keys(all).length > maxTags
      ? "Number of tags exceeds resource tag limit."
      : undefined;
  if (message !== undefined) throw new ServiceError("InvalidParameterValueException", message, user);
}

/** @throws ServiceError for an unknown mapping, and for a resource of another type */
function tagged(store: MappingStore, input: JsonInput): [uuid: string, StoredMapping] {
  const resource = optionalText(input, "Resource") ?? "";
  const [, uuid] = /:event-source-mapping:(.+)$/.exec(resource) ?? [];
  if (uuid === undefined) {
    const message = `the local cloud does not emulate tags of ${resource}`;
    throw new ServiceError("NotEmulatedException", message, { statusCode: 501 });
  }
  const mapping = store.get(uuid);
  if (mapping !== undefined) return [uuid, mapping];
  const message = "The resource you requested does not exist.";
  throw new ServiceError("ResourceNotFoundException", message, { statusCode: 404, ...user });
}
