import { randomUUID } from "node:crypto";
import { matches, parsePattern, type EventPattern } from "../kernel/eventPattern";
import { traceOf } from "../kernel/facts/facts";
import { parseJsonText, type JsonNode } from "../kernel/jsonText";
import type { Run } from "../kernel/service";
import { headerOfTrace, newTrace } from "../kernel/facts/traces";
import type { ArchivedEvents } from "./archivedEvents";
import { Deliveries } from "./deliveries";
import type { BusForwarder } from "./delivery";
import { isoSeconds } from "./envelope";
import type { Rule } from "./model";
import { busArn, busNameOf, ruleArn } from "./names";
import type { EventStore } from "./store";
import { inputOf } from "./transform";

/** An event on its way to the rules of a bus. */
export interface RoutedEvent {
  readonly bus: string;
  /** JSON text. */
  readonly text: string;
  readonly traceHeader?: string | undefined;
  /** ARNs of the rules that receive the event; absent if all rules of the bus do. */
  readonly ruleArns?: readonly string[];
  /** False for a replayed event, which is not archived again. */
  readonly isArchived?: boolean;
}

/** Maximum number of buses that an event passes, as for events that AWS sends between buses. */
const maxHops = 5;

/** Sends events to archives and to the targets of matching rules. */
export class EventRouter implements BusForwarder {
  private readonly deliveries: Deliveries;
  private readonly patterns = new WeakMap<object, EventPattern>();
  /** Number of buses that an event has passed, keyed by its text. */
  private readonly hops = new Map<string, number>();

  constructor(
    private readonly run: Run,
    private readonly store: EventStore,
    private readonly archived: ArchivedEvents,
  ) {
    this.deliveries = new Deliveries(run);
  }

  stop(): void {
    this.deliveries.stop();
  }

  /** Sends an event to a bus of the run. Events for an unknown bus are dropped, as on AWS. */
  send({ bus, text, traceHeader, ruleArns, isArchived = true }: RoutedEvent): void {
    if (this.store.bus(bus) === undefined) return;
    const node = parseJsonText(text);
    if (isArchived) this.archive(bus, { text, node });
    const isChosen = (rule: Rule) => ruleArns === undefined || ruleArns.includes(ruleArn(this.run.location, rule));
    const matched = this.store.rules.filter(
      (rule) => rule.bus === bus && rule.state !== "DISABLED" && isChosen(rule) && this.isMatch(rule, node),
    );
    this.report({ bus, text, node, traceHeader, rules: matched, isScheduled: false });
    for (const rule of matched) this.sendToTargets(rule, { text, node, traceHeader });
  }

  /** Sends an event of one bus to another. @returns false if there is no such bus */
  forward(bus: string, text: string, traceHeader: string | undefined): boolean {
    if (this.store.bus(bus) === undefined) return false;
    const hops = (this.hops.get(text) ?? 0) + 1;
    if (hops > maxHops) {
      this.run.log({ source: "events", text: `an event passed ${String(maxHops)} buses and is dropped at ${bus}` });
      return true;
    }
    this.hops.set(text, hops);
    if (this.hops.size > 1_000) this.hops.delete(this.hops.keys().next().value!);
    this.send({ bus, text, traceHeader });
    return true;
  }

  /** Sends the event of a schedule to the targets of its rule. */
  fire(rule: Rule, text: string): void {
    const node = parseJsonText(text);
    const traceHeader = headerOfTrace(newTrace(this.run.clock.now()));
    this.report({ bus: rule.bus, text, node, traceHeader, rules: [rule], isScheduled: true });
    this.sendToTargets(rule, { text, node, traceHeader });
  }

  private sendToTargets(
    rule: Rule,
    { text, node, traceHeader }: { text: string; node: JsonNode; traceHeader: string | undefined },
  ): void {
    const arn = ruleArn(this.run.location, rule);
    const ingestionTime = isoSeconds(this.run.clock.now());
    for (const target of rule.targets) {
      const input = inputOf(target, { ruleArn: arn, ruleName: rule.name, event: node, ingestionTime });
      this.deliveries.start({ rule, target, input, event: text, eventId: fieldOf(node, "id"), traceHeader });
    }
  }

  private archive(bus: string, { text, node }: { text: string; node: JsonNode }): void {
    const source = busArn(this.run.location, bus);
    for (const archive of this.store.archives) {
      if (archive.source !== source || busNameOf(archive.source) !== bus) continue;
      if (archive.pattern !== undefined && !matches(this.parsed(archive, archive.pattern), node)) continue;
      this.archived.add({ archive: archive.name, at: this.run.clock.now(), text });
    }
  }

  private isMatch(rule: Rule, event: JsonNode): boolean {
    return rule.pattern !== undefined && matches(this.parsed(rule, rule.pattern), event);
  }

  private parsed(owner: object, text: string): EventPattern {
    const known = this.patterns.get(owner);
    if (known !== undefined) return known;
    const pattern = parsePattern(text);
    this.patterns.set(owner, pattern);
    return pattern;
  }

  private report(event: {
    readonly bus: string;
    readonly text: string;
    readonly node: JsonNode;
    readonly traceHeader: string | undefined;
    readonly rules: readonly Rule[];
    readonly isScheduled: boolean;
  }): void {
    const { bus, text, node, traceHeader, rules, isScheduled } = event;
    this.run.facts.report(() => ({
      kind: "event",
      trace: traceOf(traceHeader),
      eventId: fieldOf(node, "id"),
      bus,
      source: fieldOf(node, "source"),
      detailType: fieldOf(node, "detail-type"),
      text,
      rules: rules.map(({ name }) => name),
      isScheduled,
    }));
  }
}

/** Returns a text of the event's top level; empty if it is absent. */
function fieldOf(event: JsonNode, name: string): string {
  const value = event.kind === "object" ? event.entries.find(([key]) => key === name)?.[1] : undefined;
  return value?.kind === "string" ? value.text : "";
}

export const newEventId = randomUUID;
