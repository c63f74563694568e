import { eventBuses } from "../../kernel/interfaces/eventBuses";
import { mappings } from "../../kernel/interfaces/mappings";
import { objectEvents } from "../../kernel/interfaces/objectEvents";
import { objects } from "../../kernel/interfaces/objects";
import { queueContents } from "../../kernel/interfaces/queueContents";
import { scheduleList } from "../../kernel/interfaces/scheduleList";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import { topics } from "../../kernel/interfaces/topics";

/** An edge between two resources, each an ARN. */
export interface ArnEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Returns the ways of events and messages: mappings, targets, subscriptions, notifications, dead letters. */
export function eventEdges(registry: ServiceRegistry, arnOfFunction: (name: string) => string): ArnEdge[] {
  return [
    ...registry.use(mappings).descriptions.map(({ label, sourceArn, functionName }) => {
      return { from: sourceOf(sourceArn), to: arnOfFunction(functionName), label: `mapping ${label}` };
    }),
    ...registry.use(queueContents).states.flatMap(({ arn, deadLetters }) => {
      return deadLetters === undefined ? [] : [{ from: arn, to: deadLetters, label: "dead letters" }];
    }),
    ...registry.use(topics).descriptions.flatMap(({ arn, subscriptions }) =>
      subscriptions.map(({ endpoint, protocol }) => ({
        from: arn,
        to: endpoint,
        label: `subscription, ${protocol}`,
      })),
    ),
    ...ruleEdges(registry),
    ...(registry.find(scheduleList)?.descriptions(0) ?? []).map(({ arn, target, expression }) => {
      return { from: arn, to: target, label: expression };
    }),
    ...bucketEdges(registry),
  ];
}

/** Returns the table of a stream; other sources unchanged. */
function sourceOf(sourceArn: string): string {
  return sourceArn.replace(/\/stream\/.*$/, "");
}

function ruleEdges(registry: ServiceRegistry): ArnEdge[] {
  return registry
    .use(eventBuses)
    .rules.flatMap(({ arn, busArn, targets, pattern, schedule = "" }) => [
      ...(pattern === undefined ? [] : [{ from: busArn, to: arn, label: pattern }]),
      ...targets.map((to) => ({ from: arn, to, label: pattern === undefined ? schedule : "target" })),
    ]);
}

function bucketEdges(registry: ServiceRegistry): ArnEdge[] {
  const events = registry.use(objectEvents);
  return registry.use(objects).buckets.flatMap((bucket) => {
    const notified = events.notificationsOf(bucket);
    if (notified === undefined) return [];
    const targets = [...notified.functions, ...notified.queues, ...notified.topics];
    return targets.map(({ arn: to, events: names }) => {
      return { from: `arn:aws:s3:::${bucket}`, to, label: names.join(", ") };
    });
  });
}
