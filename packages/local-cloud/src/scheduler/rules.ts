import type { Rule } from "../kernel/constraints/rules";

/** Constraints of the members of requests (API model of EventBridge Scheduler, version 2021-06-30). */

const name = { min: 1, max: 64, pattern: "[0-9a-zA-Z-_.]+" };

const rule = (at: string, type: Rule["type"], more: Partial<Rule> = {}): Rule => ({ at, type, ...more });

export const nameRule = rule("name", "string", name);
export const groupNameRule = rule("groupName", "string", name);
export const namePrefixRule = rule("namePrefix", "string", name);
export const clientTokenRule = rule("clientToken", "string", { min: 1, max: 64, pattern: "[a-zA-Z0-9-_]+" });
export const maxResultsRule = rule("maxResults", "integer", { min: 1, max: 100 });
export const nextTokenRule = rule("nextToken", "string", { min: 1, max: 2_048 });
export const stateRule = rule("state", "string", { enum: ["ENABLED", "DISABLED"] });
export const resourceArnRule = rule("resourceArn", "string", {
  ...{ min: 1, max: 1_011 },
  pattern: "arn:aws[a-z-]*:scheduler:[a-z0-9\\-]+:\\d{12}:schedule-group\\/[0-9a-zA-Z-_.]+",
});
export const tagRules = {
  key: (index: number) => rule(`tags.${index}.member.key`, "string", { min: 1, max: 128 }),
  value: (index: number) => rule(`tags.${index}.member.value`, "string", { min: 1, max: 256 }),
};

/** A member of CreateSchedule's input by its path, and whether it is required where its parent is present. */
export interface Member {
  readonly path: readonly string[];
  readonly rule: Rule;
  readonly isRequired?: boolean;
}

const member = (path: string, more: Partial<Rule> & { type?: Rule["type"] } = {}, isRequired = false): Member => {
  const steps = path.split(".");
  const at = steps.map((step) => step.charAt(0).toLowerCase() + step.slice(1)).join(".");
  return { path: steps, rule: { ...more, at, type: more.type ?? "string" }, isRequired };
};

const source = "(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)";

/** Members of CreateSchedule and UpdateSchedule. */
export const scheduleMembers: readonly Member[] = [
  { path: ["Name"], rule: nameRule, isRequired: true },
  { path: ["GroupName"], rule: groupNameRule },
  member("ScheduleExpression", { min: 1, max: 256 }, true),
  member("ScheduleExpressionTimezone", { min: 1, max: 50 }),
  member("Description", { min: 0, max: 512 }),
  { path: ["State"], rule: stateRule },
  member("KmsKeyArn", {
    ...{ min: 1, max: 2_048 },
    pattern: "arn:aws[a-z-]*:kms:[a-z0-9\\-]+:\\d{12}:(key|alias)\\/[0-9a-zA-Z-_]*",
  }),
  { path: ["ClientToken"], rule: clientTokenRule },
  member("ActionAfterCompletion", { enum: ["NONE", "DELETE"] }),
  member("FlexibleTimeWindow", { type: "map" }, true),
  member("FlexibleTimeWindow.Mode", { enum: ["OFF", "FLEXIBLE"] }, true),
  member("FlexibleTimeWindow.MaximumWindowInMinutes", { type: "integer", min: 1, max: 1_440 }),
  member("Target", { type: "map" }, true),
  member("Target.Arn", { min: 1, max: 1_600 }, true),
  member("Target.RoleArn", { min: 1, max: 1_600, pattern: "arn:aws[a-z-]*:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+" }, true),
  member("Target.Input", { min: 1 }),
  member("Target.DeadLetterConfig.Arn", {
    ...{ min: 1, max: 1_600 },
    pattern: "arn:aws[a-z-]*:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+",
  }),
  member("Target.RetryPolicy.MaximumEventAgeInSeconds", { type: "integer", min: 60, max: 86_400 }),
  member("Target.RetryPolicy.MaximumRetryAttempts", { type: "integer", min: 0, max: 185 }),
  member("Target.EventBridgeParameters.DetailType", { min: 1, max: 128 }, true),
  member("Target.EventBridgeParameters.Source", { min: 1, max: 256, pattern: source }, true),
  member("Target.SqsParameters.MessageGroupId", { min: 1, max: 128 }),
];
