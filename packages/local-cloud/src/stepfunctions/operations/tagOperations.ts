import { listOf } from "../../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import { on, type Operations, type StatesApi } from "./api";
import { required } from "./input";
import { lowerTags } from "./taskOperations";

/** Operations on the tags of machines and activities. */
export function tagOperations(api: StatesApi): Operations {
  const tagged = (input: JsonInput) => {
    const arn = required(input, "resourceArn");
    const machine = api.machines.find(arn);
    const activity = api.machines.activity(arn);
    const owner = machine ?? activity;
    if (owner === undefined) throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`);
    const save = (tags: Record<string, string>) => {
      if (machine !== undefined) api.machines.save({ ...machine, tags });
      else api.machines.putActivity({ ...activity!, tags });
      return {};
    };
    return { tags: owner.tags, save };
  };
  return {
    TagResource: {
      ...on("TagResource", "resourceArn"),
      run: (input) => {
        const { tags, save } = tagged(input);
        return save({ ...tags, ...lowerTags(input) });
      },
    },
    UntagResource: {
      ...on("UntagResource", "resourceArn"),
      run: (input) => {
        const { tags, save } = tagged(input);
        const removed = listOf(input, "tagKeys");
        return save(Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.includes(key))));
      },
    },
    ListTagsForResource: {
      ...on("ListTagsForResource", "resourceArn"),
      run: (input) => ({ tags: Object.entries(tagged(input).tags).map(([key, value]) => ({ key, value })) }),
    },
  };
}
