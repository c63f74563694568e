import { randomUUID } from "node:crypto";
import type { DurableMap } from "../../kernel/durableMap";
import type { ActivityRecord, MachineAlias, MachineRecord, MachineVersion } from "./records";

/** Everything that is stored of machines, map runs and activities. */
export type MachineItem = MachineRecord | ActivityRecord;

/** A machine as a declaration or an operation describes it. */
export type MachineSettings = Pick<
  MachineRecord,
  "name" | "arn" | "type" | "definition" | "roleArn" | "logging" | "tracing" | "encryption" | "tags" | "isDeclared"
>;

/** Definition and role that an ARN of a machine, a version or an alias runs. */
export interface RunnableMachine {
  readonly machine: MachineRecord;
  readonly definition: string;
  readonly roleArn: string;
  readonly revisionId: string | undefined;
  /** ARN of the version or alias; undefined for the machine itself. */
  readonly qualifiedArn: string | undefined;
  /** ARN of the version, also behind an alias; undefined for the machine itself. */
  readonly versionArn: string | undefined;
}

/** Returns the settings whose change makes a new revision, as text (API reference, UpdateStateMachine). */
function revised({ definition, roleArn, logging, tracing, encryption }: MachineSettings): string {
  return JSON.stringify({ definition, roleArn, logging, tracing, encryption });
}

/** The machines and activities of a run. */
export class Machines {
  constructor(
    private readonly store: DurableMap<MachineItem>,
    private readonly clock: { now(): number },
    private readonly random: () => number,
  ) {}

  get all(): MachineRecord[] {
    return this.itemsOf<MachineRecord>("machine");
  }

  get activities(): ActivityRecord[] {
    return this.itemsOf<ActivityRecord>("activity");
  }

  /** @param arn of the machine, without version and alias */
  find(arn: string): MachineRecord | undefined {
    return this.store.get(`machine ${arn}`) as MachineRecord | undefined;
  }

  activity(arn: string): ActivityRecord | undefined {
    return this.store.get(`activity ${arn}`);
  }

  /** Creates or updates a machine. Versions and aliases stay. */
  put(settings: MachineSettings): MachineRecord {
    const known = this.find(settings.arn);
    const now = this.clock.now();
    const isSame = known !== undefined && revised(known) === revised(settings);
    const record: MachineRecord = {
      ...settings,
      revisionId: known === undefined || isSame ? known?.revisionId : randomUUID(),
      created: known?.created ?? now,
      updated: isSame ? known.updated : now,
      versions: known?.versions ?? [],
      lastVersion: known?.lastVersion ?? 0,
      aliases: known?.aliases ?? [],
    };
    this.save(record);
    return record;
  }

  save(record: MachineRecord): void {
    this.store.set(`machine ${record.arn}`, record);
  }

  delete(arn: string): void {
    this.store.delete(`machine ${arn}`);
  }

  putActivity(activity: ActivityRecord): void {
    this.store.set(`activity ${activity.arn}`, activity);
  }

  deleteActivity(arn: string): void {
    this.store.delete(`activity ${arn}`);
  }

  /** Publishes the current definition, unless the last version is the same. */
  publish(machine: MachineRecord, description: string | undefined): MachineVersion {
    const last = machine.versions.at(-1);
    if (last !== undefined && last.revisionId === machine.revisionId) return last;
    const version: MachineVersion = {
      number: machine.lastVersion + 1,
      definition: machine.definition,
      roleArn: machine.roleArn,
      revisionId: machine.revisionId,
      description,
      created: this.clock.now(),
    };
    this.save({ ...machine, versions: [...machine.versions, version], lastVersion: version.number });
    return version;
  }

  putAlias(machine: MachineRecord, alias: MachineAlias): void {
    const others = machine.aliases.filter(({ name }) => name !== alias.name);
    this.save({ ...machine, aliases: [...others, alias] });
  }

  /** Returns what an ARN runs; undefined if nothing exists there. An alias chooses a version by its weights. */
  resolve(arn: string): RunnableMachine | undefined {
    const plain = this.find(arn);
    if (plain !== undefined) return { machine: plain, ...plain, qualifiedArn: undefined, versionArn: undefined };
    const at = arn.lastIndexOf(":");
    const [machineArn, qualifier] = [arn.slice(0, at), arn.slice(at + 1)];
    const machine = this.find(machineArn);
    if (machine === undefined) return undefined;
    const alias = machine.aliases.find(({ name }) => name === qualifier);
    const number = alias === undefined ? Number(qualifier) : this.choose(alias);
    const version = machine.versions.find((each) => each.number === number);
    if (version === undefined) return undefined;
    const { definition, roleArn, revisionId } = version;
    const versionArn = `${machineArn}:${String(version.number)}`;
    return { machine, definition, roleArn, revisionId, qualifiedArn: arn, versionArn };
  }

  private choose({ routes }: MachineAlias): number {
    let rest = this.random() * 100;
    for (const { version, weight } of routes) {
      rest -= weight;
      if (rest < 0) return version;
    }
    return routes.at(-1)!.version;
  }

  private itemsOf<T extends MachineItem>(kind: string): T[] {
    return [...this.store].filter(([key]) => key.startsWith(`${kind} `)).map(([, item]) => item as T);
  }
}
