import type { WorkflowDeclaration } from "./declaration";
import type { DistributedMapState, State, Steps, TaskState } from "./states";
import { isDistributed, levelsOf, statesOf, successorsOf, type Level } from "./walk";

/** Maximum length of a state's name (Amazon States Language specification, "States"). */
const maxNameLength = 80;

/** Longest duration of an execution, a year (Step Functions Developer Guide, "Quotas related to executions"). */
const maxSeconds = 31_536_000;

/** Returns a sentence for each mistake in a workflow's definition. @param key its name in `access`. */
export function* checkDefinition(key: string, declaration: WorkflowDeclaration): Generator<string> {
  const { logicalName: name, summary, definition, tasks, timeoutSeconds } = declaration;
  // Names of functions, roles and alarms begin with it.
  if (!/^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(name)) {
    yield `workflow ${name}: a name is 1 to 41 letters, digits and underscores, and begins with a letter`;
  }
  if (name !== key) yield `workflow ${name}: its resource lists it as ${key}; list it as ${name}`;
  if (summary.trim() === "") yield `workflow ${name}: its summary is empty`;
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > maxSeconds) {
    yield `workflow ${name}: timeoutSeconds is ${timeoutSeconds}, and must be an integer from 1 to ${maxSeconds}`;
  }
  const names = new Set<string>();
  for (const level of levelsOf(definition)) {
    yield* checkLevel(name, level);
    for (const [state, each] of Object.entries(level.steps.States)) {
      if (names.has(state)) yield `workflow ${name}: two states are named ${state}`;
      names.add(state);
      yield* checkState(`workflow ${name}: the state ${state}`, each, declaration);
    }
  }
  const called = statesOf(definition).flatMap((state) => (state.Type === "Task" ? [state.Task] : []));
  for (const { name: task } of tasks) {
    if (!called.includes(task)) yield `workflow ${name}: no state calls the task ${task}`;
  }
}

function* checkLevel(workflow: string, { path, steps }: Level): Generator<string> {
  const { StartAt, States } = steps;
  const where = path.length === 0 ? `workflow ${workflow}` : `workflow ${workflow}: in the state ${path.at(-1)}`;
  const has = (name: string) => Object.hasOwn(States, name);
  const known = Object.keys(States).join(", ");
  if (!has(StartAt))
    yield `${where}: StartAt names the state ${StartAt}, which does not exist; its states are ${known}`;
  for (const [name, state] of Object.entries(States)) {
    if (name.length > maxNameLength)
      yield `${where}: the name of the state ${name} is longer than ${maxNameLength} characters`;
    for (const next of successorsOf(state).filter((each) => !has(each))) {
      yield `${where}: the state ${name} continues with the state ${next}, which does not exist; its states are ${known}`;
    }
  }
  const reached = reachableFrom(steps);
  for (const name of Object.keys(States)) {
    if (has(StartAt) && !reached.has(name)) yield `${where}: no state continues with the state ${name}`;
  }
}

function reachableFrom({ StartAt, States }: Steps): ReadonlySet<string> {
  const reached = new Set<string>([StartAt]);
  for (const name of reached) {
    if (!Object.hasOwn(States, name)) continue;
    for (const next of successorsOf(States[name]!)) reached.add(next);
  }
  return reached;
}

function* checkState(what: string, state: State, { tasks, uses }: WorkflowDeclaration): Generator<string> {
  if (state.Type === "Task" && !tasks.some(({ name }) => name === state.Task)) {
    const known = tasks.map(({ name }) => name).join(", ");
    yield `${what} calls the task ${state.Task}, which does not exist; its tasks are ${known}`;
  }
  if (state.Type === "Task") yield* checkWaiting(what, state);
  if (isTransition(state) && (state.Next === undefined) === (state.End === undefined)) {
    yield `${what} must have either Next or End: true`;
  }
  if (state.Type === "Choice" && state.Choices.length === 0) yield `${what} has no choice`;
  if (state.Type !== "Map") return;
  const { MaxConcurrency = 0 } = state;
  if (!Number.isInteger(MaxConcurrency) || MaxConcurrency < 0 || MaxConcurrency > 10_000) {
    yield `${what}: MaxConcurrency is ${MaxConcurrency}, and must be an integer from 0 to 10000`;
  }
  if (isDistributed(state)) yield* checkBuckets(what, state, uses);
}

/** Step Functions Developer Guide, "Wait for a Callback with Task Token": without a timeout, the state waits for a year. */
function* checkWaiting(
  what: string,
  { WaitForTaskToken, TimeoutSeconds, HeartbeatSeconds }: TaskState<string, string>,
): Generator<string> {
  if (WaitForTaskToken === true && TimeoutSeconds === undefined) {
    yield `${what} has WaitForTaskToken without TimeoutSeconds; state how long it may wait`;
  }
  if (HeartbeatSeconds === undefined) return;
  if (WaitForTaskToken !== true) yield `${what} has HeartbeatSeconds without WaitForTaskToken; remove it`;
  // Amazon States Language specification, "Timeouts and heartbeats".
  else if (TimeoutSeconds !== undefined && HeartbeatSeconds >= TimeoutSeconds) {
    yield `${what}: HeartbeatSeconds is ${HeartbeatSeconds}, and must be less than its TimeoutSeconds, ${TimeoutSeconds}`;
  }
}

function isTransition(state: State): state is State & { readonly Next?: string; readonly End?: boolean } {
  return !["Choice", "Fail", "Succeed"].includes(state.Type);
}

function* checkBuckets(
  what: string,
  { ItemReader, ResultWriter, Items }: DistributedMapState<string, string>,
  uses: WorkflowDeclaration["uses"],
): Generator<string> {
  for (const [field, object] of Object.entries({ ItemReader, ResultWriter })) {
    if (object === undefined) continue;
    const { Bucket } = object;
    if (Object.hasOwn(uses, Bucket) && uses[Bucket]!.kind === "bucket") continue;
    const known = Object.keys(uses).filter((name) => uses[name]!.kind === "bucket");
    yield `${what}: its ${field} names the bucket ${Bucket}, which uses does not list; its buckets are ${known.join(", ")}`;
  }
  if (ItemReader !== undefined && Items !== undefined) yield `${what} has both Items and ItemReader; remove one`;
  if (ItemReader?.InputType === "CSV" && ItemReader.CSVHeaderLocation === undefined) {
    yield `${what}: its ItemReader reads CSV, and must have CSVHeaderLocation`;
  }
}
