import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { checkValue } from "../http/check";
import type { ObjectSchema } from "../http/schemas";
import type { OpenTable, openTables } from "../tables/open";
import type { TaskCall } from "./declaration";

/** The parts of a task that its handler uses. */
export interface TaskHandlerDeclaration {
  readonly workflow: string;
  readonly task: string;
  /** Names of the environment variables that contain the tables' names, keyed by table. */
  readonly tables: Readonly<Record<string, string>>;
  readonly input: ObjectSchema;
}

/** The payload with which a state calls a task. */
export interface TaskEvent extends TaskCall {
  readonly input: unknown;
}

export type OpenedTaskFactory = (context: {
  readonly tables: Readonly<Record<string, OpenTable>>;
}) => (input: unknown, call: TaskCall) => Promise<unknown>;

export type TaskHandler = (event: TaskEvent, context: Context) => Promise<unknown>;

/**
 * Returns the Lambda handler of a task. An error that the callback throws becomes the error of the state: its `name` is
 * what retriers and catchers match. An input that breaks the schema has the error `InvalidInput`.
 *
 * @param declaration a `TaskHandlerDeclaration` as JSON. Pulumi captures a string faster than an object.
 * @param open opens the task's tables; absent for a task without tables.
 */
export function taskHandler(
  declaration: string,
  callbackFactory: OpenedTaskFactory,
  open?: typeof openTables,
): TaskHandler {
  const { workflow, task, tables, input: schema } = JSON.parse(declaration) as TaskHandlerDeclaration;
  const callback = callbackFactory({ tables: open === undefined ? {} : open(tables) });
  const logger = new Logger();
  let coldStart = true;

  const checked = (input: unknown): unknown => {
    try {
      return checkValue("input", schema, input);
    } catch (error) {
      throw Object.assign(new Error((error as Error).message), { name: "InvalidInput" });
    }
  };

  return async ({ input, execution, state, retries, token }, context) => {
    const started = Date.now();
    const line = { workflow, task, execution, state, retries, requestId: context.awsRequestId, coldStart };
    coldStart = false;
    try {
      const output = await callback(checked(input), { execution, state, retries, token });
      logger.info("task", { ...line, durationMs: Date.now() - started });
      return output;
    } catch (error) {
      logger.error("task failed", { ...line, durationMs: Date.now() - started, error: error as Error });
      throw error;
    }
  };
}
