import { isObject, typeName, type Json, type JsonObject } from "../language/json";
import { invalid } from "../operations/input";

type Fields = Readonly<Record<string, string>>;

/** Fields of a context object and their types (Developer Guide, "Accessing execution data from the Context object"). */
const sections: Readonly<Record<string, Fields>> = {
  Execution: {
    ...{ Id: "string", Input: "any", Name: "string", RoleArn: "string", StartTime: "string" },
    ...{ RedriveCount: "number", RedriveTime: "string" },
  },
  State: { EnteredTime: "string", Name: "string", RetryCount: "number" },
  StateMachine: { Id: "string", Name: "string" },
  Task: { Token: "string" },
};

/**
 * Checks the context object of a test. The messages are those of LocalStack's snapshots
 * `test_state_context_object_validation_failures`.
 *
 * @param hasToken true for a task with a callback or a nested execution
 * @throws ServiceError
 */
export function checkContext(context: JsonObject, hasToken: boolean): void {
  for (const [section, value] of Object.entries(context)) {
    if (section === "Map") throw rejected("'Map' field is not supported when mocking a Context object");
    const fields = Object.hasOwn(sections, section) ? sections[section]! : undefined;
    if (fields === undefined) throw rejected(`Field '${section}' is not allowed`);
    if (section === "Task" && !hasToken) {
      const patterns = "a '.sync' or '.waitForTaskToken' service integration pattern";
      throw rejected(`Context object contains 'Task' when state is not a Task state with ${patterns}`);
    }
    checkSection(section, value, fields);
  }
}

function checkSection(section: string, value: Json, fields: Fields): void {
  if (!isObject(value)) throw rejected(`${section} must be a JSON object`);
  for (const [field, each] of Object.entries(value)) {
    const type = Object.hasOwn(fields, field) ? fields[field]! : undefined;
    if (type === undefined) throw rejected(`Field '${field}' is not allowed`);
    if (type !== "any" && typeName(each) !== type) throw rejected(`${section}.${field} must be a ${type}`);
  }
}

function rejected(rule: string) {
  return invalid(`Invalid Context object provided: ${rule}`);
}
