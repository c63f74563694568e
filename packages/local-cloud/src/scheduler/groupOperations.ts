import { listOf, optionalText, tagsOf } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { pageOf, secondsOf, type Operations, type SchedulerApi } from "./api";
import type { ScheduleGroup } from "./model";
import { defaultGroup, groupArn, groupOfArn } from "./names";
import { groupNameRule, namePrefixRule, resourceArnRule, tagRules } from "./rules";
import { checkValues, invalid } from "./validation";

/** Operations on groups and their tags. */
export function groupOperations(api: SchedulerApi): Operations {
  const { store, location, clock } = api;
  const onGroup = (action: string) => (input: JsonInput) => [
    { action: `scheduler:${action}`, resource: groupArn(location, optionalText(input, "Name") ?? "") },
  ];
  return {
    CreateScheduleGroup: {
      access: onGroup("CreateScheduleGroup"),
      run: (input) => {
        const [name, tags] = [checkedName(input), checkedTags(input)];
        if (store.group(name) !== undefined) {
          throw new ServiceError("ConflictException", `Schedule group ${name} already exists.`, { statusCode: 409 });
        }
        store.putGroup({ name, tags, created: clock.now(), modified: clock.now() });
        return { ScheduleGroupArn: groupArn(location, name) };
      },
    },
    GetScheduleGroup: {
      access: onGroup("GetScheduleGroup"),
      run: (input) => describe(api, store.requireGroup(checkedName(input))),
    },
    DeleteScheduleGroup: {
      access: onGroup("DeleteScheduleGroup"),
      run: (input) => {
        const { name } = store.requireGroup(checkedName(input));
        if (name === defaultGroup) throw invalid("The default schedule group cannot be deleted.");
        store.deleteGroup(name);
        return {};
      },
    },
    ListScheduleGroups: {
      access: () => [{ action: "scheduler:ListScheduleGroups", resource: "*" }],
      run: (input) => {
        const prefix = optionalText(input, "NamePrefix");
        checkValues([[prefix, namePrefixRule]]);
        const found = store.groups.filter(({ name }) => name.startsWith(prefix ?? ""));
        const { page, more } = pageOf(found, input);
        return { ScheduleGroups: page.map((group) => describe(api, group)), ...more };
      },
    },
    ...tagOperations(api),
  };
}

function tagOperations({ store, clock }: SchedulerApi): Operations {
  const access = (action: string) => (input: JsonInput) => [
    { action: `scheduler:${action}`, resource: optionalText(input, "ResourceArn") ?? "*" },
  ];
  const groupIn = (input: JsonInput) => {
    checkValues([[input["ResourceArn"], resourceArnRule]]);
    return store.requireGroup(groupOfArn(optionalText(input, "ResourceArn")!)!);
  };
  const change = (group: ScheduleGroup, tags: ScheduleGroup["tags"]) => {
    store.putGroup({ ...group, tags, modified: clock.now() });
    return {};
  };
  return {
    ListTagsForResource: {
      access: access("ListTagsForResource"),
      run: (input) => ({ Tags: Object.entries(groupIn(input).tags).map(([Key, Value]) => ({ Key, Value })) }),
    },
    TagResource: {
      access: access("TagResource"),
      run: (input) => {
        const group = groupIn(input);
        return change(group, { ...group.tags, ...checkedTags(input) });
      },
    },
    UntagResource: {
      access: access("UntagResource"),
      run: (input) => {
        const [group, keys] = [groupIn(input), listOf(input, "TagKeys")];
        return change(group, Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key))));
      },
    },
  };
}

function checkedName(input: JsonInput): string {
  checkValues([[input["Name"], { ...groupNameRule, at: "name" }]]);
  return optionalText(input, "Name")!;
}

function checkedTags(input: JsonInput): Record<string, string> {
  const tags = tagsOf(input);
  checkValues(
    Object.entries(tags).flatMap(([key, value], index) => [
      [key, tagRules.key(index + 1)] as const,
      [value, tagRules.value(index + 1)] as const,
    ]),
  );
  return tags;
}

function describe({ location }: SchedulerApi, { name, created, modified }: ScheduleGroup): object {
  return {
    Arn: groupArn(location, name),
    Name: name,
    State: "ACTIVE",
    CreationDate: secondsOf(created),
    LastModificationDate: secondsOf(modified),
  };
}
