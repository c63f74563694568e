import { expect } from "chai";
import { bucket } from "../../api/buckets/declaration";
import type { ObjectSchema } from "../../api/http/schemas";
import { findViolations } from "../../api/route/checks";
import { resource } from "../../api/route/resource";
import { table } from "../../api/tables/declaration";
import { workflow } from "../../api/workflow/workflow";

const uses = {
  rooms: table({ logicalName: "Rooms", partitionKey: { name: "id", type: "S" } }),
  files: bucket({ logicalName: "Files" }),
};
const input = { type: "object", properties: { id: { type: "string" } } } as const;
const end = { Type: "Succeed" } as const;

/** Returns the violations of a workflow with changes. Casts admit what the compiler rejects. */
function violationsOf(
  changes: object,
  { key = "tidy", access = {}, schema = input }: { key?: string; access?: object; schema?: object } = {},
): string[] {
  const tidy = workflow({
    name: "tidy",
    summary: "Tidies rooms",
    input,
    uses,
    tasks: (task) => ({
      sweep: task({
        access: access as never,
        input: schema as ObjectSchema,
        callbackFactory: () => () => Promise.resolve(),
      }),
    }),
    definition: { StartAt: "first", States: { first: { Type: "Task", Task: "sweep", End: true } } },
    ...changes,
  });
  return [...findViolations([resource({ [key]: tidy }, () => [])])];
}

const states = (first: object, others: object = {}) => ({
  definition: { StartAt: "first", States: { first, ...others, last: { Type: "Task", Task: "sweep", End: true } } },
});
const map = (fields: object, inner: object = { StartAt: "in", States: { in: end } }) =>
  states({
    Type: "Map",
    Next: "last",
    ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...inner },
    ...fields,
  });

const cases: readonly (readonly [string, object, string])[] = [
  [
    "a long name",
    { name: "a".repeat(42) },
    `workflow ${"a".repeat(42)}: a name is 1 to 41 letters, digits and underscores, and begins with a letter`,
  ],
  ["an empty summary", { summary: " " }, "workflow tidy: its summary is empty"],
  [
    "a state that waits without a timeout",
    states({ Type: "Task", Task: "sweep", WaitForTaskToken: true, Next: "last" }),
    "workflow tidy: the state first has WaitForTaskToken without TimeoutSeconds; state how long it may wait",
  ],
  [
    "a heartbeat that is no shorter than the timeout",
    states({
      ...{ Type: "Task", Task: "sweep", WaitForTaskToken: true },
      ...{ TimeoutSeconds: 60, HeartbeatSeconds: 60, Next: "last" },
    }),
    "workflow tidy: the state first: HeartbeatSeconds is 60, and must be less than its TimeoutSeconds, 60",
  ],
  [
    "a heartbeat of a state that does not wait",
    states({ Type: "Task", Task: "sweep", HeartbeatSeconds: 60, Next: "last" }),
    "workflow tidy: the state first has HeartbeatSeconds without WaitForTaskToken; remove it",
  ],
  [
    "a timeout of no seconds",
    { timeoutSeconds: 0 },
    "workflow tidy: timeoutSeconds is 0, and must be an integer from 1 to 31536000",
  ],
  [
    "a first state that does not exist",
    { definition: { StartAt: "frist", States: { first: { Type: "Task", Task: "sweep", End: true } } } },
    "workflow tidy: StartAt names the state frist, which does not exist; its states are first",
  ],
  [
    "a Next that does not exist",
    states({ Type: "Pass", Next: "lats" }, { other: { Type: "Pass", Next: "last" } }),
    "workflow tidy: the state first continues with the state lats, which does not exist; its states are first, other, last",
  ],
  [
    "a Default that does not exist",
    states({ Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "last" }], Default: "lats" }),
    "workflow tidy: the state first continues with the state lats, which does not exist; its states are first, last",
  ],
  [
    "a choice that does not exist",
    states({ Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "lats" }], Default: "last" }),
    "workflow tidy: the state first continues with the state lats, which does not exist; its states are first, last",
  ],
  [
    "a catcher that does not exist",
    states({ Type: "Task", Task: "sweep", Next: "last", Catch: [{ ErrorEquals: ["States.ALL"], Next: "lats" }] }),
    "workflow tidy: the state first continues with the state lats, which does not exist; its states are first, last",
  ],
  [
    "a state in a branch that does not exist",
    states({
      Type: "Parallel",
      Next: "last",
      Branches: [{ StartAt: "in", States: { in: { Type: "Pass", Next: "out" } } }],
    }),
    "workflow tidy: in the state first: the state in continues with the state out, which does not exist; its states are in",
  ],
  [
    "a state of an item processor that does not exist",
    map({}, { StartAt: "out", States: { in: end } }),
    "workflow tidy: in the state first: StartAt names the state out, which does not exist; its states are in",
  ],
  [
    "a state that nothing reaches",
    states({ Type: "Pass", Next: "last" }, { alone: end }),
    "workflow tidy: no state continues with the state alone",
  ],
  [
    "two states with one name",
    map({}, { StartAt: "last", States: { last: end } }),
    "workflow tidy: two states are named last",
  ],
  [
    "a long name of a state",
    states({ Type: "Pass", Next: "a".repeat(81) }, { ["a".repeat(81)]: { Type: "Pass", Next: "last" } }),
    `workflow tidy: the name of the state ${"a".repeat(81)} is longer than 80 characters`,
  ],
  [
    "a state without a successor",
    states(
      { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "wait" }], Default: "last" },
      { wait: { Type: "Wait", Seconds: 1 } },
    ),
    "workflow tidy: the state wait must have either Next or End: true",
  ],
  [
    "a state with two successors",
    states({ Type: "Pass", Next: "last", End: true }),
    "workflow tidy: the state first must have either Next or End: true",
  ],
  [
    "a choice without choices",
    states({ Type: "Choice", Choices: [], Default: "last" }),
    "workflow tidy: the state first has no choice",
  ],
  [
    "a task that does not exist",
    states({ Type: "Task", Task: "swep", Next: "last" }),
    "workflow tidy: the state first calls the task swep, which does not exist; its tasks are sweep",
  ],
  [
    "a task that no state calls",
    { definition: { StartAt: "first", States: { first: end } } },
    "workflow tidy: no state calls the task sweep",
  ],
  [
    "too many iterations at a time",
    map({ MaxConcurrency: 10_001 }),
    "workflow tidy: the state first: MaxConcurrency is 10001, and must be an integer from 0 to 10000",
  ],
  [
    "a reader of a bucket that it does not use",
    map({ ItemReader: { Bucket: "rooms", Key: "a", InputType: "JSONL" } }),
    "workflow tidy: the state first: its ItemReader names the bucket rooms, which uses does not list; its buckets are files",
  ],
  [
    "a writer to a bucket that it does not use",
    map({ ResultWriter: { Bucket: "toString", Prefix: "a" } }),
    "workflow tidy: the state first: its ResultWriter names the bucket toString, which uses does not list; its buckets are files",
  ],
  [
    "a reader beside items",
    map({ Items: [1], ItemReader: { Bucket: "files", Key: "a", InputType: "JSONL" } }),
    "workflow tidy: the state first has both Items and ItemReader; remove one",
  ],
  [
    "a reader of CSV without a header",
    map({ ItemReader: { Bucket: "files", Key: "a", InputType: "CSV" } }),
    "workflow tidy: the state first: its ItemReader reads CSV, and must have CSVHeaderLocation",
  ],
];

