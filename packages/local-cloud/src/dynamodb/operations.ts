import { createRequire } from "node:module";
import type { Store } from "dynalite/db";
import validations from "dynalite/validations";

/** What dynalite can do (its own list is not exported). */
const names = [
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
];

type Action = (store: Store, data: object, done: (error: Error | null | undefined, answer?: object) => void) => void;

/** Checks a request's shape and values. @throws an error with `statusCode` and `body`, as DynamoDB answers. */
type Check = (data: unknown, store: Store) => object;

export interface Operation {
  readonly check: Check;
  readonly act: Action;
  /** Whether it can say what it consumes. */
  readonly consumes: boolean;
}

const requireFrom = createRequire(__filename);

function load(name: string): Operation {
  const file = validations.toLowerFirst(name);
  const { types, custom } = requireFrom(`dynalite/validations/${file}`) as { types: object; custom: unknown };
  return {
    consumes: "ReturnConsumedCapacity" in types,
    check: (data, store) => {
      const checked = validations.checkTypes(data, types);
      validations.checkValidations(checked, types, custom, store);
      return checked;
    },
    act: requireFrom(`dynalite/actions/${file}`) as Action,
  };
}

/** dynalite's operations by name: its own server takes an error of the storage for one of the whole process. */
export const operations: ReadonlyMap<string, Operation> = new Map(names.map((name) => [name, load(name)]));
