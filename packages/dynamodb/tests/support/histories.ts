import fc from "fast-check";

export const tableRequest = {
  TableName: "table",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "N" },
    { AttributeName: "g", AttributeType: "S" },
    { AttributeName: "l", AttributeType: "N" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  BillingMode: "PAY_PER_REQUEST",
  GlobalSecondaryIndexes: [
    {
      IndexName: "global",
      KeySchema: [
        { AttributeName: "g", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "local",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "l", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
};

export interface Operation {
  readonly name: string;
  readonly request: Record<string, unknown>;
}

const partition = fc.constantFrom("a", "b", "é\u{1f600}").map((S) => ({ S }));
const number = fc
  .oneof(fc.integer({ min: -20, max: 20 }).map(String), fc.constantFrom("1.5", "-0.25", "1E3", "0.001", "-7E-2"))
  .map((N) => ({ N }));
const key = fc.record({ pk: partition, sk: number });
const value = fc.oneof(
  number,
  fc.constantFrom("x", "yy", "").map((S) => ({ S })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.uniqueArray(fc.constantFrom("1", "2", "3"), { minLength: 1 }).map((NS) => ({ NS })),
  fc.array(number, { maxLength: 3 }).map((L) => ({ L })),
  number.map((n) => ({ M: { n } })),
);
const item = fc
  .tuple(key, fc.record({ g: partition, l: number, v: value, w: value }, { requiredKeys: [] }))
  .map(([own, more]) => ({ ...own, ...more }));

const condition = fc.constantFrom(
  undefined,
  "attribute_exists(v)",
  "attribute_not_exists(pk)",
  "v = :n",
  "v < :n OR w <> :n",
  "NOT (v BETWEEN :m AND :n)",
  "v IN (:n, :s)",
  // dynalite computes no size of an empty string, so the bound exceeds any empty string.
  "contains(v, :s) OR size(v) > :one",
  "begins_with(v, :s) AND attribute_type(v, :type)",
);
const update = fc.constantFrom(
  "SET v = :n",
  "SET v = if_not_exists(v, :m) REMOVE w",
  "ADD v :n",
  "SET w = v",
  "SET v = list_append(:list, :list), w = :s",
  "REMOVE v, w",
  "SET v[1] = :n",
  "SET v.n = :s",
  "REMOVE v[0]",
  "ADD v :set",
  "DELETE v :set",
  "SET l = :n, g = :s",
  "SET v = v - :n",
);
const values: Record<string, object> = {
  ":n": { N: "3" },
  ":m": { N: "-2" },
  ":one": { N: "1" },
  ":s": { S: "x" },
  ":type": { S: "S" },
  ":list": { L: [{ N: "1" }] },
  ":set": { NS: ["1", "5"] },
};

/** Returns only the used values, because DynamoDB rejects unused ones. */
function used(...texts: (string | undefined)[]): object {
  const names = new Set(texts.flatMap((text) => text?.match(/:\w+/g) ?? []));
  if (names.size === 0) return {};
  return { ExpressionAttributeValues: Object.fromEntries([...names].map((name) => [name, values[name]!])) };
}

const put = fc.tuple(item, condition).map(([Item, ConditionExpression]) => ({
  name: "PutItem",
  request: {
    Item,
    ReturnValues: "ALL_OLD",
    ...(ConditionExpression === undefined ? {} : { ConditionExpression }),
    ...used(ConditionExpression),
  },
}));
const remove = fc.tuple(key, condition).map(([Key, ConditionExpression]) => ({
  name: "DeleteItem",
  request: {
    Key,
    ReturnValues: "ALL_OLD",
    ...(ConditionExpression === undefined ? {} : { ConditionExpression }),
    ...used(ConditionExpression),
  },
}));
const change = fc
  .tuple(key, update, condition, fc.constantFrom("ALL_NEW", "ALL_OLD", "UPDATED_NEW", "UPDATED_OLD"))
  .map(([Key, UpdateExpression, ConditionExpression, ReturnValues]) => ({
    name: "UpdateItem",
    request: {
      Key,
      UpdateExpression,
      ReturnValues,
      ...(ConditionExpression === undefined ? {} : { ConditionExpression }),
      ...used(UpdateExpression, ConditionExpression),
    },
  }));
const get = key.map((Key) => ({ name: "GetItem", request: { Key } }));

const range = fc.constantFrom("", " AND R = :x", " AND R < :x", " AND R >= :x", " AND R BETWEEN :x AND :y");
const query = fc
  .tuple(
    partition,
    fc.constantFrom(undefined, "global", "local"),
    range,
    fc.record({ x: number, y: number }),
    fc.boolean(),
  )
  .map(([hash, IndexName, bounds, { x, y }, ScanIndexForward]) => {
    const [low, high] = Number(x.N) <= Number(y.N) ? [x, y] : [y, x];
    const names = IndexName === "global" ? ["g", "sk"] : IndexName === "local" ? ["pk", "l"] : ["pk", "sk"];
    const text = `${names[0]} = :p${bounds.replace("R", names[1]!)}`;
    const all: Record<string, object> = { ":p": hash, ":x": low, ":y": high };
    const present = text.match(/:\w+/g)!;
    return {
      name: "Query",
      request: {
        KeyConditionExpression: text,
        ExpressionAttributeValues: Object.fromEntries(present.map((each) => [each, all[each]!])),
        ScanIndexForward,
        ...(IndexName === undefined ? {} : { IndexName }),
      },
    };
  });

// No recorded case shows whether a filter sees attributes that a local index does not project, so it filters none.
const scan = fc
  .oneof(
    fc.tuple(fc.constantFrom(undefined, "global"), fc.constantFrom(undefined, "v = :n", "attribute_exists(w)")),
    fc.constant(["local", undefined] as const),
  )
  .map(([IndexName, FilterExpression]) => ({
    name: "Scan",
    request: {
      ...(IndexName === undefined ? {} : { IndexName }),
      ...(FilterExpression === undefined ? {} : { FilterExpression }),
      ...used(FilterExpression),
    },
  }));
const identity = ({ pk, sk }: { pk: { S: string }; sk: { N: string } }) => `${pk.S} ${Number(sk.N)}`;
const batchWrite = fc
  .uniqueArray(fc.tuple(item, fc.boolean()), { selector: ([each]) => identity(each), minLength: 1, maxLength: 5 })
  .map((all) => ({
    name: "BatchWriteItem",
    request: {
      RequestItems: {
        table: all.map(([{ pk, sk, ...more }, isPut]) =>
          isPut ? { PutRequest: { Item: { pk, sk, ...more } } } : { DeleteRequest: { Key: { pk, sk } } },
        ),
      },
    },
  }));
const batchGet = fc.uniqueArray(key, { selector: identity, minLength: 1, maxLength: 5 }).map((Keys) => ({
  name: "BatchGetItem",
  request: { RequestItems: { table: { Keys } } },
}));

const single = [
  { weight: 3, arbitrary: put },
  { weight: 3, arbitrary: change },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: get },
  { weight: 2, arbitrary: query },
];

function historyOf(...arbitraries: fc.WeightedArbitrary<Operation>[]): fc.Arbitrary<Operation[]> {
  const operation = fc.oneof(...arbitraries).map(({ name, request }) => ({
    name,
    request: "RequestItems" in request ? request : { TableName: "table", ...request },
  }));
  return fc.array(operation, { minLength: 5, maxLength: 40 });
}

/** Generates a random sequence of operations on single items and of queries. */
export const history: fc.Arbitrary<Operation[]> = historyOf(...single);

/** Generates a random sequence that also contains scans and batches, which return items in no common order. */
export const historyWithBatches: fc.Arbitrary<Operation[]> = historyOf(
  ...single,
  { weight: 1, arbitrary: scan },
  { weight: 1, arbitrary: batchWrite },
  { weight: 1, arbitrary: batchGet },
);
