/** Messages from the console's server to its page about state machines. */
import type { ExecutionSummary, MachineState, MapRunState } from "../../kernel/interfaces/machineContents";

interface Box {
  /** Upper left corner, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A drawn state. A Parallel or Map state contains the boxes of its branches' states. */
export interface StateBox extends Box {
  readonly name: string;
  readonly type: string;
  /** Short text below the name, such as the task's service. */
  readonly words: string;
  readonly isContainer: boolean;
}

/** A transition between two states. */
export interface StateEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** True for the way of a catcher. */
  readonly isCatch: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface MachineDrawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StateBox[];
  readonly edges: readonly StateEdge[];
}

/** A machine with its newest executions. */
export interface MachineDetail extends MachineState {
  /** Undefined for a definition that is not JSON. */
  readonly drawing: MachineDrawing | undefined;
  readonly executions: readonly ExecutionSummary[];
}

/** One attempt of a task, or one failure of a Map or Parallel state. */
export interface StepAttempt {
  /** Resource of the task; undefined for a Map or Parallel state. */
  readonly resource: string | undefined;
  readonly failed: boolean;
  /** Name and cause of the error. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Milliseconds of the run's clock; undefined while it runs. */
  readonly millis: number | undefined;
}

/** One visit of a state. */
export interface PathStep {
  /** Id of the StateEntered event. */
  readonly id: number;
  readonly name: string;
  readonly type: string;
  /** Id of the visit of the Map or Parallel state around it. */
  readonly parent: number | undefined;
  /** Index of the iteration, if any. */
  readonly iteration: number | undefined;
  readonly status: "running" | "succeeded" | "caught" | "failed" | "aborted";
  /** Milliseconds of the run's clock since the start of the execution. */
  readonly at: number;
  readonly millis: number | undefined;
  /** JSON texts, possibly truncated. */
  readonly input: string;
  readonly output: string | undefined;
  /** Assigned variables by name, as JSON texts. */
  readonly assigned: readonly (readonly [name: string, value: string])[];
  readonly attempts: readonly StepAttempt[];
  /** Token with which another party ends the task. */
  readonly token: string | undefined;
}

/** An execution with its path. */
export interface ExecutionDetail extends ExecutionSummary {
  readonly machineName: string;
  readonly type: string;
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly redriveCount: number;
  readonly isRedrivable: boolean;
  readonly trace: string | undefined;
  /** Id of the stored request that started it, if any. */
  readonly request: number | undefined;
  readonly drawing: MachineDrawing | undefined;
  /** The newest visits, oldest first. */
  readonly steps: readonly PathStep[];
  readonly droppedSteps: number;
  /** Visits of each state by status. */
  readonly visits: Readonly<Record<string, Readonly<Partial<Record<PathStep["status"], number>>>>>;
  readonly mapRuns: readonly MapRunState[];
}
