import { ofType, type Declared, type Program } from "@onemachine/local-cloud";
import { callAmounts } from "./calls";
import { EventWays } from "./events";
import type { FunctionWork } from "./functionWork";
import type { BilledAmount } from "./lines";
import { arrivalAmounts, receiveAmounts, sendAmounts } from "./messages";
import type { Traffic } from "./traffic";

/** A function that events call, with its sources. */
export interface ConsumerWork {
  readonly function: FunctionWork;
  readonly urn: string;
  /** Queues from which Lambda reads. */
  readonly queues: readonly Declared[];
}

/** Returns the functions of a program that events or schedules call. */
export function consumersOf(
  program: Program,
  works: ReadonlyMap<string, FunctionWork>,
  ways: EventWays,
): ConsumerWork[] {
  return ofType(program.resources, "aws:lambda/function:Function").flatMap(({ urn, state }) => {
    const sources = ways.ways.filter(({ to }) => to === urn).map(({ from }) => from);
    if (sources.length === 0 && !ways.scheduled.has(urn)) return [];
    const queues = ofType(program.resources, "aws:sqs/queue:Queue").filter((queue) => sources.includes(queue.urn));
    return [{ function: works.get(String(state["name"]))!, urn, queues }];
  });
}

/** Returns what events cost that a function receives, one in each call. */
export function consumerAmounts(
  { function: fn, queues }: ConsumerWork,
  events: number,
  { program, traffic }: { readonly program: Program; readonly traffic: Traffic },
): BilledAmount[] {
  return [
    ...callAmounts(fn, events, traffic),
    ...sendAmounts(fn, events, { program, traffic }),
    // With several queues, each has an equal share.
    ...queues.flatMap((queue) => receiveAmounts(queue, events / queues.length, traffic)),
  ].map((amount) => ({ ...amount, function: fn.logicalName }));
}

/** Returns what events cost a month: those that requests and schedules cause, and what these cause in turn. */
export function eventAmounts(program: Program, { works, requests, traffic }: EventContext): BilledAmount[] {
  const ways = new EventWays(program, works.values(), traffic);
  const monthly = ways.monthly(requests);
  const consumers = consumersOf(program, works, ways).flatMap((consumer) => {
    const events = (monthly.get(consumer.urn) ?? 0) - (requests.get(consumer.urn) ?? 0);
    return consumerAmounts(consumer, events, { program, traffic });
  });
  return [
    ...consumers,
    ...deliveryAmounts(ways, monthly, { program, traffic }),
    { price: "schedules", quantity: ways.billedSchedules },
  ];
}

interface EventContext {
  readonly works: ReadonlyMap<string, FunctionWork>;
  /** Monthly requests to each function, keyed by URN. */
  readonly requests: ReadonlyMap<string, number>;
  readonly traffic: Traffic;
}

/** Messages that other resources than functions send: a topic to a queue, a rule to another bus, a schedule to a queue. */
function deliveryAmounts(
  ways: EventWays,
  monthly: ReadonlyMap<string, number>,
  context: { readonly program: Program; readonly traffic: Traffic },
): BilledAmount[] {
  const byUrn = new Map(context.program.resources.map((resource) => [resource.urn, resource] as const));
  const deliveries = ways.ways
    .filter(({ from }) => byUrn.get(from)?.type !== "aws:lambda/function:Function")
    .map(({ from, to, count }) => ({ to, count: count * (monthly.get(from) ?? 0) }));
  const scheduled = [...ways.scheduled].map(([to, count]) => ({ to, count }));
  return [...deliveries, ...scheduled].flatMap(({ to, count }) => {
    const target = byUrn.get(to);
    return target === undefined ? [] : arrivalAmounts(target, count, context);
  });
}
