import { defined } from "../../kernel/json";
import { optionalText } from "../../kernel/protocols/jsonInput";
import { ServiceError, type CallContext, type JsonInput } from "../../kernel/protocols/jsonService";
import type { Execution } from "../executions/execution";
import { withoutData } from "../executions/historyData";
import type { ExecutionRecord } from "../executions/records";
import { executionOf, on, runnableOf, type Operations, type StatesApi } from "./api";
import { checkName, checkValue, pageOf, seconds } from "./input";
import { shownSettings } from "./shownSettings";

/** Operations on executions. */
export function executionOperations(api: StatesApi): Operations {
  return {
    StartExecution: {
      ...on("StartExecution", "stateMachineArn"),
      run: (input, context) => {
        const { arn, started } = start(api, input, context).record;
        return { executionArn: arn, startDate: seconds(started) };
      },
    },
    StartSyncExecution: {
      ...on("StartSyncExecution", "stateMachineArn"),
      run: (input, context) => startSync(api, input, context),
    },
    StopExecution: {
      ...on("StopExecution", "executionArn"),
      run: (input) => {
        const execution = executionOf(api, input);
        execution.stop({ error: optionalText(input, "error"), cause: optionalText(input, "cause") });
        return { stopDate: seconds(execution.record.stopped ?? api.clock.now()) };
      },
    },
    RedriveExecution: {
      ...on("RedriveExecution", "executionArn"),
      run: (input) => {
        const { redriven = 0 } = redriveExecution(api, executionOf(api, input)).record;
        return { redriveDate: seconds(redriven) };
      },
    },
    DescribeExecution: {
      ...on("DescribeExecution", "executionArn"),
      run: (input) => describe(executionOf(api, input).record),
    },
    DescribeStateMachineForExecution: {
      ...on("DescribeStateMachineForExecution", "executionArn"),
      run: (input) => describeMachine(api, executionOf(api, input).record),
    },
    ListExecutions: {
      access: (input) => {
        const arn = optionalText(input, "stateMachineArn") ?? optionalText(input, "mapRunArn") ?? "*";
        return [{ action: "states:ListExecutions", resource: arn }];
      },
      run: (input) => listExecutions(api, input),
    },
    GetExecutionHistory: {
      ...on("GetExecutionHistory", "executionArn"),
      run: (input) => history(executionOf(api, input), input),
    },
  };
}

function describeMachine(api: StatesApi, record: ExecutionRecord): object {
  const { machineArn, machineName, started, mapRun, definition, roleArn, revisionId } = record;
  const machine = api.machines.find(machineArn);
  const { logging, encryption, tracing = false } = machine ?? {};
  return defined({
    ...{ stateMachineArn: machineArn, name: machineName, definition, roleArn, revisionId },
    updateDate: seconds(machine?.updated ?? started),
    ...{ mapRunArn: mapRun?.arn, label: mapRun && api.mapRuns.find(mapRun.arn)?.label },
    ...shownSettings(api, { definition, logging, tracing, encryption }),
  });
}

function start(
  api: StatesApi,
  input: JsonInput,
  { traceHeader, ...more }: CallContext & { readonly isSync?: true },
): Execution {
  const machine = runnableOf(api, input);
  const name = optionalText(input, "name");
  if (name !== undefined) checkName(name);
  return api.starter.start({
    machine,
    name,
    input: optionalText(input, "input"),
    traceHeader: optionalText(input, "traceHeader") ?? traceHeader,
    ...(more.isSync === undefined ? {} : { isSync: more.isSync }),
  });
}

