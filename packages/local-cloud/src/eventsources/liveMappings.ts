import { DurableMap } from "../kernel/durableMap";
import { stackOf, UserError } from "../kernel/errors";
import type { MappingDescription, Mappings } from "../kernel/interfaces/mappings";
import type { Declared, Properties } from "../kernel/resources";
import type { Run } from "../kernel/service";
import { stopController } from "../kernel/bounds/stopController";
import { nameOf, qualifierOf } from "./functionNames";
import { declaredMappings, isQueueArn, mappingOf, mappingType, type Mapping } from "./mapping";
import { QueuePoller } from "./queuePoller";
import type { StreamPosition } from "./shardReader";
import { MappingStore, type StoredMapping } from "./store";
import { StreamPoller } from "./streamPoller";
import { types } from "./types";

interface Polling {
  /** Settings of the mapping as text. */
  readonly settings: string;
  readonly stopping: AbortController;
}

/** The mappings of a run. An enabled mapping polls its source. */
export class LiveMappings implements Mappings {
  readonly store: MappingStore;
  private readonly positions: DurableMap<StreamPosition>;
  private readonly polling = new Map<string, Polling>();
  /** Results of the last calls by UUID, in Lambda's words. */
  private readonly results = new Map<string, string>();

  constructor(private readonly run: Run) {
    const { dataDir, clock } = run;
    this.positions = DurableMap.open<StreamPosition>(dataDir, "event-source-mappings");
    const settings = DurableMap.open<StoredMapping>(dataDir, "event-source-mapping-settings");
    this.store = new MappingStore(settings, () => clock.now());
  }

  get descriptions(): readonly MappingDescription[] {
    return this.store.all.map(([, stored]) => {
      const mapping = mappingOf(stored);
      const { uuid, label, sourceArn, batchSize, enabled } = mapping;
      const called = { functionName: nameOf(mapping), qualifier: qualifierOf(mapping) };
      return { uuid, label, sourceArn, ...called, enabled, batchSize };
    });
  }

  setEnabled(uuid: string, enabled: boolean): void {
    const mapping = this.store.get(uuid);
    if (mapping === undefined) throw new UserError(`there is no event source mapping ${JSON.stringify(uuid)}`);
    this.store.set(uuid, { ...mapping, state: { ...mapping.state, enabled }, modified: this.run.clock.now() });
    this.poll();
  }

  /** Returns the result of a mapping's last call, in Lambda's words; undefined before the first one. */
  lastResult(uuid: string): string | undefined {
    return this.results.get(uuid);
  }

  declare(resources: readonly Declared[]): void {
    const declared = declaredMappings(resources).map((resource) => ({ ...resource, state: keptState(resource.state) }));
    this.store.declare(declared);
    this.poll();
  }

  /** Starts and stops pollers according to the stored mappings. */
  poll(): void {
    const mappings = this.store.all;
    const uuids = new Set(mappings.map(([uuid]) => uuid));
    for (const uuid of [...this.polling.keys()]) if (!uuids.has(uuid)) this.end(uuid);
    for (const [uuid] of [...this.positions]) if (!uuids.has(uuid)) this.positions.delete(uuid);
    for (const [, mapping] of mappings) this.apply(mapping);
  }

  stop(): void {
    for (const uuid of [...this.polling.keys()]) this.end(uuid);
    this.positions.close();
    this.store.close();
  }

  private apply(stored: StoredMapping): void {
    const mapping = mappingOf(stored);
    const isActive = mapping.enabled && stored.change?.state !== "Deleting";
    const settings = JSON.stringify(mapping);
    if (isActive && this.polling.get(mapping.uuid)?.settings === settings) return;
    this.end(mapping.uuid);
    if (!isActive) return;
    const stopping = stopController();
    this.polling.set(mapping.uuid, { settings, stopping });
    this.startPolling(mapping, stopping.signal);
  }

  private end(uuid: string): void {
    this.polling.get(uuid)?.stopping.abort();
    this.polling.delete(uuid);
  }

  private startPolling(mapping: Mapping, stopping: AbortSignal): void {
    const { run } = this;
    const report = (result: string) => void this.results.set(mapping.uuid, result);
    const poller = isQueueArn(mapping.sourceArn)
      ? new QueuePoller(run, mapping, stopping)
      : new StreamPoller(run, mapping, { positions: this.positions, stopping, report });
    poller.poll().catch((error: unknown) => {
      run.log({ source: "lambda", text: `mapping ${mapping.label} stopped: ${stackOf(error)}` });
    });
  }
}

/** Properties of a declaration that have an effect, and the outputs of the provider. */
const keptProperties = [...types[mappingType]!.reads, "uuid", "arn", "functionArn"];

function keptState(state: Properties): Properties {
  return Object.fromEntries(
    keptProperties.flatMap((property) => (state[property] === undefined ? [] : [[property, state[property]]])),
  );
}
