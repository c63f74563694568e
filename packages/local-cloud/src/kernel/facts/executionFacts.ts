/** A change of an execution's status, or a start that Step Functions rejected. */
export interface ExecutionFact {
  readonly kind: "execution";
  readonly trace: string | undefined;
  /** True if no caller gave a trace, so that the execution starts its own. */
  readonly startsTrace: boolean;
  /** True for a child workflow of a distributed map. */
  readonly isChild: boolean;
  readonly machineArn: string;
  readonly machineName: string;
  readonly executionArn: string;
  /** `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `ABORTED`. */
  readonly status: string;
  /** Milliseconds from start to end on the run's clock; undefined while it runs. */
  readonly millis: number | undefined;
  /** JSON text of the input, and of the output of a success. */
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** An event of an execution's history. */
export interface ExecutionEventFact {
  readonly kind: "executionEvent";
  readonly trace: string | undefined;
  readonly machineName: string;
  readonly executionArn: string;
  readonly id: number;
  /** Such as `TaskStateEntered` (API reference, HistoryEvent). */
  readonly type: string;
  readonly previous: number;
  /** The event as GetExecutionHistory returns it, by reference. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** A fact of Step Functions. */
export type WorkflowFact = ExecutionFact | ExecutionEventFact;
