import type { ObjectSchema, ValueOf } from "../http/schemas";
import type { WorkflowAction } from "./declaration";
import type { OpenWorkflow } from "./open";

/** Functions of a handle, by the action that they require. */
interface FunctionOf {
  readonly DescribeExecution: "describe";
  readonly SendTaskFailure: "fail";
  readonly SendTaskHeartbeat: "heartbeat";
  readonly SendTaskSuccess: "succeed";
  readonly StartExecution: "start";
  readonly StopExecution: "stop";
}

/** The handle of a workflow: the functions that `access` allows, with the type of its input. */
export type HandleOf<Input extends ObjectSchema, Action extends WorkflowAction> = Pick<
  OpenWorkflow<ValueOf<Input>>,
  FunctionOf[Action]
>;
