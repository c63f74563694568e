/** Maps stream records to the traces of the requests that wrote their items. Entries end with their records. */
export class RecordTraces {
  private readonly traces = new WeakMap<object, string>();

  /** Trace of the engine's current call. Calls do not overlap. */
  current: string | undefined;

  /** Adds a new record. A call also removes expired items, which its request did not cause. */
  readonly add = (record: object): void => {
    if (this.current !== undefined && !("userIdentity" in record)) this.traces.set(record, this.current);
  };

  of(record: object): string | undefined {
    return this.traces.get(record);
  }
}
