import { knownNumber, tagsOf } from "../kernel/checks";
import type { Clock } from "../kernel/clock";
import type { JsonInput } from "../kernel/protocols/jsonService";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { defined, scheduleOf } from "./scheduleInput";
import type { ScheduleStore } from "./store";

export const scheduleType = "aws:scheduler/schedule:Schedule";
export const groupType = "aws:scheduler/scheduleGroup:ScheduleGroup";

const object = (value: unknown) => (typeof value === "object" && value !== null ? (value as Properties) : undefined);
/** The provider does not send an empty text. */
const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const seconds = (value: unknown) => (text(value) === undefined ? undefined : Date.parse(String(value)) / 1_000);

/** Returns the input of CreateSchedule that the provider sends for a declared schedule. */
export function inputOfDeclared(state: Properties): JsonInput {
  const window = object(state["flexibleTimeWindow"]);
  return defined({
    Name: text(state["name"]),
    GroupName: text(state["groupName"]),
    ScheduleExpression: text(state["scheduleExpression"]),
    ScheduleExpressionTimezone: text(state["scheduleExpressionTimezone"]),
    StartDate: seconds(state["startDate"]),
    EndDate: seconds(state["endDate"]),
    Description: text(state["description"]),
    State: text(state["state"]),
    KmsKeyArn: text(state["kmsKeyArn"]),
    ActionAfterCompletion: text(state["actionAfterCompletion"]),
    FlexibleTimeWindow:
      window && defined({ Mode: window["mode"], MaximumWindowInMinutes: numberIn(window, "maximumWindowInMinutes") }),
    Target: targetOfDeclared(object(state["target"])),
  });
}

/** The provider treats 0 as not set. */
function numberIn(state: Properties, property: string): number | undefined {
  const value = knownNumber(state, property);
  return value === 0 ? undefined : value;
}

function targetOfDeclared(target: Properties | undefined): JsonInput | undefined {
  if (target === undefined) return undefined;
  const letters = object(target["deadLetterConfig"]);
  const retry = object(target["retryPolicy"]);
  const event = object(target["eventbridgeParameters"]);
  const queue = object(target["sqsParameters"]);
  return defined({
    Arn: text(target["arn"]),
    RoleArn: text(target["roleArn"]),
    Input: text(target["input"]),
    DeadLetterConfig: letters && defined({ Arn: text(letters["arn"]) }),
    RetryPolicy:
      retry &&
      defined({
        MaximumEventAgeInSeconds: numberIn(retry, "maximumEventAgeInSeconds"),
        MaximumRetryAttempts: knownNumber(retry, "maximumRetryAttempts"),
      }),
    EventBridgeParameters: event && { DetailType: event["detailType"], Source: event["source"] },
    SqsParameters: queue && defined({ MessageGroupId: text(queue["messageGroupId"]) }),
  });
}

/** Applies declared groups and schedules whose inputs have changed. Those that functions created are kept. */
export function declare(store: ScheduleStore, resources: readonly Declared[], clock: Pick<Clock, "now">): void {
  const now = clock.now();
  const groups = ofType(resources, groupType).map(({ state }) => ({
    name: String(state["name"]),
    tags: tagsOf(state),
  }));
  const schedules = ofType(resources, scheduleType).map(({ state }) => inputOfDeclared(state));
  const declared = new Set([...groups.map(({ name }) => name), ...schedules.map((input) => keyOf(input))]);
  for (const key of store.declarations) if (!declared.has(key)) remove(store, key);
  for (const { name, tags } of groups) {
    const declaration = JSON.stringify(tags);
    const known = store.group(name);
    if (known === undefined) store.putGroup({ name, tags, created: now, modified: now });
    else if (store.declaration(name) !== declaration) store.putGroup({ ...known, tags, modified: now });
    store.setDeclaration(name, declaration);
  }
  for (const input of schedules) {
    const inputs = JSON.stringify(input);
    if (store.declaration(keyOf(input)) === inputs) continue;
    const next = scheduleOf(input, { created: now, modified: now });
    store.put({ ...next, created: store.schedule(next)?.created ?? next.created });
    store.setDeclaration(keyOf(input), inputs);
  }
}

/** Returns `GROUP/NAME`, which no group name equals. */
function keyOf({ GroupName = "default", Name }: JsonInput): string {
  return `${String(GroupName)}/${String(Name)}`;
}

function remove(store: ScheduleStore, key: string): void {
  const [group = "", name] = key.split("/");
  if (name === undefined) store.deleteGroup(group);
  else store.delete({ group, name });
  store.setDeclaration(key, undefined);
}
