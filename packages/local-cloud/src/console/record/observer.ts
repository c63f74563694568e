import type { Fact } from "../../kernel/facts/facts";
import { ofType, type Declared, type Program } from "../../kernel/resources";
import type { Run } from "../../kernel/service";
import { remedyContextOf } from "../../readers/remedyContext";
import { Usage } from "../../readers/usage";
import { BusEvents } from "./busEvents";
import { causedBy } from "./caused";
import { declaration } from "./declaration";
import { EdgeRequests } from "./edgeRequests";
import { FunctionUses } from "./functionUse";
import { consoleLine, logLine, sizeOfLog, type TimedLog } from "./logLine";
import { programOverview, stateOverview } from "./overview";
import { truncateLog } from "./truncate";
import { Backlog } from "./backlog";
import { MappingBatches } from "./mappings";
import { recordedLimits, Requests, type RequestRecord } from "./requests";
import { Ring } from "./ring";
import { Secrets, secretsOf } from "./secrets";
import type { Stream } from "../stream";
import { requestLine, timeline, type LineContext } from "./timeline";
import type { Declaration, Events, LogLine, NotificationLine, RequestLine, State } from "../wire";

/** Interval of events to pages, in milliseconds. A burst of requests becomes one event. */
const batchMillis = 100;
const stateMillis = 500;

const keyType = "aws:apigateway/apiKey:ApiKey";

/** Limits of the stored past, which new pages receive, and of the next event. */
const lineLimits = { entries: 1_000, bytes: 8 * 1_048_576 };
const notificationLimits = { entries: 100, bytes: 1_048_576 };

const sizeOfNotification = ({ subject, message }: NotificationLine) => subject.length + message.length;

/** Records the facts of a run for the console, and sends them to open pages. */
export class Observer {
  private readonly use = new FunctionUses();
  private readonly usage = new Usage();
  private readonly logs = new Ring(lineLimits, sizeOfLog);
  private readonly notifications = new Ring(notificationLimits, sizeOfNotification);
  private readonly problems = new Map<string, string>();
  private readonly grouped = new Requests(
    (recorded) => this.await(this.pending.requests, recorded),
    (id) => this.stream.watched && this.caused.add(id),
  );
  private readonly backlog = new Backlog(this.grouped, recordedLimits.entries);
  readonly events = new BusEvents();
  readonly batches = new MappingBatches();
  readonly edge = new EdgeRequests();
  /** Requests that have caused something since the last event of the stream. */
  private readonly caused = new Set<number>();
  private pending = nothing();
  private program: Program | undefined;
  private secrets = new Secrets([]);
  /** Logical names of API keys, by id. */
  private names: ReadonlyMap<string, string> = new Map();
  private changed = false;
  private lastState = "";
  private readonly ends: (() => void)[];

  constructor(
    private readonly run: Run,
    private readonly stream: Stream,
  ) {
    const stopReading = run.facts.read(this.read);
    const timers = [
      setInterval(() => this.flush(), batchMillis).unref(),
      setInterval(() => this.tellState(), stateMillis).unref(),
    ];
    this.ends = [stopReading, ...timers.map((timer) => () => clearInterval(timer))];
  }

  /** Applies a declaration. */
  declare(program: Program): void {
    this.program = program;
    this.secrets = new Secrets(secretsOf(program));
    this.names = new Map(ofType(program.resources, keyType).map(({ id, name }) => [id, name]));
    // Send it with the next event: services that follow in the list have not applied it yet.
    this.changed = true;
  }

  /** The first event for a new page: the complete state. */
  get hello(): Events["hello"] {
    this.flush();
    return {
      program: programOverview(this.program!, this.run.registry),
      state: this.state,
      requests: this.linesOf(this.requests.all),
      logs: [...this.notKept, ...this.logs.all.map(this.shown)],
      notifications: this.notifications.all,
      events: this.events.lines,
    };
  }

  /** The stored requests, with all facts until now. */
  get requests(): Requests {
    this.backlog.group();
    return this.grouped;
  }

  /** False until a program runs. */
  get ready(): boolean {
    return this.program !== undefined;
  }

  get eventsDocument(): object | undefined {
    return this.program?.eventsDocument;
  }

  /** Values of the stack's outputs that are not secret. */
  get outputs(): Readonly<Record<string, unknown>> {
    const plain = Object.entries(this.program?.outputs ?? {}).filter(([, { secret }]) => !secret);
    return Object.fromEntries(plain.map(([name, { value }]) => [name, value]));
  }

  get resources(): readonly Declared[] {
    return this.program?.resources ?? [];
  }

