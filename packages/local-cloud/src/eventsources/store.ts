import type { DurableMap } from "../kernel/durableMap";
import type { Declared, Properties } from "../kernel/resources";

/** State of a mapping while Lambda applies a change. */
export type Change = "Creating" | "Enabling" | "Disabling" | "Updating" | "Deleting";

/** An event source mapping that a program declares or a function has created. */
export interface StoredMapping {
  /** Logical name, or the UUID of a mapping that a function has created. */
  readonly label: string;
  /** Properties and outputs of the provider. */
  readonly state: Properties;
  /** Time of the last change in epoch milliseconds. */
  readonly modified: number;
  /** Properties of the declaration as JSON; undefined for a mapping that a function has created. */
  readonly declaration?: string;
  /** The last change. Lambda has applied it at `until`, in epoch milliseconds. */
  readonly change?: { readonly state: Change; readonly until: number };
}

/** Duration of a change in milliseconds. AWS names no time and takes up to a minute. */
export const changeMillis = 500;

/** The event source mappings of a run. Reads remove mappings whose deletion has ended. */
export class MappingStore {
  constructor(
    private readonly mappings: DurableMap<StoredMapping>,
    private readonly now: () => number,
  ) {}

  get all(): [uuid: string, StoredMapping][] {
    for (const [uuid, { change }] of [...this.mappings]) {
      if (change?.state === "Deleting" && change.until <= this.now()) this.mappings.delete(uuid);
    }
    return [...this.mappings];
  }

  get(uuid: string): StoredMapping | undefined {
    return this.all.find(([each]) => each === uuid)?.[1];
  }

  set(uuid: string, mapping: StoredMapping): void {
    this.mappings.set(uuid, mapping);
  }

  /** Applies declared mappings. Settings that a function has changed stay until the declaration changes. */
  declare(declared: readonly Declared[]): void {
    const uuids = new Set(declared.map(({ state }) => String(state["uuid"])));
    for (const [uuid, { declaration }] of this.all) {
      if (declaration !== undefined && !uuids.has(uuid)) this.mappings.delete(uuid);
    }
    for (const { name: label, state } of declared) {
      const uuid = String(state["uuid"]);
      const declaration = JSON.stringify(state);
      if (this.get(uuid)?.declaration === declaration) continue;
      this.set(uuid, { label, state, modified: this.now(), declaration });
    }
  }

  /** Returns the state as Lambda names it. */
  stateOf({ state, change }: StoredMapping): Change | "Enabled" | "Disabled" {
    if (change !== undefined && change.until > this.now()) return change.state;
    return state["enabled"] === false ? "Disabled" : "Enabled";
  }

  close(): void {
    this.mappings.close();
  }
}
