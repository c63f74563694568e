import { eventBuses, type RuleDescription } from "../../kernel/interfaces/eventBuses";
import { explainMismatch, matches, parsePattern } from "../../kernel/eventPattern";
import type { Run } from "../../kernel/service";
import type { BusEvent } from "../record/busEvents";
import { textIn, type CommandInput } from "../commandInput";
import { eventSchemas } from "./eventSchemas";
import type { EventDetail, RuleMatch } from "../eventWire";
import type { Observer } from "../record/observer";
import { shortArn } from "../shortArn";

/** Returns the buses and rules, or all details of an event. @returns undefined for an unknown event */
export function askBuses({ registry }: Run, observer: Observer, eventId: string): object | undefined {
  const { buses, rules } = registry.use(eventBuses);
  if (eventId === "") return { buses, rules, schemas: eventSchemas(observer.eventsDocument) };
  const found = observer.events.find(eventId);
  return found.length === 0 ? undefined : found.map((event) => detailOf(event, rules, observer));
}

/** Sends an event. @throws UserError */
export function sendEvent({ registry }: Run, given: CommandInput): object {
  const [bus, source, detailType, detail] = ["bus", "source", "detailType", "detail"].map((name) =>
    textIn(given, name),
  );
  return {
    id: registry.use(eventBuses).send({ bus: bus!, source: source!, detailType: detailType!, detail: detail! }),
  };
}

function detailOf(event: BusEvent, rules: readonly RuleDescription[], observer: Observer): EventDetail {
  const { fact, deliveries, line } = event;
  return {
    ...line,
    text: observer.hide(fact.text),
    request: fact.trace === undefined ? undefined : observer.requests.causeOf(fact.trace),
    matches: rules.filter(({ bus }) => bus === fact.bus).map((rule) => matchOf(rule, event)),
    deliveries: deliveries.map(({ rule, target, failure, isDeadLettered }) => {
      return { rule, target: shortArn(target), failure, isDeadLettered };
    }),
  };
}

/** Explains what a rule decides about an event now. The rule may have changed since the event's arrival. */
function matchOf({ name: rule, state, pattern, schedule }: RuleDescription, { fact, isWhole }: BusEvent): RuleMatch {
  const wasMatched = fact.rules.includes(rule);
  const decided = (matched: boolean, why: string, mismatches: RuleMatch["mismatches"] = []) => {
    return { rule, matched, why, mismatches };
  };
  if (wasMatched && fact.isScheduled)
    return decided(true, `the schedule ${schedule ?? ""} of the rule made this event`);
  if (wasMatched) return decided(true, "all fields of the pattern match");
  if (state === "DISABLED") return decided(false, "the rule is disabled");
  if (pattern === undefined) return decided(false, "the rule has a schedule and no pattern");
  if (!isWhole) return decided(false, "the event is too long to be compared again");
  const parsed = parsePattern(pattern);
  if (matches(parsed, fact.text)) return decided(false, "the rule has changed since, and would match now");
  const mismatches = explainMismatch(parsed, fact.text);
  if (mismatches.length > 0) return decided(false, "these fields of the pattern do not match", mismatches);
  return decided(false, "each field matches, but no single element of an array matches all of them");
}
