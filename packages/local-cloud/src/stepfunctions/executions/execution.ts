import { setMaxListeners } from "node:events";
import { traceOf } from "../../kernel/facts/facts";
import { roleSession, type Principal } from "../../kernel/identity";
import type { Run } from "../../kernel/service";
import type { MachineDefinition } from "../definition/model";
import { Frame, print, untruncated } from "../interpreter/frame";
import type { Host, NewEvent } from "../interpreter/host";
import { runStates } from "../interpreter/runStates";
import { StateError } from "../interpreter/stateError";
import { sleepUntil } from "../interpreter/time";
import type { Json, JsonObject } from "../language/json";
import { printTimestamp } from "../language/timestamp";
import type { Journal } from "./journal";
import type { ExecutionRecord, ExecutionStatus, HistoryEvent } from "./records";

/** Maximum events of a history (Step Functions service quotas, "Maximum execution history size"). */
const maxEvents = 25_000;

/** Why an execution is stopped from outside. */
export interface Stop {
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** Parts that an execution uses. */
export interface ExecutionParts {
  readonly run: Pick<Run, "location" | "clock" | "facts">;
  readonly journal: Journal;
  readonly host: (execution: Execution) => Pick<Host, "tasks" | "mapRun" | "objects" | "chance">;
  /** Called for each event and for each change of the status. */
  readonly onEvent: (execution: Execution, event: HistoryEvent) => void;
  readonly onChange: (execution: Execution) => void;
}

/** A running or ended execution. */
export class Execution {
  readonly principal: Principal;
  private readonly abort = new AbortController();
  /** Resolves when the execution ends. Rejects when the process closes. */
  readonly ended: Promise<ExecutionRecord>;
  private settle!: (record: ExecutionRecord) => void;

  constructor(
    private current: ExecutionRecord,
    private readonly parts: ExecutionParts,
  ) {
    setMaxListeners(0, this.abort.signal);
    this.principal = roleSession(current.roleArn, current.name.slice(0, 64));
    this.ended = new Promise((resolve) => (this.settle = resolve));
    if (current.status !== "RUNNING") this.settle(current);
  }

  get record(): ExecutionRecord {
    return this.current;
  }

  get events(): readonly HistoryEvent[] {
    return this.parts.journal.events;
  }

  get journal(): Journal {
    return this.parts.journal;
  }

  get traceHeader(): string | undefined {
    return this.current.traceHeader;
  }

