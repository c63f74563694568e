import type { DurableMap } from "../kernel/durableMap";
import { ServiceError } from "../kernel/protocols/jsonService";
import type { Item, Schedule, ScheduleGroup, ScheduleKey } from "./model";
import { defaultGroup } from "./names";

/** Schedules and groups of a run. */
export class ScheduleStore {
  /** @param now epoch milliseconds */
  constructor(
    private readonly items: DurableMap<Item>,
    now: number,
  ) {
    if (this.group(defaultGroup) === undefined) {
      this.putGroup({ name: defaultGroup, tags: {}, created: now, modified: now });
    }
  }

  group(name: string): ScheduleGroup | undefined {
    const item = this.items.get(`group ${name}`);
    return item !== undefined && "group" in item ? item.group : undefined;
  }

  /** @throws ServiceError if the group does not exist */
  requireGroup(name: string): ScheduleGroup {
    const group = this.group(name);
    if (group === undefined) throw notFound(`Schedule group ${name} does not exist.`);
    return group;
  }

  putGroup(group: ScheduleGroup): void {
    this.items.set(`group ${group.name}`, { group });
  }

  /** Deletes a group with its schedules. */
  deleteGroup(name: string): void {
    for (const schedule of this.schedules) if (schedule.group === name) this.delete(schedule);
    this.items.delete(`group ${name}`);
  }

  /** Sorted by name. */
  get groups(): ScheduleGroup[] {
    return [...this.items].flatMap(([, item]) => ("group" in item ? [item.group] : [])).sort(byName);
  }

  schedule({ group, name }: ScheduleKey): Schedule | undefined {
    const item = this.items.get(keyOf({ group, name }));
    return item !== undefined && "schedule" in item ? item.schedule : undefined;
  }

  /** @throws ServiceError if the group or the schedule does not exist */
  require({ group, name }: ScheduleKey): Schedule {
    this.requireGroup(group);
    const schedule = this.schedule({ group, name });
    if (schedule === undefined) throw notFound(`Schedule ${name} does not exist.`);
    return schedule;
  }

  put(schedule: Schedule): void {
    this.items.set(keyOf(schedule), { schedule });
  }

  delete(key: ScheduleKey): void {
    this.items.delete(keyOf(key));
  }

  /** Sorted by group and name. */
  get schedules(): Schedule[] {
    const found = [...this.items].flatMap(([, item]) => ("schedule" in item ? [item.schedule] : []));
    return found.sort((a, b) => compare(a.group, b.group) || byName(a, b));
  }

  /** Returns the inputs of the last declaration of a resource as text. */
  declaration(key: string): string | undefined {
    const item = this.items.get(`declaration ${key}`);
    return item !== undefined && "declaration" in item ? item.declaration : undefined;
  }

  /** @param text undefined for a resource that is no longer declared. */
  setDeclaration(key: string, text: string | undefined): void {
    if (text === undefined) this.items.delete(`declaration ${key}`);
    else this.items.set(`declaration ${key}`, { declaration: text });
  }

  /** Keys of all declared resources. */
  get declarations(): string[] {
    return [...this.items].flatMap(([key, item]) => ("declaration" in item ? [key.slice("declaration ".length)] : []));
  }

  close(): void {
    this.items.close();
  }
}

const keyOf = ({ group, name }: ScheduleKey) => `schedule ${group}/${name}`;

const notFound = (message: string) => new ServiceError("ResourceNotFoundException", message, { statusCode: 404 });

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
