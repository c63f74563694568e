import type { FunctionConfiguration } from "../declared";
import type { Outcome } from "../environments/environment";
import { initReportLine, reportedType, reportLine } from "./answers";
import type { Failure } from "../runtime/protocol";

export interface Ran {
  readonly millis: number;
  readonly initMillis?: number | undefined;
  readonly outcome: Outcome;
}

type Level = "DEBUG" | "INFO" | "WARN";

const levels: readonly string[] = ["DEBUG", "INFO", "WARN"];

/** Writes Lambda's own log lines of a call, as text or JSON. */
export class SystemLog {
  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly write: (line: string) => void,
  ) {}

  start(requestId: string, version: string): void {
    const text = `START RequestId: ${requestId} Version: ${version}\n`;
    this.line(text, { level: "INFO", type: "start" }, () => ({ requestId, version }));
  }

  /** Writes the END and REPORT lines of a call. */
  end(requestId: string, ran: Ran): void {
    const { configuration } = this;
    const status = statusOf(ran.outcome);
    this.line(`END RequestId: ${requestId}\n`, { level: levelOf(status, "DEBUG"), type: "runtimeDone" }, () => ({
      requestId,
      ...status,
      metrics: { durationMs: roundMillis(durationOf(ran, configuration)) },
    }));
    this.line(reportLine(requestId, configuration, ran), { level: levelOf(status, "INFO"), type: "report" }, () => ({
      requestId,
      metrics: metricsOf(ran, configuration),
      ...status,
    }));
  }

  /** Writes the line of a failed init. */
  initFailed(failure: Failure, millis: number): void {
    this.line(initReportLine(failure, millis), { level: "WARN", type: "initReport" }, () => ({
      initializationType: "on-demand",
      phase: "init",
      ...failedStatus(failure),
      metrics: { durationMs: roundMillis(millis) },
    }));
  }

  /** @param level level that Lambda assigns to the event (Lambda Developer Guide, "System log level event mapping"). */
  private line(text: string, { level, type }: { level: Level; type: string }, record: () => object): void {
    const { format, systemLevel } = this.configuration.logging;
    if (format === "Text") this.write(text);
    else if (levels.indexOf(level) >= levels.indexOf(systemLevel)) {
      const event = { time: new Date().toISOString(), type: `platform.${type}`, record: record() };
      this.write(`${JSON.stringify(event)}\n`);
    }
  }
}

interface Status {
  readonly status: "success" | "error" | "timeout";
  readonly errorType?: string;
}

/** Returns the status of an outcome (Lambda Developer Guide, "Lambda Telemetry API Event schema reference", Status). */
function statusOf(outcome: Outcome): Status {
  if (outcome.kind === "result") return { status: "success" };
  return outcome.ended === true || outcome.failure.errorType === "Sandbox.Timedout"
    ? failedStatus(outcome.failure)
    : { status: "error" };
}

function failedStatus({ errorType }: Failure): Status {
  return errorType === "Sandbox.Timedout"
    ? { status: "timeout" }
    : { status: "error", errorType: reportedType(errorType) };
}

function levelOf({ status }: Status, ofSuccess: Level): Level {
  return status === "success" ? ofSuccess : "WARN";
}

function durationOf({ millis, outcome }: Ran, { timeout }: FunctionConfiguration): number {
  return statusOf(outcome).status === "timeout" ? timeout * 1000 : millis;
}

function metricsOf(ran: Ran, configuration: FunctionConfiguration): object {
  const { initMillis, outcome } = ran;
  const { memorySize } = configuration;
  const duration = durationOf(ran, configuration);
  return {
    durationMs: roundMillis(duration),
    billedDurationMs: Math.ceil(duration + (initMillis ?? 0)),
    memorySizeMB: memorySize,
    maxMemoryUsedMB: Math.min(Math.ceil(outcome.heapBytes / 1_048_576), memorySize),
    ...(initMillis === undefined ? {} : { initDurationMs: roundMillis(initMillis) }),
  };
}

/** Rounds milliseconds to three decimals. */
function roundMillis(millis: number): number {
  return Number(millis.toFixed(3));
}
