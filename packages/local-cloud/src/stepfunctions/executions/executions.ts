import { randomUUID } from "node:crypto";
import { BoundedMap } from "../../kernel/bounds/boundedMap";
import type { DurableMap } from "../../kernel/durableMap";
import type { ExecutionCounts } from "../../kernel/interfaces/machineContents";
import { headerOfTrace, newTrace } from "../../kernel/facts/traces";
import { EndedExecutions, sizeOf } from "./endedExecutions";
import { Execution, type ExecutionParts, type Stop } from "./execution";
import { Journal, type JournalEntry } from "./journal";
import type { ExecutionRecord, ExecutionStatus, HistoryEvent, MachineRecord } from "./records";

/** Limits of ended executions that a run keeps. AWS keeps them for 90 days. */
const kept = { entries: 2_000, bytes: 128 * 1_048_576 };

/** Limits of ended child workflows, apart from the others: a large map run must not remove them. */
const keptChildren = { entries: 2_000, bytes: 32 * 1_048_576 };

/** Limits of ended express executions, which only the console shows. */
const keptExpress = { entries: 200, bytes: 16 * 1_048_576 };

const noCounts: ExecutionCounts = { running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };

const countNames: Readonly<Record<ExecutionStatus, keyof ExecutionCounts>> = {
  RUNNING: "running",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "timedOut",
  ABORTED: "aborted",
};

/** Values of a new execution. */
export interface NewExecution {
  readonly machine: Pick<MachineRecord, "arn" | "name" | "type" | "definition" | "roleArn">;
  readonly arn: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly traceHeader?: string | undefined;
  readonly qualifiedArn?: string | undefined;
  readonly versionArn?: string | undefined;
  readonly revisionId?: string | undefined;
  readonly isSync?: true | undefined;
  readonly mapRun?: ExecutionRecord["mapRun"];
}

export interface ExecutionsParts extends Pick<ExecutionParts, "run" | "host"> {
  readonly onEvent: (execution: Execution, event: HistoryEvent) => void;
  readonly onChange: (execution: Execution) => void;
  /** Receives an error that is a defect of the local cloud. */
  readonly report: (error: unknown) => void;
}

/** The executions of a run. Ended ones are kept up to a limit. */
export class Executions {
  private readonly running = new Map<string, Execution>();
  private readonly ended = new EndedExecutions(kept);
  private readonly endedChildren = new EndedExecutions(keptChildren);
  private readonly express = new BoundedMap<string, Execution>(keptExpress, sizeOf);
  /** Counts by machine. */
  private readonly counts = new Map<string, ExecutionCounts>();

  constructor(
    private readonly store: DurableMap<JournalEntry>,
    private readonly parts: ExecutionsParts,
  ) {}

  /** All kept executions, oldest first. */
  get all(): Execution[] {
    const all = [...this.ended.all, ...this.endedChildren.all, ...this.running.values()];
    return all.sort((a, b) => a.record.started - b.record.started);
  }

  /** All kept executions with the ended express ones, oldest first. */
  get shown(): Execution[] {
    return [...this.express.values, ...this.all].sort((a, b) => a.record.started - b.record.started);
  }

  /** Returns an execution, also an ended express one. */
  findShown(arn: string): Execution | undefined {
    return this.find(arn) ?? this.express.get(arn);
  }

  /** Returns the numbers of a machine's executions by status, dropped ones included. */
  countsOf(machineArn: string): ExecutionCounts {
    return this.counts.get(machineArn) ?? noCounts;
  }

  find(arn: string): Execution | undefined {
    return this.running.get(arn) ?? this.ended.find(arn) ?? this.endedChildren.find(arn);
  }

