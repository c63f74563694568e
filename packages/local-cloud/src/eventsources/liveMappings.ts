import { DurableMap } from "../kernel/durableMap";
import { stackOf, UserError } from "../kernel/errors";
import type { MappingDescription, Mappings } from "../kernel/mappings";
import type { Declared } from "../kernel/resources";
import type { Run } from "../kernel/service";
import { nameOf, qualifierOf } from "./invoker";
import { declaredMappings, isQueueArn, type Mapping } from "./mapping";
import { QueuePoller } from "./queuePoller";
import type { StreamPosition } from "./shardReader";
import { StreamPoller } from "./streamPoller";

interface Polling {
  /** Settings of the mapping as text. */
  readonly settings: string;
  readonly stopping: AbortController;
}

/** The mappings of a run. An enabled mapping polls its source. */
export class LiveMappings implements Mappings {
  private positions: DurableMap<StreamPosition> | undefined;
  private declared: readonly Mapping[] = [];
  /** Mappings that a person started or stopped, with the settings that were declared at that time. */
  private readonly switched = new Map<string, { readonly settings: string; readonly enabled: boolean }>();
  private readonly polling = new Map<string, Polling>();

  constructor(private readonly run: Run) {}

  open(): void {
    this.positions = DurableMap.open<StreamPosition>(this.run.dataDir, "event-source-mappings");
  }

  get descriptions(): readonly MappingDescription[] {
    return this.declared.map((mapping) => {
      const { uuid, label, sourceArn, batchSize } = mapping;
      const called = { functionName: nameOf(mapping), qualifier: qualifierOf(mapping) };
      return { uuid, label, sourceArn, ...called, enabled: this.isEnabled(mapping), batchSize };
    });
  }

  setEnabled(uuid: string, enabled: boolean): void {
    const mapping = this.declared.find((each) => each.uuid === uuid);
    if (mapping === undefined) throw new UserError(`there is no event source mapping ${JSON.stringify(uuid)}`);
    this.switched.set(uuid, { settings: JSON.stringify(mapping), enabled });
    this.apply(mapping);
  }

  declare(resources: readonly Declared[]): void {
    this.declared = declaredMappings(resources);
    const uuids = new Set(this.declared.map(({ uuid }) => uuid));
    for (const uuid of this.polling.keys()) if (!uuids.has(uuid)) this.end(uuid);
    for (const [uuid] of [...this.positions!]) if (!uuids.has(uuid)) this.positions!.delete(uuid);
    for (const mapping of this.declared) this.apply(mapping);
  }

  stop(): void {
    for (const uuid of [...this.polling.keys()]) this.end(uuid);
    this.positions?.close();
  }

  private isEnabled(mapping: Mapping): boolean {
    const switched = this.switched.get(mapping.uuid);
    return switched?.settings === JSON.stringify(mapping) ? switched.enabled : mapping.enabled;
  }

  private apply(mapping: Mapping): void {
    const settings = JSON.stringify(mapping);
    const isEnabled = this.isEnabled(mapping);
    if (isEnabled && this.polling.get(mapping.uuid)?.settings === settings) return;
    this.end(mapping.uuid);
    if (!isEnabled) return;
    const stopping = new AbortController();
    this.polling.set(mapping.uuid, { settings, stopping });
    this.poll(mapping, stopping.signal);
  }

  private end(uuid: string): void {
    this.polling.get(uuid)?.stopping.abort();
    this.polling.delete(uuid);
  }

  private poll(mapping: Mapping, stopping: AbortSignal): void {
    const { run } = this;
    const poller = isQueueArn(mapping.sourceArn)
      ? new QueuePoller(run, mapping, stopping)
      : new StreamPoller(run, mapping, { positions: this.positions!, stopping });
    poller.poll().catch((error: unknown) => {
      run.log({ source: "lambda", text: `mapping ${mapping.label} stopped: ${stackOf(error)}` });
    });
  }
}
