/** The interface of Step Functions for the console: machines and executions without IAM. */
import { serviceKey } from "../serviceRegistry";

/** Numbers of executions by status. Child workflows of distributed maps are not included. */
export interface ExecutionCounts {
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
}

export interface MachineState {
  readonly arn: string;
  readonly name: string;
  /** `STANDARD` or `EXPRESS`. */
  readonly type: string;
  readonly counts: ExecutionCounts;
}

export interface ExecutionSummary {
  readonly arn: string;
  readonly name: string;
  /** `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `ABORTED`. */
  readonly status: string;
  /** Epoch milliseconds of the run's clock. */
  readonly started: number;
  readonly stopped: number | undefined;
}

/** A run of a distributed map. */
export interface MapRunState {
  readonly arn: string;
  readonly label: string;
  readonly status: string;
  readonly counts: ExecutionCounts & { readonly total: number };
  /** The newest child workflows that did not succeed, at most ten. */
  readonly failures: readonly ExecutionSummary[];
}

/** A task that another party ends with a token. */
export interface WaitingTask {
  /** Id of the StateEntered event of its state. */
  readonly enteredId: number;
  readonly token: string;
}

/** An execution with its history. Input and output are JSON texts. */
export interface ExecutionState extends ExecutionSummary {
  readonly machineName: string;
  readonly type: string;
  /** Definition with which it started. */
  readonly definition: string;
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly trace: string | undefined;
  readonly redriveCount: number;
  readonly isRedrivable: boolean;
  /** Events as GetExecutionHistory returns them. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly waiting: readonly WaitingTask[];
  readonly mapRuns: readonly MapRunState[];
}

export interface MachineContents {
  readonly states: readonly MachineState[];
  /** Returns the definition of a machine as JSON text; undefined for an unknown machine. */
  definition(machineArn: string): string | undefined;
  /** Returns the newest executions of a machine, newest first. */
  executions(machineArn: string, count: number): readonly ExecutionSummary[];
  /** Returns an execution, also an express one; undefined if it is not kept. */
  execution(executionArn: string): ExecutionState | undefined;
  /** Starts an execution as StartExecution does. @returns its ARN @throws UserError with AWS's message */
  start(machineArn: string, given: { readonly name: string | undefined; readonly input: string | undefined }): string;
  /** @throws UserError for an execution that is unknown or does not run */
  stop(executionArn: string): void;
  /** Continues an execution at its failed state. @throws UserError with AWS's message */
  redrive(executionArn: string): void;
  /** Ends a task as SendTaskSuccess does. @param output JSON text @throws UserError with AWS's message */
  succeed(token: string, output: string): void;
  /** Ends a task as SendTaskFailure does. @throws UserError with AWS's message */
  fail(token: string, error: string | undefined, cause: string | undefined): void;
}

export const machineContents = serviceKey<MachineContents>("contents of state machines");
