import { stackOf } from "../kernel/errors";
import { FirstTimes } from "../kernel/bounds/firstTimes";
import { queues } from "../kernel/interfaces/queues";
import type { Run } from "../kernel/service";
import type { ScheduleFact } from "../kernel/facts/eventFacts";
import { stopController } from "../kernel/bounds/stopController";
import { inputOf, scheduledTime, type Occurrence } from "./occurrence";
import { scheduleArn } from "./names";
import { callTarget, sessionOf, type SendFailure } from "./sending";

/** First and longest delay before a retry. AWS documents "exponential backoff" without numbers. */
const retryMillis = { first: 1_000, most: 600_000 };
/** Maximum number of occurrences that wait for a window or a retry. */
const maxWaiting = 10_000;

/** Calls targets until they accept, or until attempts or age are exhausted. */
export class Deliveries {
  private readonly stopping = stopController();
  private readonly reported = new FirstTimes();
  private waiting = 0;

  constructor(private readonly run: Run) {}

  /** Starts a delivery, which continues after this call. @param finished called when the delivery ends. */
  start(occurrence: Occurrence, finished: () => void): void {
    this.deliver(occurrence)
      .catch((error: unknown) => this.run.log({ source: "scheduler", text: stackOf(error) }))
      .finally(finished);
  }

  stop(): void {
    this.stopping.abort();
  }

  private async deliver(occurrence: Occurrence): Promise<void> {
    const { schedule, delay } = occurrence;
    if (delay > 0) await this.sleep(delay);
    const { clock, location } = this.run;
    const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries } = schedule.target.RetryPolicy;
    const until = clock.now() + age * 1_000;
    for (let attempt = 1; !this.stopping.signal.aborted; attempt += 1) {
      const failure = await callTarget(this.run, schedule, inputOf(occurrence, attempt, location));
      if (failure === undefined) return this.report(occurrence, { attempt, outcome: "delivered" });
      const wait = Math.min(retryMillis.first * 2 ** (attempt - 1), retryMillis.most);
      const exhausted =
        attempt > retries || !failure.isRetried || this.waiting >= maxWaiting
          ? "MaximumRetryAttempts"
          : clock.now() + wait > until
            ? "MaximumEventAgeInSeconds"
            : undefined;
      if (exhausted !== undefined) return this.drop(occurrence, failure, { attempt, exhausted });
      this.report(occurrence, { attempt, outcome: "failed", failure });
      this.logFailure(occurrence, failure, "it is retried");
      await this.sleep(wait);
    }
  }

  private async sleep(millis: number): Promise<void> {
    this.waiting += 1;
    await this.run.clock.sleep(millis, this.stopping.signal).catch(() => undefined);
    this.waiting -= 1;
  }

  private drop(
    occurrence: Occurrence,
    failure: SendFailure,
    end: { readonly attempt: number; readonly exhausted: string },
  ): void {
    const { DeadLetterConfig } = occurrence.schedule.target;
    const letters = DeadLetterConfig?.Arn;
    const denial = letters === undefined ? undefined : this.sendToDeadLetters(letters, occurrence, { ...end, failure });
    const isDeadLettered = letters === undefined ? undefined : denial === undefined;
    this.report(occurrence, { attempt: end.attempt, outcome: "dropped", failure, isDeadLettered });
    if (isDeadLettered === true) return;
    const why = letters === undefined ? "" : `; dead-letter queue ${letters}: ${denial!}`;
    this.logFailure(occurrence, failure, `it is dropped${why}`);
  }

  /** @returns the reason why the queue rejects the event; undefined if it accepts it. */
  private sendToDeadLetters(
    queueArn: string,
    occurrence: Occurrence,
    end: { readonly attempt: number; readonly exhausted: string; readonly failure: SendFailure },
  ): string | undefined {
    const { schedule, at, executionId } = occurrence;
    const principal = sessionOf(this.run, schedule);
    if (typeof principal === "string") return principal;
    const texts = {
      ERROR_CODE: end.failure.code,
      ERROR_MESSAGE: end.failure.message,
      EXECUTION_ID: executionId,
      EXHAUSTED_RETRY_CONDITION: end.exhausted,
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: String(end.attempt - 1),
      SCHEDULED_TIME: scheduledTime(at),
      SCHEDULE_ARN: scheduleArn(this.run.location, schedule),
      TARGET_ARN: schedule.target.Arn,
    };
    const attributes = Object.fromEntries(
      Object.entries(texts).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    );
    const body = inputOf(occurrence, end.attempt, this.run.location);
    return this.run.registry.use(queues).send(queueArn, { body, attributes }, { principal });
  }

  private logFailure({ schedule }: Occurrence, { code, message }: SendFailure, what: string): void {
    const text = `schedule ${schedule.group}/${schedule.name}: the call of ${schedule.target.Arn} failed, and ${what}: ${code}: ${message}`;
    if (this.reported.isFirst(text)) this.run.log({ source: "scheduler", text });
  }

  private report(
    { schedule }: Occurrence,
    end: Pick<ScheduleFact, "attempt" | "outcome"> & { failure?: SendFailure; isDeadLettered?: boolean | undefined },
  ): void {
    const { group, name: scheduleName, target } = schedule;
    const { attempt, outcome, failure, isDeadLettered } = end;
    this.run.facts.report(() => ({
      ...{ kind: "schedule", group, schedule: scheduleName, target: target.Arn, attempt, outcome },
      failure: failure && `${failure.code}: ${failure.message}`,
      isThrottled: failure?.isThrottled === true,
      isDeadLettered,
    }));
  }
}
