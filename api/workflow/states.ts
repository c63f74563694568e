/** Attempts after an error, in the words of the Amazon States Language. */
export interface Retrier {
  /** Names of errors: those that a callback throws, and those of AWS, such as `States.Timeout`. */
  readonly ErrorEquals: readonly string[];
  /** Default: 1. */
  readonly IntervalSeconds?: number;
  /** Default: 3. */
  readonly MaxAttempts?: number;
  /** Default: 2. */
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

/** The state that follows an error. Its input is the error, unless `Output` says otherwise. */
export interface Catcher<Name extends string> {
  readonly ErrorEquals: readonly string[];
  readonly Next: Name;
  /** JSONata or JSON. */
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
}

/** Fields of most states. Texts of the form `{% … %}` are JSONata. */
interface Common {
  readonly Comment?: string;
  /** Default: the result of the state. */
  readonly Output?: unknown;
  /** Variables that later states read as `$name`. */
  readonly Assign?: Readonly<Record<string, unknown>>;
}

type Transition<Name extends string> =
  { readonly Next: Name; readonly End?: never } | { readonly End: true; readonly Next?: never };

interface Handling<Name extends string> {
  /** Comes before the retrier for errors of Lambda, which each task has. */
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher<Name>[];
}

/** Calls the function of a task. */
export type TaskState<Name extends string, Task extends string> = Common &
  Handling<Name> &
  Transition<Name> & {
    readonly Type: "Task";
    /** Name of the task. */
    readonly Task: Task;
    /** Input of the callback. Default: the input of the state. */
    readonly Arguments?: unknown;
    /** Default: the timeout of the function. Required with `WaitForTaskToken`. */
    readonly TimeoutSeconds?: number;
    /**
     * Gives the callback a token in its `call`, and waits until `succeed` or `fail` of the workflow's handle is called with
     * the token. The result of the state is what `succeed` passes.
     */
    readonly WaitForTaskToken?: true;
    /** Seconds without `heartbeat` after which a waiting state fails. Less than `TimeoutSeconds`. */
    readonly HeartbeatSeconds?: number;
  };

export type PassState<Name extends string> = Common & Transition<Name> & { readonly Type: "Pass" };

export type WaitState<Name extends string> = Common &
  Transition<Name> & { readonly Type: "Wait" } & (
    | { readonly Seconds: number | string; readonly Timestamp?: never }
    | { readonly Timestamp: string; readonly Seconds?: never }
  );

export interface ChoiceState<Name extends string> extends Common {
  readonly Type: "Choice";
  /** The first whose condition is true determines the next state. */
  readonly Choices: readonly (Common & { readonly Condition: string; readonly Next: Name })[];
  /** Without it, the execution fails if no condition is true. */
  readonly Default?: Name;
}

export interface SucceedState extends Omit<Common, "Assign"> {
  readonly Type: "Succeed";
}

export interface FailState {
  readonly Type: "Fail";
  readonly Comment?: string;
  readonly Error?: string;
  readonly Cause?: string;
}

/** States that run one after the other, beginning with `StartAt`. */
export interface Steps<Name extends string = string, Task extends string = string> {
  readonly StartAt: Name;
  readonly States: Readonly<Record<Name, State<Name, Task>>>;
}

export type ParallelState<Name extends string, Task extends string> = Common &
  Handling<Name> &
  Transition<Name> & {
    readonly Type: "Parallel";
    readonly Arguments?: unknown;
    readonly Branches: readonly Steps<string, Task>[];
  };

/** An object of S3 whose lines or entries a distributed map processes. */
export interface ItemReader {
  /** Name in `uses` of the bucket. */
  readonly Bucket: string;
  /** Key of the object, usually JSONata. */
  readonly Key: string;
  readonly InputType: "CSV" | "JSON" | "JSONL";
  /** Required for CSV. */
  readonly CSVHeaderLocation?: "FIRST_ROW" | "GIVEN";
  readonly CSVHeaders?: readonly string[];
  readonly CSVDelimiter?: "COMMA" | "PIPE" | "SEMICOLON" | "SPACE" | "TAB";
  readonly MaxItems?: number;
}

/** Objects of S3 to which a distributed map writes the results. */
export interface ResultWriter {
  /** Name in `uses` of the bucket. */
  readonly Bucket: string;
  readonly Prefix: string;
}

interface AnyMap<Name extends string> extends Common {
  readonly Type: "Map";
  /** The array, usually JSONata. Default: the input of the state. */
  readonly Items?: unknown;
  /** Input of each iteration. Default: the item. */
  readonly ItemSelector?: unknown;
  /** Iterations that run at a time. Default: 40 in the execution itself, 10,000 distributed. */
  readonly MaxConcurrency?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher<Name>[];
}

/** Runs the same states for each item of an array, as a part of the execution. */
export type InlineMapState<Name extends string, Task extends string> = AnyMap<Name> &
  Transition<Name> & {
    readonly ItemProcessor: Steps<string, Task> & { readonly ProcessorConfig?: { readonly Mode: "INLINE" } };
  };

/** Runs an execution of its own for each item or batch of items. */
export type DistributedMapState<Name extends string, Task extends string> = AnyMap<Name> &
  Transition<Name> & {
    readonly ItemProcessor: Steps<string, Task> & {
      readonly ProcessorConfig: { readonly Mode: "DISTRIBUTED"; readonly ExecutionType: "EXPRESS" | "STANDARD" };
    };
    readonly ItemReader?: ItemReader;
    readonly ItemBatcher?: {
      readonly MaxItemsPerBatch?: number;
      readonly MaxInputBytesPerBatch?: number;
      /** Part of the input of each batch, beside its `Items`. */
      readonly BatchInput?: unknown;
    };
    readonly ResultWriter?: ResultWriter;
    readonly ToleratedFailureCount?: number;
    readonly ToleratedFailurePercentage?: number;
    /** Part of the ARNs of the executions. Default: a random text. */
    readonly Label?: string;
  };

/**
 * A state, in the words of the Amazon States Language and with JSONata (Step Functions Developer Guide, "Amazon States
 * Language"). A task state names a task of the workflow, and S3 objects name buckets in `uses`.
 *
 * @template Name names of the states that may follow.
 */
export type State<Name extends string = string, Task extends string = string> =
  | ChoiceState<Name>
  | DistributedMapState<Name, Task>
  | FailState
  | InlineMapState<Name, Task>
  | ParallelState<Name, Task>
  | PassState<Name>
  | SucceedState
  | TaskState<Name, Task>
  | WaitState<Name>;