describe("the checks of workflows", () => {
  it("accept a workflow", () => {
    expect(violationsOf({})).to.deep.equal([]);
    expect(violationsOf(map({ ItemReader: { Bucket: "files", Key: "a", InputType: "JSONL" } }))).to.deep.equal([]);
  });

  for (const [what, changes, sentence] of cases) {
    it(`refuse ${what}`, () => {
      const key = (changes as { readonly name?: string }).name ?? "tidy";
      expect(violationsOf(changes, { key })[0]).to.equal(sentence);
    });
  }

  it("refuse a workflow that its resource lists by another name", () => {
    expect(violationsOf({}, { key: "other" })).to.deep.equal([
      "workflow tidy: its resource lists it as other; list it as tidy",
    ]);
  });

  it("refuse access to what the workflow does not use, actions that do not exist, and unchecked keywords", () => {
    expect(violationsOf({}, { access: { guests: ["GetItem"] } })).to.deep.equal([
      "task sweep: access names guests, which its resource does not list",
    ]);
    expect(violationsOf({}, { access: { rooms: ["ReadItem"] } })[0]).to.match(
      /^task sweep: ReadItem is not an action on the table rooms; /,
    );
    expect(violationsOf({}, { schema: { type: "object", properties: {}, oneOf: [] } })).to.deep.equal([
      "task sweep: its input has the keyword oneOf, which is not checked; keywords of type object are properties, required",
    ]);
  });

  it("refuse a task with the name of a route", () => {
    const tidy = workflow({
      ...{ name: "tidy", summary: "Tidies rooms", input, uses },
      tasks: (task) => ({ sweep: task({ input, callbackFactory: () => () => Promise.resolve() }) }),
      definition: { StartAt: "first", States: { first: { Type: "Task", Task: "sweep", End: true } } },
    });
    const rooms = resource({ tidy }, (route) => [
      route({
        ...{ name: "sweep", method: "POST", path: "/rooms", summary: "Sweeps", access: { tidy: ["StartExecution"] } },
        responses: { 202: { description: "It is swept" } },
        callbackFactory: () => () => Promise.resolve({ statusCode: 202 as const }),
      }),
    ]);
    expect([...findViolations([rooms])]).to.deep.equal([
      "two of the routes, consumers and tasks are named sweep; rename one",
    ]);
  });

  it("leave the names of states and tasks to the compiler too", () => {
    const fields = { name: "tidy", summary: "Tidies rooms", input, uses } as const;
    const done = () => () => Promise.resolve();
    workflow({
      ...fields,
      tasks: (task) => ({ sweep: task({ input, callbackFactory: done }) }),
      definition: {
        StartAt: "first",
        States: {
          // @ts-expect-error no state has this name
          first: { Type: "Task", Task: "sweep", Next: "lats" },
          last: end,
        },
      },
    });
    workflow({
      ...fields,
      tasks: (task) => ({ sweep: task({ input, callbackFactory: done }) }),
      definition: {
        StartAt: "first",
        // @ts-expect-error no task has this name
        States: { first: { Type: "Task", Task: "swep", End: true } },
      },
    });
    workflow({
      ...fields,
      tasks: (task) => ({ sweep: task({ input, callbackFactory: done }) }),
      // @ts-expect-error no state has this name
      definition: { StartAt: "frist", States: { first: { Type: "Task", Task: "sweep", End: true } } },
    });
  });
});