  /** Starts an execution. It runs on its own. */
  start({ machine, traceHeader, ...given }: NewExecution): Execution {
    const now = this.parts.run.clock.now();
    const record: ExecutionRecord = {
      ...given,
      machineArn: machine.arn,
      machineName: machine.name,
      type: machine.type,
      definition: machine.definition,
      roleArn: machine.roleArn,
      status: "RUNNING",
      started: now,
      traceHeader: traceHeader ?? headerOfTrace(newTrace(now)),
      startsTrace: traceHeader === undefined,
      redriveCount: 0,
    };
    const execution = this.add(record, new Journal(record.arn, this.storeOf(record)));
    execution.begin();
    this.proceed(execution);
    return execution;
  }

  /** Continues a failed execution at its failed state. */
  redrive(execution: Execution): Execution {
    const { record, journal } = execution;
    this.endedOf(record).take(execution);
    this.count(record, -1);
    journal.rewind();
    const redriven = this.parts.run.clock.now();
    const again = { status: "RUNNING", redriveCount: record.redriveCount + 1, redriven } as const;
    const next = this.add({ ...record, ...again, stopped: undefined, error: undefined, cause: undefined }, journal);
    next.beginRedrive();
    this.proceed(next);
    return next;
  }

  stop(execution: Execution, request: Stop): void {
    execution.stop(request);
  }

  /** Restores the executions of an earlier process. @returns those that are running. */
  restore(): Execution[] {
    const groups = new Map<string, [string, JournalEntry][]>();
    for (const [key, entry] of this.store) {
      const space = key.indexOf(" ");
      const arn = key.slice(0, space);
      const group = groups.get(arn) ?? [];
      groups.set(arn, group);
      group.push([key.slice(space + 1), entry]);
    }
    for (const [arn, entries] of groups) this.restoreOne(arn, entries);
    return [...this.running.values()];
  }

  /** Lets a restored execution continue. */
  proceed(execution: Execution): void {
    execution.proceed().catch((error: unknown) => this.parts.report(error));
  }

  /** Stops all work. The executions stay as they are in the store. */
  close(): void {
    for (const execution of this.running.values()) execution.close();
  }

  private restoreOne(arn: string, entries: readonly [string, JournalEntry][]): void {
    const journal = new Journal(arn, this.store);
    let record: ExecutionRecord | undefined;
    for (const [key, entry] of entries) {
      if (key.startsWith("execution ")) record = entry as ExecutionRecord;
      else journal.restore(key, entry);
    }
    if (record !== undefined) this.add(record, journal);
  }

  private add(record: ExecutionRecord, journal: Journal): Execution {
    const { run, host, onEvent } = this.parts;
    this.count(record, 1);
    const onChange = (execution: Execution) => {
      if (execution.record.status !== "RUNNING") {
        this.count({ ...execution.record, status: "RUNNING" }, -1);
        this.count(execution.record, 1);
        this.keepEnded(execution);
      }
      this.parts.onChange(execution);
    };
    const execution = new Execution(record, { run, host, journal, onEvent, onChange });
    if (record.status === "RUNNING") this.running.set(record.arn, execution);
    else this.endedOf(record).add(execution);
    return execution;
  }

  private count({ machineArn, status, mapRun }: ExecutionRecord, change: 1 | -1): void {
    if (mapRun !== undefined) return;
    const counts = this.countsOf(machineArn);
    const name = countNames[status];
    this.counts.set(machineArn, { ...counts, [name]: counts[name] + change });
  }

  private keepEnded(execution: Execution): void {
    const { arn, type, mapRun } = execution.record;
    this.running.delete(arn);
    // No operation describes an express execution (API reference, DescribeExecution).
    if (type === "STANDARD" || mapRun !== undefined) this.endedOf(execution.record).add(execution);
    else this.express.set(arn, execution);
  }

  private endedOf({ mapRun }: ExecutionRecord): EndedExecutions {
    return mapRun === undefined ? this.ended : this.endedChildren;
  }

  private storeOf({ type }: ExecutionRecord): DurableMap<JournalEntry> | undefined {
    return type === "STANDARD" ? this.store : undefined;
  }
}

/** Returns an id in the form of AWS's names of executions. */
export function newName(): string {
  return randomUUID();
}
