import type { MachineDefinition, StatesBlock } from "../definition/model";
import type { Chance } from "../language/intrinsicFunctions";
import type { Json, JsonObject } from "../language/json";
import type { TaskResource } from "../tasks/resource";

/** An event of the history, in the form of GetExecutionHistory, without id and time. */
export interface NewEvent {
  readonly type: string;
  /** Key and value of the details, such as `stateEnteredEventDetails`. */
  readonly details?: readonly [key: string, value: JsonObject];
  /** Id of the event that it follows. */
  readonly previous: number;
}

/** Position of a sequence of states, from which it continues after a restart. */
export interface Progress {
  /** Current state. */
  readonly state: string;
  readonly input: Json;
  readonly variables: JsonObject;
  /** Id of the sequence's last event. */
  readonly previous: number;
  /** Id and time of the StateEntered event; undefined before the state is entered. */
  readonly enteredId?: number;
  readonly enteredAt?: number;
  /** Number of retries of each retrier. */
  readonly retries?: readonly number[];
  /** End of the current wait: of a Wait state or before a retry. */
  readonly wakeAt?: number | undefined;
  readonly task?: RunningTask | undefined;
  /** Running map run of the state. */
  readonly mapRun?: string | undefined;
  /** Id of the MapStateStarted or ParallelStateStarted event. */
  readonly startedId?: number | undefined;
}

/** A task that was started and has not ended. */
export interface RunningTask {
  /** Token of a callback or an activity; empty for other tasks. */
  readonly token: string;
  readonly startedAt: number;
  /** True once the service has answered, and another party ends the task. */
  readonly isSubmitted: boolean;
  /** ARN of the nested execution of `.sync`. */
  readonly execution?: string;
}

/** Keeps the positions of all sequences of an execution. */
export interface ProgressStore {
  load(frame: string): Progress | undefined;
  save(frame: string, progress: Progress): void;
  /** Output of a branch or an iteration that has ended. */
  loadOutput(frame: string): { readonly output: Json } | undefined;
  saveOutput(frame: string, output: Json): void;
  /** Saves an output in place of others, all or none. */
  replaceOutputs(frame: string, output: Json, replaced: readonly string[]): void;
  /** Removes the positions of all branches and iterations below a frame. */
  dropBelow(frame: string): void;
}

/** A task as it is scheduled. */
export interface TaskCall {
  /** ARN of the Resource field. */
  readonly resource: string;
  readonly input: Json;
  /** Token of a callback; undefined without `.waitForTaskToken`. */
  readonly token: string | undefined;
  /** Role of the Credentials field; undefined for the machine's. */
  readonly roleArn: string | undefined;
  readonly signal: AbortSignal;
}

/** Runs tasks. All methods throw a StateError for a failure. */
export interface Tasks {
  /** Calls the service and returns its response. */
  call(call: TaskCall): Promise<Json>;
  /** Returns why a task cannot start, in AWS's words; undefined if it can. */
  startFault(resource: TaskResource, input: Json): string | undefined;
  /** Creates the token of a task that another party ends. */
  open(token: string): void;
  /** Resolves when the token's task ends. `onHeartbeat` is called for each heartbeat. */
  ended(token: string, onHeartbeat: () => void): Promise<Json>;
  close(token: string): void;
  /** Offers a task to the workers of an activity. `onStarted` receives the worker's name. */
  offer(
    activity: { readonly arn: string; readonly token: string; readonly input: string },
    onStarted: (worker: string | undefined) => void,
  ): void;
  /** Resolves when a nested execution ends, with the result of `.sync` or `.sync:2`. */
  executionEnded(arn: string, form: "sync" | "sync:2", signal: AbortSignal): Promise<Json>;
  stopExecution(arn: string): void;
}

/** A distributed map as its state starts it. */
export interface MapRunRequest {
  /** ARN of the run that continues after a restart. */
  readonly arn: string | undefined;
  readonly label: string;
  readonly processor: StatesBlock;
  readonly isExpress: boolean;
  readonly limits: MapRunLimits;
  /** Returns the numbers of results so far, those from before a restart included. */
  readonly results: () => ResultCounts;
}

/** Limits of a distributed map, which UpdateMapRun changes while it runs. */
export interface MapRunLimits {
  /** 0 for no limit. */
  readonly maxConcurrency: number;
  readonly toleratedCount: number | undefined;
  readonly toleratedPercentage: number | undefined;
}

/** Numbers of child workflows that ended, by status. */
export interface ResultCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
}

/** Runs the child workflows of a distributed map. */
export interface MapRun {
  readonly arn: string;
  /** Current limits. */
  readonly limits: MapRunLimits;
  /** Calls a function after each change of the limits, until the run ends. */
  onLimits(act: () => void): void;
  /** Runs one child workflow, or returns the result that it had before a restart. */
  run(index: number, input: Json, signal: AbortSignal): Promise<ChildResult>;
  /** Ends the run. */
  end(status: "SUCCEEDED" | "FAILED" | "ABORTED"): void;
}

/** The end of a child workflow, in the form of the files of ResultWriter. */
export interface ChildResult {
  readonly arn: string;
  readonly name: string;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly input: Json;
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly startDate: string;
  readonly stopDate: string;
}

/** Surroundings of the interpreter. */
export interface Host {
  readonly machine: MachineDefinition;
  readonly chance: Chance;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  readonly region: string;
  readonly tasks: Tasks;
  readonly progress: ProgressStore;
  now(): number;
  /** Waits on the run's clock. */
  sleep(millis: number, signal: AbortSignal): Promise<void>;
  /** Adds an event to the history. @returns its id. @throws StateError above AWS's limit */
  record(event: NewEvent): number;
  /** Starts or continues a distributed map. */
  mapRun(request: MapRunRequest): MapRun;
  /** Reads and writes objects of S3 with the machine's role. */
  readonly objects: ObjectAccess;
}

export interface ObjectAccess {
  /** Lists the objects of a bucket in pages. @throws StateError */
  list(bucket: string, prefix: string): AsyncIterable<readonly JsonObject[]>;
  read(bucket: string, key: string, versionId: string | undefined): Promise<AsyncIterable<Buffer>>;
  write(bucket: string, key: string, body: string): Promise<void>;
}
