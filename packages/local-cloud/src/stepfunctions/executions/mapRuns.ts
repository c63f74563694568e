import { createHash } from "node:crypto";
import type { DurableMap } from "../../kernel/durableMap";
import type { Run } from "../../kernel/service";
import type { ChildResult, MapRun, MapRunRequest } from "../interpreter/host";
import type { Json } from "../language/json";
import { printTimestamp } from "../language/timestamp";
import { executionArn, mapRunArn } from "../names";
import type { Execution } from "./execution";
import { newName, type Executions } from "./executions";
import type { ExecutionRecord, MapRunCounts, MapRunRecord } from "./records";

const noCounts: MapRunCounts = { total: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };

/** Map runs that are kept. AWS keeps them for 90 days. */
const maxRuns = 1_000;

/** The runs of distributed maps. */
export class MapRuns {
  constructor(
    private readonly store: DurableMap<MapRunRecord>,
    private readonly run: Pick<Run, "clock" | "location">,
    private readonly executions: () => Executions,
  ) {}

  get all(): MapRunRecord[] {
    return [...this.store].map(([, record]) => record);
  }

  find(arn: string): MapRunRecord | undefined {
    return this.store.get(arn);
  }

  /** Changes the limits of a run for operations. They apply to later children. */
  put(record: MapRunRecord): void {
    this.store.set(record.arn, record);
  }

  /** Starts or continues the run of a state. */
  open(parent: Execution, request: MapRunRequest): MapRun {
    const known = request.arn === undefined ? undefined : this.store.get(request.arn);
    const record = known ?? this.create(parent.record, request);
    if (known !== undefined) this.put({ ...known, status: "RUNNING", stopped: undefined });
    const update = (change: Partial<MapRunRecord>) => this.put({ ...this.store.get(record.arn)!, ...change });
    const count = (change: Partial<Record<keyof MapRunCounts, number>>) => {
      const { counts } = this.store.get(record.arn)!;
      const next = Object.entries(change).map(([key, value]) => [key, counts[key as keyof MapRunCounts] + value]);
      update({ counts: { ...counts, ...(Object.fromEntries(next) as Partial<MapRunCounts>) } });
    };
    return {
      arn: record.arn,
      run: async (index, input, signal) => {
        count({ total: 1, running: 1 });
        const result = await this.runChild(parent, { request, record, index, input, signal });
        count({ running: -1, [countNames[result.status]]: 1 });
        return result;
      },
      end: (status) => update({ status, stopped: this.run.clock.now() }),
    };
  }

  private create({ arn, machineArn, machineName }: ExecutionRecord, request: MapRunRequest): MapRunRecord {
    const { label, maxConcurrency, toleratedCount, toleratedPercentage } = request;
    const record: MapRunRecord = {
      arn: mapRunArn(this.run.location, { machine: machineName, label, id: newName() }),
      ...{ executionArn: arn, machineArn, label, status: "RUNNING", started: this.run.clock.now() },
      ...{ maxConcurrency, toleratedCount, toleratedPercentage, counts: noCounts },
    };
    const [oldest] = this.all.filter(({ status }) => status !== "RUNNING");
    if (this.store.size >= maxRuns && oldest !== undefined) this.store.delete(oldest.arn);
    this.put(record);
    return record;
  }

  private async runChild(parent: Execution, child: Child): Promise<ChildResult> {
    const execution = this.startChild(parent, child);
    const stop = () => execution.stop({ error: undefined, cause: undefined });
    if (child.signal.aborted) stop();
    child.signal.addEventListener("abort", stop, { once: true });
    try {
      return resultOf(await execution.ended, child.input);
    } finally {
      child.signal.removeEventListener("abort", stop);
    }
  }

  /** Returns a child that exists. A redrive of the parent continues failed children. */
  private continued(known: Execution, parent: Execution): Execution {
    const isFailed = !["RUNNING", "SUCCEEDED"].includes(known.record.status);
    return isFailed && parent.record.redriveCount > 0 ? this.executions().redrive(known) : known;
  }

  /** Starts a child, or returns the one that an earlier process started. */
  private startChild(parent: Execution, { request, record, index, input }: Child): Execution {
    const { machineArn, machineName, roleArn, traceHeader, definition } = parent.record;
    const name = childName(record.arn, index);
    const machine = `${machineName}/${request.label}`;
    const arn = executionArn(this.run.location, { machine, name });
    const known = this.executions().find(arn);
    if (known !== undefined) return this.continued(known, parent);
    const { QueryLanguage } = JSON.parse(definition) as { QueryLanguage?: string };
    const text = JSON.stringify({ ...request.processor, ...(QueryLanguage === undefined ? {} : { QueryLanguage }) });
    const type = request.isExpress ? "EXPRESS" : "STANDARD";
    return this.executions().start({
      machine: { arn: machineArn, name: machineName, type, definition: text, roleArn },
      ...{ arn, name, input: JSON.stringify(input), traceHeader, mapRun: { arn: record.arn, index } },
    });
  }
}

interface Child {
  readonly request: MapRunRequest;
  readonly record: MapRunRecord;
  readonly index: number;
  readonly input: Json;
  readonly signal: AbortSignal;
}

const countNames = { SUCCEEDED: "succeeded", FAILED: "failed", TIMED_OUT: "timedOut", ABORTED: "aborted" } as const;

/** Returns a UUID that is the same after a restart. */
function childName(run: string, index: number): string {
  const hex = createHash("sha256")
    .update(`${run} ${String(index)}`)
    .digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
}

function resultOf(record: ExecutionRecord, input: Json): ChildResult {
  const { arn, name, status, output, error, cause, started, stopped = started } = record;
  return {
    ...{ arn, name, status: status as ChildResult["status"], input, error, cause },
    ...(output === undefined ? {} : { output: JSON.parse(output) as Json }),
    startDate: printTimestamp(started),
    stopDate: printTimestamp(stopped),
  };
}
