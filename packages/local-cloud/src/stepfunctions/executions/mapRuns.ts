import { createHash } from "node:crypto";
import type { DurableMap } from "../../kernel/durableMap";
import type { Run } from "../../kernel/service";
import type { ChildResult, MapRun, MapRunLimits, MapRunRequest, ResultCounts } from "../interpreter/host";
import type { Json } from "../language/json";
import { printTimestamp } from "../language/timestamp";
import { executionArn, mapRunArn } from "../names";
import type { Execution } from "./execution";
import { newName, type Executions } from "./executions";
import type { ExecutionRecord, MapRunCounts, MapRunRecord } from "./records";

const noCounts: MapRunCounts = { total: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };

function countsOf({ results, running }: LiveRun): MapRunCounts {
  const done = results();
  return { ...done, running, total: done.succeeded + done.failed + done.timedOut + done.aborted + running };
}

/** Map runs that are kept. AWS keeps them for 90 days. */
const maxRuns = 1_000;

/** A run of this process. Its counts are stored at its end. */
interface LiveRun {
  readonly results: () => ResultCounts;
  running: number;
  onLimits: () => void;
}

/** The runs of distributed maps. */
export class MapRuns {
  private readonly live = new Map<string, LiveRun>();

  constructor(
    private readonly store: DurableMap<MapRunRecord>,
    private readonly run: Pick<Run, "clock" | "location">,
    private readonly executions: () => Executions,
  ) {}

  get all(): MapRunRecord[] {
    return [...this.store].map(([, record]) => this.current(record));
  }

  find(arn: string): MapRunRecord | undefined {
    const record = this.store.get(arn);
    return record && this.current(record);
  }

  private current(record: MapRunRecord): MapRunRecord {
    const live = this.live.get(record.arn);
    return live === undefined ? record : { ...record, counts: countsOf(live) };
  }

  put(record: MapRunRecord): void {
    this.store.set(record.arn, record);
  }

  /** Changes the limits of a run. They apply at once. */
  changeLimits(arn: string, limits: MapRunLimits): void {
    this.put({ ...this.store.get(arn)!, ...limits });
    this.live.get(arn)?.onLimits();
  }

  /** Starts or continues the run of a state. */
  open(parent: Execution, request: MapRunRequest): MapRun {
    const known = request.arn === undefined ? undefined : this.store.get(request.arn);
    const record = known ?? this.create(parent.record, request);
    const { arn } = record;
    const live: LiveRun = { results: request.results, running: 0, onLimits: () => undefined };
    this.live.set(arn, live);
    if (known !== undefined) this.put({ ...known, status: "RUNNING", stopped: undefined });
    const limitsNow = () => this.store.get(arn)!;
    return {
      arn,
      get limits() {
        return limitsNow();
      },
      onLimits: (act) => (live.onLimits = act),
      run: async (index, input, signal) => {
        live.running += 1;
        try {
          return await this.runChild(parent, { request, record, index, input, signal });
        } finally {
          live.running -= 1;
        }
      },
      end: (status) => {
        this.live.delete(arn);
        this.put({ ...this.store.get(arn)!, counts: countsOf(live), status, stopped: this.run.clock.now() });
      },
    };
  }

  private create({ arn, machineArn, machineName }: ExecutionRecord, request: MapRunRequest): MapRunRecord {
    const { label, limits } = request;
    const record: MapRunRecord = {
      arn: mapRunArn(this.run.location, { machine: machineName, label, id: newName() }),
      ...{ executionArn: arn, machineArn, label, status: "RUNNING", started: this.run.clock.now() },
      ...limits,
      counts: noCounts,
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
