import type { DurableMap } from "../kernel/durableMap";
import { ServiceError } from "../kernel/protocols/jsonService";
import type { Archive, Bus, Item, Replay, Rule } from "./model";
import { defaultBus } from "./names";

export const notFound = (message: string) => new ServiceError("ResourceNotFoundException", message);

/** Buses, rules, archives and replays of a run. */
export class EventStore {
  constructor(
    private readonly items: DurableMap<Item>,
    now: number,
  ) {
    if (this.bus(defaultBus) === undefined) {
      this.putBus({ name: defaultBus, created: now, modified: now, declared: false });
    }
  }

  bus(name: string): Bus | undefined {
    const item = this.items.get(`bus ${name}`);
    return item !== undefined && "bus" in item ? item.bus : undefined;
  }

  /** @throws ServiceError if the bus does not exist */
  requireBus(name: string): Bus {
    const bus = this.bus(name);
    if (bus === undefined) throw notFound(`Event bus ${name} does not exist.`);
    return bus;
  }

  putBus(bus: Bus): void {
    this.items.set(`bus ${bus.name}`, { bus });
  }

  deleteBus(name: string): void {
    this.items.delete(`bus ${name}`);
  }

  /** Sorted by name. */
  get buses(): Bus[] {
    return this.sorted((item) => ("bus" in item ? item.bus : undefined));
  }

  rule(bus: string, name: string): Rule | undefined {
    const item = this.items.get(`rule ${bus} ${name}`);
    return item !== undefined && "rule" in item ? item.rule : undefined;
  }

  /** @throws ServiceError if the bus or the rule does not exist */
  requireRule(bus: string, name: string): Rule {
    this.requireBus(bus);
    const rule = this.rule(bus, name);
    if (rule === undefined) throw notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
    return rule;
  }

  putRule(rule: Rule): void {
    this.items.set(`rule ${rule.bus} ${rule.name}`, { rule });
  }

  deleteRule({ bus, name }: Pick<Rule, "bus" | "name">): void {
    this.items.delete(`rule ${bus} ${name}`);
  }

  /** Sorted by name. */
  get rules(): Rule[] {
    return this.sorted((item) => ("rule" in item ? item.rule : undefined));
  }

  archive(name: string): Archive | undefined {
    const item = this.items.get(`archive ${name}`);
    return item !== undefined && "archive" in item ? item.archive : undefined;
  }

  putArchive(archive: Archive): void {
    this.items.set(`archive ${archive.name}`, { archive });
  }

  deleteArchive(name: string): void {
    this.items.delete(`archive ${name}`);
  }

  get archives(): Archive[] {
    return this.sorted((item) => ("archive" in item ? item.archive : undefined));
  }

  replay(name: string): Replay | undefined {
    const item = this.items.get(`replay ${name}`);
    return item !== undefined && "replay" in item ? item.replay : undefined;
  }

  putReplay(replay: Replay): void {
    this.items.set(`replay ${replay.name}`, { replay });
  }

  get replays(): Replay[] {
    return this.sorted((item) => ("replay" in item ? item.replay : undefined));
  }

  /** Tags of a bus or a rule by key. */
  tags(arn: string): Readonly<Record<string, string>> {
    const item = this.items.get(`tags ${arn}`);
    return item !== undefined && "tags" in item ? item.tags : {};
  }

  putTags(arn: string, tags: Readonly<Record<string, string>>): void {
    if (Object.keys(tags).length === 0) this.items.delete(`tags ${arn}`);
    else this.items.set(`tags ${arn}`, { tags });
  }

  close(): void {
    this.items.close();
  }

  private sorted<T extends { readonly name: string }>(select: (item: Item) => T | undefined): T[] {
    const found = [...this.items].flatMap(([, item]) => select(item) ?? []);
    return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
}
