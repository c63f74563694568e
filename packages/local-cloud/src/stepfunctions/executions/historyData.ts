/** Members of an event's details that contain data of the execution, and those that describe them. */
const dataKeys = new Set([
  ...["input", "inputDetails", "output", "outputDetails", "parameters"],
  ...["assignedVariables", "assignedVariablesDetails"],
]);

/** Returns the details of an event without data. Error and cause stay (LocalStack's snapshots `test_logs`, recorded on AWS). */
export function withoutData(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !dataKeys.has(key)));
}