async function startSync(api: StatesApi, input: JsonInput, context: CallContext): Promise<object> {
  const { machine } = runnableOf(api, input);
  if (machine.type !== "EXPRESS") {
    throw new ServiceError(
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
  }
  const record = await start(api, input, { ...context, isSync: true }).ended;
  const { arn, name, machineArn, started, stopped = started, status, output, error, cause } = record;
  const millis = Math.max(100, Math.ceil((stopped - started) / 100) * 100);
  return defined({
    ...{ executionArn: arn, stateMachineArn: machineArn, name, status, input: record.input, output, error, cause },
    ...{ startDate: seconds(started), stopDate: seconds(stopped) },
    // A failed execution has details of its output too (LocalStack's snapshots `test_express_sync`, recorded on AWS).
    ...{ inputDetails: { included: true }, outputDetails: { included: true } },
    // AWS bills 100 ms at a time, and 64 MB at least.
    billingDetails: { billedDurationInMilliseconds: millis, billedMemoryUsedInMB: 64 },
  });
}

/** Continues an execution at its failed state. @throws ServiceError as RedriveExecution does */
export function redriveExecution(api: StatesApi, execution: Execution): Execution {
  const reason = redriveRefusal(execution.record);
  if (reason !== undefined) throw new ServiceError("ExecutionNotRedrivable", reason);
  return api.executions.redrive(execution);
}

/** Returns why an execution cannot be redriven; undefined if it can. */
export function redriveRefusal({ status, type }: ExecutionRecord): string | undefined {
  if (type === "EXPRESS") return "Express executions cannot be redriven";
  if (status !== "RUNNING" && status !== "SUCCEEDED") return undefined;
  return `Execution is ${status} and cannot be redriven`;
}

function describe(record: ExecutionRecord): object {
  const { arn, machineArn, name, status, started, stopped, input, output, error, cause, mapRun } = record;
  const reason = redriveRefusal(record);
  return defined({
    ...{ executionArn: arn, stateMachineArn: machineArn, name, status, startDate: seconds(started) },
    stopDate: stopped === undefined ? undefined : seconds(stopped),
    ...{ input, inputDetails: { included: true }, output, error, cause },
    outputDetails: output === undefined ? undefined : { included: true },
    ...{ traceHeader: record.startsTrace === true ? undefined : record.traceHeader, mapRunArn: mapRun?.arn },
    ...qualifierOf(record),
    redriveCount: record.redriveCount,
    redriveDate: record.redriven === undefined ? undefined : seconds(record.redriven),
    redriveStatus: reason === undefined ? "REDRIVABLE" : "NOT_REDRIVABLE",
    redriveStatusReason: reason,
  });
}

/** Returns the ARNs of the version and the alias with which an execution was started. */
function qualifierOf({ qualifiedArn, versionArn }: ExecutionRecord): object {
  if (versionArn === undefined) return {};
  const alias = qualifiedArn === versionArn ? {} : { stateMachineAliasArn: qualifiedArn };
  return { stateMachineVersionArn: versionArn, ...alias };
}

/** In the order of AWS's message (LocalStack's snapshot `test_state_machine_status_filter`). */
const statuses = ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"];
/** Characters of a token of ListExecutions (API reference). */
const maxListToken = 3_096;

function listExecutions(api: StatesApi, input: JsonInput): object {
  const mapRunArn = optionalText(input, "mapRunArn");
  const status = optionalText(input, "statusFilter");
  checkValue(status, "statusFilter", { enum: statuses });
  const redrive = optionalText(input, "redriveFilter");
  if (mapRunArn === undefined && runnableOf(api, input).machine.type === "EXPRESS") {
    throw new ServiceError(
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
  }
  const arn = optionalText(input, "stateMachineArn");
  const all = api.executions.all
    .map(({ record }) => record)
    .filter((record) =>
      mapRunArn === undefined
        ? [record.machineArn, record.qualifiedArn, record.versionArn].includes(arn) && record.mapRun === undefined
        : record.mapRun?.arn === mapRunArn,
    )
    .filter((record) => status === undefined || record.status === status)
    .filter(({ redriveCount }) => redrive === undefined || (redrive === "REDRIVEN") === redriveCount > 0)
    .reverse();
  const { page, next } = pageOf(all, input, maxListToken);
  return { executions: page.map(summary), ...next };
}

function summary(record: ExecutionRecord): object {
  const { arn, machineArn, name, status, started, stopped, mapRun, redriveCount } = record;
  return defined({
    ...{ executionArn: arn, stateMachineArn: machineArn, name, status, startDate: seconds(started), redriveCount },
    stopDate: stopped === undefined ? undefined : seconds(stopped),
    mapRunArn: mapRun?.arn,
    ...qualifierOf(record),
  });
}

function history({ events }: Execution, input: JsonInput): object {
  const ordered = input["reverseOrder"] === true ? [...events].reverse() : events;
  const { page, next } = pageOf(ordered, input);
  if (input["includeExecutionData"] !== false) return { events: page, ...next };
  return { events: page.map(shownWithoutData), ...next };
}

function shownWithoutData(event: Readonly<Record<string, unknown>>): object {
  const shown = Object.entries(event).map(([key, value]) =>
    key.endsWith("EventDetails") ? [key, withoutData(value as object)] : [key, value],
  );
  return Object.fromEntries(shown) as object;
}
