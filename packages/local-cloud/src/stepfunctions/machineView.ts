import { UserError } from "../kernel/errors";
import type {
  ExecutionState,
  ExecutionSummary,
  MachineContents,
  MachineState,
  MapRunState,
  WaitingTask,
} from "../kernel/interfaces/machineContents";
import { withUserErrors } from "../kernel/protocols/serviceErrors";
import type { Execution } from "./executions/execution";
import type { MapRunRecord } from "./executions/records";
import { runnableOf, type StatesApi } from "./operations/api";
import { redriveExecution, redriveRefusal } from "./operations/executionOperations";
import { checkName } from "./operations/input";
import { sendFailure, sendSuccess } from "./operations/taskOperations";

/** Maximum number of child workflows that a map run shows. */
const shownChildren = 10;

/** The machines of a run for the console, which accesses them without IAM. */
export class MachineView implements MachineContents {
  constructor(private readonly api: StatesApi) {}

  get states(): readonly MachineState[] {
    const { machines, executions } = this.api;
    return machines.all.map(({ arn, name, type }) => ({ arn, name, type, counts: executions.countsOf(arn) }));
  }

  definition(machineArn: string): string | undefined {
    return this.api.machines.find(machineArn)?.definition;
  }

  executions(machineArn: string, count: number): readonly ExecutionSummary[] {
    const own = this.api.executions.shown.filter(
      ({ record }) => record.machineArn === machineArn && record.mapRun === undefined,
    );
    return own.slice(-count).reverse().map(summaryOf);
  }

  execution(executionArn: string): ExecutionState | undefined {
    const execution = this.api.executions.findShown(executionArn);
    if (execution === undefined) return undefined;
    const { machineName, type, definition, input, output, error, cause, redriveCount } = execution.record;
    return {
      ...summaryOf(execution),
      ...{ machineName, type, definition, input, output, error, cause, redriveCount },
      trace: execution.trace,
      isRedrivable: redriveRefusal(execution.record) === undefined,
      events: execution.events,
      waiting: waitingTasks(execution),
      mapRuns: this.api.mapRuns.all.filter((run) => run.executionArn === executionArn).map((run) => this.mapRun(run)),
    };
  }

  start(machineArn: string, { name, input }: Parameters<MachineContents["start"]>[1]): string {
    return withUserErrors(() => {
      const machine = runnableOf(this.api, { stateMachineArn: machineArn });
      if (name !== undefined) checkName(name);
      return this.api.starter.start({ machine, name, input, traceHeader: undefined }).record.arn;
    });
  }

  stop(executionArn: string): void {
    const execution = this.find(executionArn);
    const { status } = execution.record;
    if (status !== "RUNNING") throw new UserError(`the execution is ${status}: only a running one can be stopped`);
    execution.stop({ error: undefined, cause: "stopped in the console" });
  }

  redrive(executionArn: string): void {
    const execution = this.find(executionArn);
    withUserErrors(() => redriveExecution(this.api, execution));
  }

  succeed(taskToken: string, output: string): void {
    withUserErrors(() => sendSuccess(this.api, { taskToken, output }));
  }

  fail(taskToken: string, error: string | undefined, cause: string | undefined): void {
    withUserErrors(() => sendFailure(this.api, { taskToken, error, cause }));
  }

  private find(executionArn: string): Execution {
    const execution = this.api.executions.findShown(executionArn);
    if (execution === undefined) throw new UserError(`there is no execution ${JSON.stringify(executionArn)}`);
    return execution;
  }

  private mapRun({ arn, label, status, counts }: MapRunRecord): MapRunState {
    const failed = this.api.executions.all.filter(
      ({ record }) => record.mapRun?.arn === arn && !["RUNNING", "SUCCEEDED"].includes(record.status),
    );
    return { arn, label, status, counts, failures: failed.slice(-shownChildren).reverse().map(summaryOf) };
  }
}

function summaryOf({ record: { arn, name, status, started, stopped } }: Execution): ExecutionSummary {
  return { arn, name, status, started, stopped };
}

/** Returns the tasks with a token that have not ended. */
function waitingTasks({ journal, record }: Execution): WaitingTask[] {
  if (record.status !== "RUNNING") return [];
  return journal.current.flatMap(({ enteredId, task }) =>
    enteredId === undefined || task === undefined || task.token === "" ? [] : [{ enteredId, token: task.token }],
  );
}
