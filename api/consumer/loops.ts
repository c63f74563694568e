import type { Consumer } from "./consumer";
import { declarationOf } from "./sources";

/** Actions that cause events of a source, by its kind. */
const causingActions: Readonly<Record<string, readonly string[]>> = {
  stream: ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"],
  queue: ["SendMessage"],
  topic: ["Publish"],
  bus: ["PutEvents"],
  bucket: ["PutObject", "DeleteObject"],
};

/**
 * Returns a sentence for each consumer that may cause the events of its own source. Lambda stops loops through SQS, SNS and
 * S3 after about 16 calls, and none through a table's stream or a bus (Lambda Developer Guide, "Use Lambda recursive loop
 * detection").
 */
export function findLoops(consumers: readonly Consumer[]): string[] {
  return consumers.flatMap(({ name, from, access, declarations }) => {
    const source = declarationOf(from);
    const causing = causingActions[from.kind] ?? [];
    return Object.entries(access).flatMap(([key, actions]) => {
      const action =
        source !== undefined && declarations[key] === source && actions.find((each) => causing.includes(each));
      return action
        ? [`consumer ${name} may call itself: ${action} on ${key} causes events of its source; make sure that it ends`]
        : [];
    });
  });
}
