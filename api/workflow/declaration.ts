import type { ObjectSchema } from "../http/schemas";
import type { ValueDeclaration } from "../values/declaration";
import type { Steps } from "./states";

/** Runs once per Lambda environment and returns the function that processes each input. */
export type TaskCallbackFactory = (context: never) => (input: never, call: TaskCall) => Promise<unknown>;

/** The state that calls a task. */
export interface TaskCall {
  /** ARN of the execution. A batch of a distributed map has an execution of its own. */
  readonly execution: string;
  readonly state: string;
  /** 0 for the first attempt. */
  readonly retries: number;
  /** Ends the state; undefined unless the state has `WaitForTaskToken`. Another attempt has another token. */
  readonly token?: string | undefined;
}

/** A declaration that a workflow uses, of any kind. */
export interface UsedDeclaration {
  readonly kind: string;
  readonly logicalName: string;
}

/** A function of a workflow, with a role of its own. */
export interface WorkflowTask {
  /** Name in the definition. Prefix of logical names. Permanent: another name replaces the function. */
  readonly name: string;
  /** Name of its workflow, for messages. */
  readonly workflow: string;
  /** IAM actions that the callback uses, keyed by the names in `uses`. */
  readonly access: Readonly<Record<string, readonly string[]>>;
  readonly uses: Readonly<Record<string, UsedDeclaration>>;
  readonly values: readonly ValueDeclaration[];
  /** Schema of the input. It is checked, and unlisted properties are removed. */
  readonly input: ObjectSchema;
  /** Maximum gzipped bytes of the archive. */
  readonly archiveBudget?: number;
  readonly callbackFactory: TaskCallbackFactory;
  /** The stack of this error begins where the task is declared. Error messages point there. */
  readonly origin: Error;
}

/** Declaration of a workflow: a state machine of Step Functions and the functions of its tasks. */
export interface WorkflowDeclaration<Input extends ObjectSchema = ObjectSchema> {
  readonly kind: "workflow";
  /** Permanent: another name replaces the machine and deletes its executions. */
  readonly logicalName: string;
  /** Purpose of the workflow, in one sentence. */
  readonly summary: string;
  /** Schema of an execution's input. */
  readonly input: Input;
  /** Declarations that its tasks use, and buckets that its maps read, keyed by the names that `access` uses. */
  readonly uses: Readonly<Record<string, UsedDeclaration>>;
  readonly tasks: readonly WorkflowTask[];
  readonly definition: Steps;
  /** Seconds after which an execution fails. Default: a day. */
  readonly timeoutSeconds: number;
}

/** IAM actions that the handle of a workflow uses. StopExecution and DescribeExecution concern its executions. */
export const workflowActions = [
  "DescribeExecution",
  "SendTaskFailure",
  "SendTaskHeartbeat",
  "SendTaskSuccess",
  "StartExecution",
  "StopExecution",
] as const;

export type WorkflowAction = (typeof workflowActions)[number];
