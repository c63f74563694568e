import type { Json } from "../language/json";
import type { ChildResult, MapRun } from "./host";
import type { Results } from "./items/results";
import { maxDataBytes, tooLarge } from "./limits";
import { StateError } from "./stateError";
import type { StateScope } from "./stateScope";
import { Gate, LinkedAbort, Turns } from "./time";

/** Child workflows that run at a time. AWS allows 10,000; one machine is busy with fewer. */
const maxChildren = 1_000;

/** The child workflows of one map run. */
export class Children {
  private total = 0;

  constructor(
    private readonly scope: StateScope,
    private readonly mapRun: MapRun,
    private readonly results: Results,
  ) {}

  /** Starts children in order, as many at a time as the run's limit allows. @throws StateError above the tolerated failures */
  async run(inputs: AsyncIterable<Json>): Promise<void> {
    const abort = new LinkedAbort(this.scope.frame.signal);
    const gate = new Gate(() => this.concurrency);
    this.mapRun.onLimits(() => gate.change());
    let failure: Error | undefined;
    const fail = (error: unknown) => {
      failure ??= error as Error;
      abort.end();
      gate.change();
    };
    try {
      await this.startAll(inputs, { gate, signal: abort.signal, fail });
      if (!abort.signal.aborted) await gate.empty();
    } catch (error) {
      fail(error);
    }
    abort.end();
    if (failure !== undefined) throw failure;
    this.scope.frame.signal.throwIfAborted();
    // The percentage is known only at the end of the data set.
    if (this.isAbovePercentage) throw thresholdExceeded();
  }

  private async startAll(
    inputs: AsyncIterable<Json>,
    {
      gate,
      signal,
      fail,
    }: { readonly gate: Gate; readonly signal: AbortSignal; readonly fail: (error: unknown) => void },
  ): Promise<void> {
    const turns = new Turns();
    const runOne = async (input: Json, index: number) => {
      await this.child(input, index, signal).catch(fail);
      gate.leave();
    };
    for await (const input of inputs) {
      const index = this.total;
      this.total += 1;
      await turns.take();
      if (this.results.has(index)) continue;
      await gate.enter();
      if (signal.aborted) break;
      void runOne(input, index);
    }
  }

  private async child(input: Json, index: number, signal: AbortSignal): Promise<void> {
    const result = await this.mapRun.run(index, input, signal);
    signal.throwIfAborted();
    await this.take(result, index);
  }

  private async take(result: ChildResult, index: number): Promise<void> {
    await this.results.add(index, result);
    if (result.status !== "SUCCEEDED" && this.isAboveCount) throw thresholdExceeded();
    if (this.results.size > maxDataBytes) throw tooLarge(this.scope.name);
  }

  private get concurrency(): number {
    const { maxConcurrency } = this.mapRun.limits;
    return maxConcurrency === 0 ? maxChildren : Math.min(maxConcurrency, maxChildren);
  }

  private get failed(): number {
    const { failed, timedOut, aborted } = this.results.counts;
    return failed + timedOut + aborted;
  }

  private get isAboveCount(): boolean {
    const { toleratedCount, toleratedPercentage } = this.mapRun.limits;
    return this.failed > (toleratedCount ?? (toleratedPercentage === undefined ? 0 : Infinity));
  }

  private get isAbovePercentage(): boolean {
    const { toleratedPercentage } = this.mapRun.limits;
    return toleratedPercentage !== undefined && this.failed * 100 > toleratedPercentage * this.total;
  }
}

function thresholdExceeded(): StateError {
  return new StateError(
    "States.ExceedToleratedFailureThreshold",
    "The specified tolerated failure threshold was exceeded",
  );
}
