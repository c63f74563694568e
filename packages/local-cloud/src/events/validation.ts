import { parsePattern, PatternError } from "../kernel/eventPattern";
import { defined, isJson } from "../kernel/json";
import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { parseSchedule } from "../kernel/schedules";
import { failedValidation, namePattern, textOf } from "./input";
import { parsePath } from "./jsonPath";
import type { Target } from "./model";
import { defaultBus } from "./names";
import { placeholdersOf, predefinedNames, templateFault } from "./transform";

/** Default quota of targets of a rule (EventBridge endpoints and quotas). */
export const maxTargets = 5;

/** @throws ServiceError as PutRule does */
export function checkRule(rule: { bus: string; pattern?: string | undefined; schedule?: string | undefined }): void {
  const { bus, pattern, schedule } = rule;
  if (pattern === undefined && schedule === undefined) {
    throw failedValidation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (pattern !== undefined) checkPattern(pattern);
  if (schedule === undefined) return;
  if (bus !== defaultBus) throw failedValidation("ScheduleExpression is supported only on the default event bus.");
  if (parseSchedule(schedule)?.isForRules !== true) {
    throw failedValidation("Parameter ScheduleExpression is not valid.");
  }
}

/** @throws ServiceError */
export function checkPattern(pattern: string): void {
  try {
    parsePattern(pattern);
  } catch (error) {
    if (error instanceof PatternError) throw new ServiceError(error.name, error.message);
    throw error;
  }
}

/** Returns the target of an input. @throws ServiceError as PutTargets does */
export function targetOf(input: JsonInput, index: number): Target {
  const at = (key: string) => `targets.${String(index + 1)}.member.${key}`;
  const Id = textOf(input, "Id", { at: at("id"), pattern: namePattern, max: 64 });
  const Arn = textOf(input, "Arn", { at: at("arn"), max: 1_600 });
  const target = defined({
    ...(input as unknown as Target),
    Id,
    Arn,
    RoleArn: optionalText(input, "RoleArn"),
  }) as Target;
  checkArn(target);
  checkInput(target);
  return target;
}

function checkArn({ Id, Arn, SqsParameters, DeadLetterConfig }: Target): void {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/s.test(Arn)) {
    throw failedValidation(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (/^arn:[^:]+:sqs:.*\.fifo$/.test(Arn) && SqsParameters?.MessageGroupId === undefined) {
    throw failedValidation(`Parameter(s) MessageGroupId must be specified for target: ${Id}.`);
  }
  const letters = DeadLetterConfig?.Arn;
  if (letters !== undefined && !/^arn:[^:]+:sqs:/.test(letters)) {
    throw failedValidation(
      `Parameter DeadLetterConfig.Arn is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
}

function checkInput({ Id, Input, InputPath, InputTransformer }: Target): void {
  if ([Input, InputPath, InputTransformer].filter((each) => each !== undefined).length > 1) {
    throw failedValidation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input !== undefined && !isJson(Input))
    throw failedValidation(`JSON syntax error in input for target ${Id}: Input`);
  if (InputPath !== undefined && parsePath(InputPath) === undefined) {
    throw failedValidation(`Parameter InputPath is not valid for target ${Id}: ${InputPath}`);
  }
  if (InputTransformer === undefined) return;
  const { InputPathsMap = {}, InputTemplate } = InputTransformer;
  for (const path of Object.values(InputPathsMap)) {
    if (parsePath(path) === undefined)
      throw failedValidation(`Parameter InputPathsMap is not valid for target ${Id}: ${path}`);
  }
  const known = new Set<string>([...Object.keys(InputPathsMap), ...predefinedNames]);
  const unknown = placeholdersOf(InputTemplate).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw failedValidation(`InputTemplate for target ${Id} contains invalid placeholder ${unknown}.`);
  }
  const fault = templateFault(InputTemplate);
  if (fault !== undefined) throw failedValidation(`Invalid InputTemplate for target ${Id} : [${fault}]`);
}
