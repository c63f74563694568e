import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { ExecutionStatus } from "@aws-sdk/client-sfn";

export interface StartOptions {
  /**
   * Identifies the execution for 90 days: 1 to 80 letters, digits, `-` and `_`. A repeated start with the same name
   * starts nothing.
   */
  readonly name: string;
}

/** An execution of a workflow. */
export interface Execution {
  readonly status: ExecutionStatus;
  readonly startDate: Date;
  /** Absent while it runs. */
  readonly stopDate?: Date;
  /** Result of a successful execution. */
  readonly output?: unknown;
  /** Name of the error of a failed execution. */
  readonly error?: string;
  readonly cause?: string;
}

/** A workflow with its client, for callbacks. */
export interface OpenWorkflow<Input = unknown> {
  /**
   * Starts an execution. Another start with the same name changes nothing, with whatever input.
   *
   * @returns false if the name was used before for an execution that has ended, or that has another input.
   */
  readonly start: (input: Input, options: StartOptions) => Promise<boolean>;
  /** Returns an execution by its name; undefined if it does not exist. */
  readonly describe: (name: string) => Promise<Execution | undefined>;
  /** Stops an execution by its name. */
  readonly stop: (name: string, reason?: FailureReason) => Promise<void>;
  /** Ends a state that waits for a token. @param output its result @returns false if the state does not wait any more */
  readonly succeed: (token: string, output: unknown) => Promise<boolean>;
  /** Fails a state that waits for a token. @returns false if the state does not wait any more */
  readonly fail: (token: string, reason?: FailureReason) => Promise<boolean>;
  /** Restarts the HeartbeatSeconds of a state that waits for a token. @returns false if it does not wait any more */
  readonly heartbeat: (token: string) => Promise<boolean>;
}

/** Name of an error, which retriers and catchers match, and its cause. */
export interface FailureReason {
  readonly error?: string;
  readonly cause?: string;
}

/**
 * Opens workflows with one client, once per environment. As for tables, three attempts take less than the function's
 * timeout.
 *
 * @param variables names of the environment variables that contain the machines' ARNs, keyed by workflow.
 */
export function openWorkflows(variables: Readonly<Record<string, string>>): Record<string, OpenWorkflow<never>> {
  const client = new SFNClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  const open = (stateMachineArn: string): OpenWorkflow<never> => {
    const arnOf = (name: string) => `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    return {
      start: async (input, { name }) => {
        try {
          await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
          return true;
        } catch (error) {
          if (hasName(error, "ExecutionAlreadyExists")) return false;
          throw error;
        }
      },
      describe: async (name) => {
        try {
          const found = await client.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));
          return {
            status: found.status!,
            startDate: found.startDate!,
            ...(found.stopDate === undefined ? {} : { stopDate: found.stopDate }),
            ...(found.output === undefined ? {} : { output: JSON.parse(found.output) as unknown }),
            ...(found.error === undefined ? {} : { error: found.error }),
            ...(found.cause === undefined ? {} : { cause: found.cause }),
          };
        } catch (error) {
          if (hasName(error, "ExecutionDoesNotExist")) return undefined;
          throw error;
        }
      },
      stop: async (name, reason = {}) => {
        await client.send(new StopExecutionCommand({ executionArn: arnOf(name), ...reason }));
      },
      succeed: (taskToken, output) =>
        ends(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output ?? null) }))),
      fail: (taskToken, reason = {}) => ends(client.send(new SendTaskFailureCommand({ taskToken, ...reason }))),
      heartbeat: (taskToken) => ends(client.send(new SendTaskHeartbeatCommand({ taskToken }))),
    };
  };
  return Object.fromEntries(
    Object.entries(variables).map(([workflow, variable]) => [workflow, open(process.env[variable]!)]),
  );
}

/** Returns false for a token of a state that has ended, or that never existed. */
async function ends(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"].some((name) => hasName(error, name))) return false;
    throw error;
  }
}

function hasName(error: unknown, name: string): boolean {
  return (error as { name?: string }).name === name;
}
