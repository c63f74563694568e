import { expect } from "chai";
import { MachineScene, one } from "./support";

const pass = { Type: "Pass", End: true };
const states = (first: object, more: object = {}) => ({ StartAt: "A", States: { A: { ...pass, ...first }, ...more } });
const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }] };

type Event = Readonly<Record<string, any>>;

/** Which event each follows, as LocalStack's snapshots `test_map_state*` and `test_parallel_state` show it. */
describe("an event follows", () => {
  let machines: MachineScene;
  before(async () => {
    machines = await MachineScene.open();
  });
  after(() => machines.stop());

  const chain = async (definition: object, input: unknown) => {
    const executionArn = await machines.start(await machines.create(definition), input);
    await machines.ended(executionArn);
    const history = await machines.call<{ events: Event[] }>("stepfunctions:GetExecutionHistory", { executionArn });
    return history.events.map(({ type, previousEventId }) => [type as string, previousEventId as number]);
  };

  it("the last state of the iteration before it in a Map", async () => {
    const map = { Type: "Map", MaxConcurrency: 1, ItemProcessor: states({}) };
    expect(await chain(one(map), [1, 2])).to.deep.equal([
      ["ExecutionStarted", 0],
      ["MapStateEntered", 0],
      ["MapStateStarted", 2],
      ["MapIterationStarted", 3],
      ["PassStateEntered", 4],
      ["PassStateExited", 5],
      ["MapIterationSucceeded", 6],
      ["MapIterationStarted", 6],
      ["PassStateEntered", 8],
      ["PassStateExited", 9],
      ["MapIterationSucceeded", 10],
      ["MapStateSucceeded", 11],
      ["MapStateExited", 11],
      ["ExecutionSucceeded", 13],
    ]);
  });

  it("the failed state after a retry and a failure of a Map", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }];
    const map = { Type: "Map", ItemProcessor: { StartAt: "A", States: { A: { Type: "Fail" } } }, Retry, ...caught };
    expect((await chain(one(map, { End: pass }), [1])).slice(3)).to.deep.equal([
      ["MapIterationStarted", 3],
      ["FailStateEntered", 4],
      ["MapIterationFailed", 5],
      ["MapStateStarted", 5],
      ["MapIterationStarted", 7],
      ["FailStateEntered", 8],
      ["MapIterationFailed", 9],
      ["MapStateFailed", 9],
      ["MapStateExited", 11],
      ["PassStateEntered", 12],
      ["PassStateExited", 13],
      ["ExecutionSucceeded", 14],
    ]);
  });

  it("the last state of a Parallel's branches", async () => {
    const branch = states({ Next: "B", End: undefined }, { B: pass });
    expect((await chain(one({ Type: "Parallel", Branches: [states({}), branch] }), {})).slice(2)).to.deep.equal([
      ["ParallelStateStarted", 2],
      ["PassStateEntered", 3],
      ["PassStateEntered", 3],
      ["PassStateExited", 4],
      ["PassStateExited", 5],
      ["PassStateEntered", 7],
      ["PassStateExited", 8],
      ["ParallelStateSucceeded", 9],
      ["ParallelStateExited", 9],
      ["ExecutionSucceeded", 11],
    ]);
  });

  it("the failed state of a Parallel's branch", async () => {
    const branch = { StartAt: "A", States: { A: { Type: "Fail" } } };
    const parallel = { Type: "Parallel", Branches: [branch], ...caught };
    expect((await chain(one(parallel, { End: pass }), {})).slice(2, 6)).to.deep.equal([
      ["ParallelStateStarted", 2],
      ["FailStateEntered", 3],
      ["ParallelStateFailed", 4],
      ["ParallelStateExited", 5],
    ]);
  });
});
