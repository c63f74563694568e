import type { QueryLanguage } from "./model";

/** Fields of a state type: of both query languages, of JSONPath only and of JSONata only. */
interface FieldSets {
  readonly both: readonly string[];
  readonly JSONPath: readonly string[];
  readonly JSONata: readonly string[];
}

const transition = ["Next", "End"];
const handling = ["Retry", "Catch"];
const inAndOut = ["InputPath", "OutputPath"];
const result = ["ResultSelector", "ResultPath"];

/** Fields of all state types (Amazon States Language, "State type reference"). */
const fieldSets: Readonly<Record<string, FieldSets>> = {
  Task: {
    both: [...transition, ...handling, "Assign", "Credentials", "Resource", "TimeoutSeconds", "HeartbeatSeconds"],
    JSONPath: [...inAndOut, ...result, "Parameters", "TimeoutSecondsPath", "HeartbeatSecondsPath"],
    JSONata: ["Arguments", "Output"],
  },
  Pass: {
    both: [...transition, "Assign"],
    JSONPath: [...inAndOut, "Parameters", "Result", "ResultPath"],
    JSONata: ["Output"],
  },
  Wait: {
    both: [...transition, "Assign", "Seconds", "Timestamp"],
    JSONPath: [...inAndOut, "SecondsPath", "TimestampPath"],
    JSONata: ["Output"],
  },
  Choice: { both: ["Assign", "Choices", "Default"], JSONPath: inAndOut, JSONata: ["Output"] },
  Succeed: { both: ["Assign"], JSONPath: inAndOut, JSONata: ["Output"] },
  Fail: { both: ["Error", "Cause"], JSONPath: ["ErrorPath", "CausePath"], JSONata: [] },
  Parallel: {
    both: [...transition, ...handling, "Assign", "Branches"],
    JSONPath: [...inAndOut, ...result, "Parameters"],
    JSONata: ["Arguments", "Output"],
  },
  Map: {
    both: [
      ...[...transition, ...handling, "Assign", "ItemBatcher", "ItemProcessor", "ItemReader", "ItemSelector"],
      ...["Iterator", "Label", "MaxConcurrency", "ResultWriter", "ToleratedFailureCount"],
      "ToleratedFailurePercentage",
    ],
    JSONPath: [
      ...[...inAndOut, ...result, "ItemsPath", "MaxConcurrencyPath", "Parameters", "ToleratedFailureCountPath"],
      "ToleratedFailurePercentagePath",
    ],
    JSONata: ["Items", "Output"],
  },
};

const common = ["Comment", "QueryLanguage", "Type"];

export const stateTypes: readonly string[] = Object.keys(fieldSets);

/** Returns AWS's message for a field that a state does not support; undefined for a supported one. */
export function fieldFault(type: string, language: QueryLanguage, field: string): string | undefined {
  const sets = fieldSets[type]!;
  if (common.includes(field) || sets.both.includes(field) || sets[language].includes(field)) return undefined;
  const other = language === "JSONPath" ? "JSONata" : "JSONPath";
  if (!sets[other].includes(field)) return `Field '${field}' is not supported`;
  return `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`;
}
