import { invalidParameter } from "../errors";
import type { Path, SetValue, Update } from "../expressions/ast";
import { normalizeValue } from "../values/normalize";
import { typeOf, type AttributeValue } from "../values/types";

export interface AttributeUpdate {
  readonly Value?: AttributeValue;
  readonly Action?: "ADD" | "PUT" | "DELETE";
}

/** Converts AttributeUpdates to an update expression. @throws ValidationException */
export function updateOf(updates: Readonly<Record<string, AttributeUpdate>>): Update {
  const set: { path: Path; value: SetValue }[] = [];
  const remove: Path[] = [];
  const add: { path: Path; value: AttributeValue }[] = [];
  const removed: { path: Path; value: AttributeValue }[] = [];
  for (const [name, { Value, Action = "PUT" }] of Object.entries(updates)) {
    const path = [name];
    if (Value === undefined) {
      if (Action !== "DELETE") {
        throw invalidParameter("Only DELETE action is allowed when no attribute value is specified");
      }
      remove.push(path);
      continue;
    }
    const value = normalizeValue(Value);
    const type = typeOf(value);
    const isSet = type === "SS" || type === "NS" || type === "BS";
    if (Action === "PUT") {
      set.push({ path, value: { kind: "value", value } });
    } else if (Action === "ADD") {
      if (!isSet && type !== "N" && type !== "L") {
        throw invalidParameter(`ADD action is not supported for the type ${type}`);
      }
      add.push({ path, value });
    } else {
      if (!isSet) throw invalidParameter(`DELETE action with value is not supported for the type ${type}`);
      removed.push({ path, value });
    }
  }
  return { set, remove, add, delete: removed };
}