  /** Describes a declared resource; undefined for an unknown URN. */
  declaration(urn: string): Declaration | undefined {
    const resource = this.resources.find((each) => each.urn === urn);
    const { usage, secrets, run } = this;
    return (
      resource && declaration(resource, { usage, secrets, registry: run.registry, sourceOf: this.program?.sourceOf })
    );
  }

  /** Returns a request as JSON text; undefined if it is not stored. @param reveal true to include secrets */
  timelineText(id: number, reveal: boolean): string | undefined {
    const recorded = this.requests.find(id);
    if (recorded === undefined) return undefined;
    const text = JSON.stringify(timeline(recorded, this.context, causedBy(recorded, this.requests)));
    return reveal ? text : this.secrets.withHeaders(recorded.request.fact.sent.headers).hide(text);
  }

  /** Replaces the secrets of the program. */
  hide(text: string): string {
    return this.secrets.hide(text);
  }

  stop(): void {
    for (const end of this.ends) end();
    this.stream.close();
  }

  private readonly read = (fact: Fact): void => {
    this.backlog.add(fact, performance.now());
    this.events.read(fact);
    this.batches.read(fact);
    this.edge.read(fact);
    this.use.read(fact);
    this.usage.read(fact);
    if (fact.kind === "log") {
      const log = truncateLog(fact);
      this.logs.add(log);
      this.await(this.pending.logs, log);
    } else if (fact.kind === "notification") {
      this.notifications.add(fact);
      this.await(this.pending.notifications, fact);
    } else if (fact.kind === "program") {
      if (fact.problem === undefined) this.problems.delete(fact.what);
      else this.problems.set(fact.what, fact.problem);
    }
  };

  /** Adds a value to the next event. Does nothing if no page is open. */
  private await<T>(list: Ring<T>, value: T): void {
    if (this.stream.watched) list.add(value);
  }

  /** Returns a line that lists what was dropped. */
  private get notKept(): LogLine[] {
    const counts = [
      [this.requests.dropped, "earlier requests"],
      [this.logs.dropped, "earlier log texts"],
      [this.notifications.dropped, "earlier notifications"],
    ] as const;
    const dropped = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    if (dropped.length === 0) return [];
    const at = this.logs.all[0]?.at ?? this.run.clock.now();
    return [consoleLine(at, `dropped: ${dropped.join(", ")}`)];
  }

  private linesOf(recorded: readonly RequestRecord[]): RequestLine[] {
    const { context } = this;
    return recorded.map((each) => requestLine(each, context));
  }

  private readonly shown = (fact: TimedLog): LogLine => {
    const line = logLine(fact);
    return { ...line, text: this.secrets.hide(line.text) };
  };

  /** Current values that request lines need. */
  private get context(): LineContext {
    const { registry, faults } = this.run;
    return { nameOf: this.keyName, remedyContext: remedyContextOf(this.program, registry, faults) };
  }

  private readonly keyName = (id: string): string | undefined => this.names.get(id);

  private get state(): State {
    return { ...stateOverview(this.run, this.use, [...this.problems.values()]), now: this.run.clock.now() };
  }

  private flush(): void {
    if (this.stream.watched) this.backlog.group();
    const { requests, logs, notifications } = this.pending;
    if (this.changed) this.stream.send("program", programOverview(this.program!, this.run.registry));
    this.changed = false;
    this.flushEvents();
    if (requests.length + logs.length + notifications.length === 0) return;
    this.pending = nothing();
    if (requests.length > 0) this.stream.send("requests", this.linesOf(requests.all));
    if (logs.length > 0) this.stream.send("logs", [...skippedLine(logs), ...logs.all.map(this.shown)]);
    if (notifications.length > 0) this.stream.send("notifications", notifications.all);
  }

  private flushEvents(): void {
    const events = this.events.takeChanges();
    if (events.length > 0) this.stream.send("events", events);
    if (this.caused.size > 0) this.stream.send("caused", [...this.caused]);
    this.caused.clear();
  }

  private tellState(): void {
    if (!this.stream.watched || this.program === undefined) return;
    const { now, ...state } = this.state;
    const text = JSON.stringify(state);
    if (text === this.lastState) return;
    this.lastState = text;
    this.stream.send("state", { ...state, now });
  }
}

function nothing() {
  return {
    requests: new Ring<RequestRecord>(lineLimits, () => 1),
    logs: new Ring(lineLimits, sizeOfLog),
    notifications: new Ring(notificationLimits, sizeOfNotification),
  };
}

/** Returns a line in place of log texts that exceed the limits of an event. */
function skippedLine({ dropped, all }: Ring<TimedLog>): LogLine[] {
  return dropped === 0 ? [] : [consoleLine(all[0]!.at, `${dropped} log texts are omitted here`)];
}
