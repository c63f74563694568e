import { traceOf } from "../kernel/facts/facts";
import type { Run } from "../kernel/service";
import { stackOf } from "../kernel/errors";
import { stopController } from "../kernel/bounds/stopController";
import type { Delivery } from "./delivery";
import { ruleArn } from "./names";
import { sendDeadLetter, sendToTarget, type SendFailure } from "./sending";

/** EventBridge's defaults (EventBridge API reference, RetryPolicy). */
const defaultRetries = 185;
const defaultAgeSeconds = 86_400;
/** First and longest delay before a retry. AWS documents "exponential backoff and jitter" without numbers. */
const retryMillis = { first: 1_000, most: 600_000 };
/** Maximum number of deliveries that wait for a retry. */
const maxWaiting = 10_000;

/** Sends events to targets until they accept, or until attempts or age are exhausted. */
export class Deliveries {
  private readonly stopping = stopController();
  private waiting = 0;

  constructor(private readonly run: Run) {}

  /** Starts a delivery, which continues after this call. */
  start(delivery: Delivery): void {
    const { faults } = this.run;
    const copies = faults.strikes("events:duplicate") ? 2 : 1;
    const delay = faults.latency("events:delay");
    for (let copy = 0; copy < copies; copy += 1) this.startOnce(delivery, delay);
  }

  private startOnce(delivery: Delivery, delay: number): void {
    this.deliverAfter(delivery, delay).catch((error: unknown) =>
      this.run.log({ source: "events", text: stackOf(error) }),
    );
  }

  stop(): void {
    this.stopping.abort();
  }

  private async deliverAfter(delivery: Delivery, delay: number): Promise<void> {
    if (delay > 0) await this.run.clock.sleep(delay, this.stopping.signal).catch(() => undefined);
    await this.deliver(delivery);
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const { MaximumRetryAttempts: retries = defaultRetries, MaximumEventAgeInSeconds: age = defaultAgeSeconds } =
      delivery.target.RetryPolicy ?? {};
    const { clock } = this.run;
    const until = clock.now() + age * 1_000;
    for (let attempt = 0; !this.stopping.signal.aborted; attempt += 1) {
      const failure = await sendToTarget(this.run, delivery);
      if (failure === undefined) return this.finish(delivery, {});
      const wait = Math.min(retryMillis.first * 2 ** attempt, retryMillis.most);
      const exhausted = exhaustedBy({ failure, attempt, retries, isTooOld: clock.now() + wait > until });
      if (exhausted !== undefined || this.waiting >= maxWaiting) {
        return this.fail(delivery, failure, { attempt, exhausted: exhausted ?? "" });
      }
      this.waiting += 1;
      await clock.sleep(wait, this.stopping.signal).catch(() => undefined);
      this.waiting -= 1;
    }
  }

  private fail(delivery: Delivery, failure: SendFailure, end: RetryEnd): void {
    const { rule, target } = delivery;
    const letters = target.DeadLetterConfig?.Arn;
    const denial = letters === undefined ? undefined : this.sendToDeadLetters(letters, { delivery, failure, end });
    this.finish(delivery, {
      failure: `${failure.code}: ${failure.message}`,
      ...(letters && { isDeadLettered: denial === undefined }),
    });
    if (letters !== undefined && denial === undefined) return;
    const why = letters === undefined ? "" : `; dead-letter queue ${letters}: ${denial!}`;
    const text = `rule ${rule.name}: the event for ${target.Arn} is dropped: ${failure.code}: ${failure.message}${why}`;
    this.run.log({ source: "events", text });
  }

  /** @returns the reason why the queue rejects the event; undefined if it accepts it. */
  private sendToDeadLetters(
    queueArn: string,
    { delivery, failure, end }: { delivery: Delivery; failure: SendFailure; end: RetryEnd },
  ): string | undefined {
    const { rule, target, event } = delivery;
    const sourceArn = ruleArn(this.run.location, rule);
    const texts = {
      RULE_ARN: sourceArn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      ...(end.exhausted === "" ? {} : { EXHAUSTED_RETRY_CONDITION: end.exhausted }),
      RETRY_ATTEMPTS: String(end.attempt),
    };
    return sendDeadLetter(this.run, queueArn, { body: event, texts, sourceArn });
  }

  private finish(
    { rule, target, eventId, traceHeader }: Delivery,
    end: { failure?: string; isDeadLettered?: boolean },
  ): void {
    this.run.facts.report(() => ({
      kind: "ruleDelivery",
      trace: traceOf(traceHeader),
      eventId,
      bus: rule.bus,
      rule: rule.name,
      target: target.Arn,
      failure: end.failure,
      isDeadLettered: end.isDeadLettered,
    }));
  }
}

interface RetryEnd {
  readonly attempt: number;
  /** Empty for an error that EventBridge does not retry. */
  readonly exhausted: string;
}

/** Returns the condition that ends the retries; empty for an error that EventBridge does not retry. */
function exhaustedBy(state: {
  readonly failure: SendFailure;
  readonly attempt: number;
  readonly retries: number;
  readonly isTooOld: boolean;
}): string | undefined {
  if (!state.failure.isRetried) return "";
  if (state.attempt >= state.retries) return "MaximumRetryAttempts";
  return state.isTooOld ? "MaximumEventAgeInSeconds" : undefined;
}