  get trace(): string | undefined {
    return traceOf(this.current.traceHeader);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Stores the new execution and its first event. */
  begin(): void {
    const { roleArn, input } = this.current;
    const details = { input, inputDetails: untruncated, roleArn };
    this.add({ type: "ExecutionStarted", previous: 0, details: ["executionStartedEventDetails", details] });
    this.put({});
  }

  /** Stores that the execution continues at its failed state. */
  beginRedrive(): void {
    const { redriveCount } = this.current;
    const previous = this.parts.journal.events.at(-1)?.id ?? 0;
    this.add({ type: "ExecutionRedriven", previous, details: ["executionRedrivenEventDetails", { redriveCount }] });
    this.put({});
  }

  /** Runs to the end, from the start or from the position before a restart. */
  async proceed(): Promise<void> {
    const definition = JSON.parse(this.current.definition) as MachineDefinition;
    const timer = new AbortController();
    const { signal } = this.abort;
    try {
      const input = JSON.parse(this.current.input) as Json;
      const host = this.hostOf(definition);
      const frame = new Frame(host, runStates, { id: "", more: {}, signal });
      const states = runStates(definition, frame, { input, variables: {}, previous: 0 });
      states.catch(() => undefined);
      const seconds = definition.TimeoutSeconds as number | undefined;
      const output = await (seconds === undefined
        ? states
        : Promise.race([states, this.expire(host, seconds, timer.signal)]));
      this.end("SUCCEEDED", { output: print(output) });
    } catch (error) {
      this.fail(error);
    } finally {
      timer.abort();
    }
  }

  /** Ends the execution as ABORTED. */
  stop(request: Stop): void {
    if (this.current.status !== "RUNNING") return;
    this.abort.abort(new Error("the execution is stopped"));
    this.end("ABORTED", request);
  }

  /** Stops work without a change of the status, because the process closes. */
  close(): void {
    this.abort.abort(new Error("the local cloud closes"));
  }

  private fail(error: unknown): void {
    if (this.abort.signal.aborted) return;
    if (error === timeout) {
      this.abort.abort(new Error("the execution timed out"));
      this.end("TIMED_OUT", { error: "States.Timeout" });
    } else if (error instanceof StateError) {
      this.abort.abort(new Error("the execution failed"));
      this.end("FAILED", { error: error.error, cause: error.cause });
    } else {
      this.end("FAILED", { error: "States.Runtime", cause: `the local cloud has a defect: ${String(error)}` });
      throw error;
    }
  }

  private async expire(host: Host, seconds: number, signal: AbortSignal): Promise<never> {
    const since = this.current.redriven ?? this.current.started;
    await sleepUntil(host, since + seconds * 1_000, signal);
    throw timeout;
  }

  private end(
    status: Exclude<ExecutionStatus, "RUNNING">,
    result: { readonly output?: string; readonly error?: string | undefined; readonly cause?: string | undefined },
  ): void {
    const type = endEvents[status];
    const details: JsonObject = Object.fromEntries(
      Object.entries(result).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const previous = this.parts.journal.events.at(-1)?.id ?? 0;
    const more = status === "SUCCEEDED" ? { outputDetails: untruncated } : {};
    const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
    this.add({ type, previous, details: [key, { ...details, ...more }] });
    this.put({ status, stopped: this.parts.run.clock.now(), ...result });
    // A redrive continues at the failed state.
    this.parts.journal.end(status !== "SUCCEEDED" && this.current.type === "STANDARD");
    this.settle(this.current);
  }

  private put(change: Partial<ExecutionRecord>): void {
    this.current = { ...this.current, ...change };
    this.parts.journal.put(this.current);
    this.parts.onChange(this);
  }

  private add({ type, previous, details }: NewEvent): number {
    const id = (this.parts.journal.events.at(-1)?.id ?? 0) + 1;
    const event = {
      id,
      previousEventId: previous,
      type,
      timestamp: this.parts.run.clock.now() / 1_000,
      ...(details === undefined ? {} : { [details[0]]: details[1] }),
    };
    this.parts.journal.add(event);
    this.parts.onEvent(this, event);
    return id;
  }

  /** @throws StateError at the limit of AWS */
  private addWithinLimit(event: NewEvent): number {
    if (this.current.type === "STANDARD" && this.parts.journal.events.length >= maxEvents - 1) {
      const cause = `The execution reached the maximum number of history events (${String(maxEvents)}).`;
      throw new StateError("States.Runtime", cause);
    }
    return this.add(event);
  }

  private hostOf(machine: MachineDefinition): Host {
    const { run, host, journal } = this.parts;
    return {
      ...host(this),
      machine,
      context: this.context,
      region: run.location.region,
      progress: journal,
      now: () => run.clock.now(),
      sleep: (millis, signal) => run.clock.sleep(millis, signal),
      record: (event) => this.addWithinLimit(event),
    };
  }

  private get context(): JsonObject {
    const { arn, input, name, roleArn, started, redriveCount, redriven, machineArn, machineName, isSync } =
      this.current;
    return {
      Execution: {
        Id: arn,
        Input: JSON.parse(input) as Json,
        Name: name,
        RoleArn: roleArn,
        StartTime: printTimestamp(started),
        // A synchronous execution has no count (LocalStack's snapshots `test_query_runtime_memory`, recorded on AWS).
        ...(isSync === true ? {} : { RedriveCount: redriveCount }),
        ...(redriven === undefined ? {} : { RedriveTime: printTimestamp(redriven) }),
      },
      StateMachine: { Id: machineArn, Name: machineName },
    };
  }
}

const timeout = new Error("the execution exceeds its TimeoutSeconds");

const endEvents = {
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
};
