import { resourceNotFound } from "./errors";
import type { RecentWrites } from "./recentWrites";
import type { Change, Storage } from "./storage/changes";
import { Stream } from "./streams/stream";
import type { TableDefinition } from "./tables/schema";
import { Table } from "./tables/table";
import { attributeOf, type Item } from "./values/types";

/** Clock and sources of ids, injected into an engine. */
export interface EngineEnvironment {
  readonly region: string;
  readonly account: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Returns a random UUID. */
  readonly uuid: () => string;
  /** Returns the label of a stream that is enabled at a time. */
  readonly streamLabel: (now: number) => string;
  /** Receives each new record of a stream. */
  readonly onRecord?: (record: object) => void;
}

/** Validity of a client request token ("Transactions: idempotency"). */
export const tokenMillis = 10 * 60_000;

/** All tables and streams. Every change goes to storage first, then into memory. */
export class Database {
  readonly tables = new Map<string, Table>();
  /** Streams, keyed by ARN. Includes streams of deleted tables. */
  readonly streams = new Map<string, Stream>();
  readonly tokens = new Map<string, { readonly request: string; readonly at: number }>();

  /** Records every write of an item; undefined without the option `isStale`. */
  recentWrites: RecentWrites | undefined;

  constructor(
    readonly environment: EngineEnvironment,
    private readonly storage: Storage,
  ) {
    storage.load((changes) => {
      for (const change of changes) this.apply(change);
    });
  }

  now(): number {
    return this.environment.now();
  }

  /** Finds a table. @param name name or ARN @throws ResourceNotFoundException */
  table(name: string, detail?: (name: string) => string): Table {
    const short = name.startsWith("arn:") ? name.slice(name.indexOf("/") + 1) : name;
    const table = this.tables.get(short);
    if (table === undefined) throw resourceNotFound(detail?.(short));
    return table;
  }

  tableArn(name: string): string {
    const { region, account } = this.environment;
    return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  }

  streamArn({ name, stream }: Pick<TableDefinition, "name" | "stream">): string | undefined {
    return stream === undefined ? undefined : `${this.tableArn(name)}/stream/${stream.label}`;
  }

  /** Applies all changes or none. @throws StorageError */
  commit(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.storage.append(changes);
    for (const change of changes) this.apply(change);
    if (this.storage.wantsCompaction) this.storage.compact(this.snapshot());
  }

  close(): void {
    this.storage.close();
  }

  /** Yields the minimal changes that recreate the current state. */
  private *snapshot(): Generator<readonly Change[]> {
    for (const { definition, rows } of this.tables.values()) {
      yield [{ do: "define", table: definition, at: definition.created }];
      for (const { item } of rows.values()) yield [{ do: "put", table: definition.name, item, at: 0 }];
    }
    for (const [token, { request, at }] of this.tokens) yield [{ do: "token", token, request, at }];
    for (const stream of this.streams.values()) yield [{ do: "stream", stream: stream.snapshot() }];
  }

  private apply(change: Change): void {
    switch (change.do) {
      case "define":
        return this.define(change.table, change.at);
      case "drop": {
        const table = this.tables.get(change.table)!;
        this.streamOf(table)?.close(change.at);
        this.tables.delete(change.table);
        return;
      }
      case "put":
        return this.write(this.tables.get(change.table)!, change);
      case "delete":
        return this.write(this.tables.get(change.table)!, { item: undefined, ...change });
      case "token":
        this.tokens.set(change.token, change);
        return this.forgetTokens(change.at);
      case "stream":
        return this.restoreStream(change.stream);
    }
  }

  private write(
    table: Table,
    change: { readonly item: Item | undefined; readonly key?: Item; readonly at: number; readonly expired?: true },
  ): void {
    const stream = this.streamOf(table);
    const key = change.key ?? change.item!;
    if (stream !== undefined && change.at > 0) {
      const old = table.get(key);
      const { at, expired = false } = change;
      const record = stream.add({ key: table.keyOf(key), old, new: change.item, at, expired });
      if (record !== undefined) this.environment.onRecord?.(record);
    }
    const { recentWrites } = this;
    recentWrites?.add({ at: change.at, table, key: table.keyOf(key), before: table.get(key), after: change.item });
    if (change.item === undefined) table.delete(key);
    else table.put(change.item);
  }

  private define(definition: TableDefinition, at: number): void {
    const known = this.tables.get(definition.name);
    const before = known?.definition.stream;
    const stream = known === undefined ? undefined : this.streamOf(known);
    if (known === undefined) this.tables.set(definition.name, new Table(definition));
    else known.redefine(definition);
    const { stream: wanted } = definition;
    if (stream !== undefined && (wanted?.label !== before?.label || wanted?.enabled === false)) stream.close(at);
    if (wanted === undefined || !wanted.enabled || (wanted.label === before?.label && stream !== undefined)) return;
    const arn = this.streamArn(definition)!;
    const opened = new Stream(arn, this.environment.region, {
      table: definition.name,
      label: wanted.label,
      viewType: wanted.viewType,
      keySchema: definition.keySchema,
      created: at,
    });
    opened.open(at);
    this.streams.set(arn, opened);
  }

  private restoreStream(snapshot: Extract<Change, { do: "stream" }>["stream"]): void {
    const { enabled: _, ...definition } = snapshot.definition;
    const stream = new Stream(
      snapshot.arn,
      this.environment.region,
      definition as unknown as ConstructorParameters<typeof Stream>[2],
    );
    stream.restore(snapshot);
    this.streams.set(snapshot.arn, stream);
  }

  /** Returns the stream that receives a table's records. */
  private streamOf({ definition }: Table): Stream | undefined {
    if (!definition.stream?.enabled) return undefined;
    return this.streams.get(this.streamArn(definition)!);
  }

  private forgetTokens(now: number): void {
    // Tokens are sorted by time.
    for (const [token, { at }] of this.tokens) {
      if (now - at <= tokenMillis) return;
      this.tokens.delete(token);
    }
  }

  /** Removes expired items. Items that expired over five years ago stay, as on AWS. */
  expire(): void {
    const now = this.now();
    const seconds = Math.floor(now / 1000);
    for (const table of this.tables.values()) {
      const { timeToLive } = table.definition;
      if (timeToLive === undefined) continue;
      const items = [...table.listExpired(seconds - fiveYears, seconds)];
      for (const item of items) {
        if (attributeOf(item, timeToLive.attribute) === undefined) continue;
        this.commit([{ do: "delete", table: table.name, key: table.keyOf(item), at: now, expired: true }]);
      }
    }
  }
}

/** DynamoDB ignores older timestamps ("Using time to live (TTL)"). */
const fiveYears = 5 * 365 * 86_400;
