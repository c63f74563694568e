import { eventBuses } from "../../kernel/interfaces/eventBuses";
import { apis } from "../../kernel/interfaces/apis";
import { mappings } from "../../kernel/interfaces/mappings";
import { objectEvents } from "../../kernel/interfaces/objectEvents";
import { objects } from "../../kernel/interfaces/objects";
import { ofType, type Declared } from "../../kernel/resources";
import { scheduleList } from "../../kernel/interfaces/scheduleList";
import type { Run } from "../../kernel/service";
import { topics } from "../../kernel/interfaces/topics";
import type { SampleEvent } from "../eventWire";
import {
  eventOfPattern,
  objectEvent,
  proxyEvent,
  queueEvent,
  scheduledEvent,
  streamEvent,
  topicEvent,
  type SampleFrame,
} from "./sampleEvents";

/** Maximum number of samples of one kind of source. */
const maxOfKind = 20;

/** Returns sample events: those of the function's own sources, then one of each other kind. */
export function samplesOf(run: Run, resources: readonly Declared[], functionName: string): SampleEvent[] {
  const frame: SampleFrame = { now: run.clock.now(), region: run.location.region };
  const refersTo = (text: string) => new RegExp(`:function:${escaped(functionName)}(?:[:/]|$)`).test(text);
  const kinds: readonly (readonly [kind: string, own: readonly Sample[], other: object])[] = [
    ["API Gateway", proxySamples(run, refersTo, frame), proxyEvent({ method: "GET", path: "/" }, frame)],
    ...mappingSamples(run, resources, { functionName, frame }),
    ["SNS", topicSamples(run, refersTo, frame), topicEvent(arnOf("sns", "topic", frame), frame)],
    ["EventBridge", ruleSamples(run, refersTo, frame), eventOfPattern(undefined, frame)],
    ["S3", bucketSamples(run, refersTo, frame), objectEvent("bucket", frame)],
    ["schedule", scheduleSamples(run, refersTo, frame), scheduledEvent("schedule", frame)],
    ["plain", [], {}],
  ];
  const own = kinds.flatMap(([kind, samples]) => samples.slice(0, maxOfKind).map((sample) => sampleOf(kind, sample)));
  const others = kinds.filter(([, samples]) => samples.length === 0);
  return [...own, ...others.map(([kind, , event]) => ({ name: kind, isOwn: false, event: textOf(event) }))];
}

interface Sample {
  readonly name: string;
  readonly event: object;
}

type RefersTo = (text: string) => boolean;

function sampleOf(kind: string, { name, event }: Sample): SampleEvent {
  return { name: `${kind} ${name}`, isOwn: true, event: textOf(event) };
}

function proxySamples({ registry }: Run, refersTo: RefersTo, frame: SampleFrame): Sample[] {
  return registry.use(apis).descriptions.flatMap(({ methods }) =>
    methods
      .filter(({ integration }) => refersTo(integration.uri ?? ""))
      .map(({ httpMethod, resourcePath: path }) => {
        const method = httpMethod === "ANY" ? "GET" : httpMethod;
        return { name: `${method} ${path}`, event: proxyEvent({ method, path }, frame) };
      }),
  );
}

function mappingSamples(
  { registry }: Run,
  resources: readonly Declared[],
  { functionName, frame }: { readonly functionName: string; readonly frame: SampleFrame },
): [string, Sample[], object][] {
  const tables = ofType(resources, "aws:dynamodb/table:Table");
  const keysOf = (streamArn: string) => {
    const state = tables.find((table) => table.state["streamArn"] === streamArn)?.state;
    return [state?.["hashKey"] ?? "id", state?.["rangeKey"]].filter((key) => typeof key === "string");
  };
  const own = registry.use(mappings).descriptions.filter((mapping) => mapping.functionName === functionName);
  const isQueue = ({ sourceArn }: { readonly sourceArn: string }) => sourceArn.includes(":sqs:");
  const nameOf = (sourceArn: string) => sourceArn.split(":").slice(5).join(":").split("/stream/")[0]!;
  const streamSample = (sourceArn: string) => streamEvent(sourceArn, keysOf(sourceArn), frame);
  return [
    [
      "SQS",
      own.filter(isQueue).map(({ sourceArn }) => ({ name: nameOf(sourceArn), event: queueEvent(sourceArn, frame) })),
      queueEvent(arnOf("sqs", "queue", frame), frame),
    ],
    [
      "stream",
      own
        .filter((mapping) => !isQueue(mapping))
        .map(({ sourceArn }) => ({ name: nameOf(sourceArn), event: streamSample(sourceArn) })),
      streamSample(arnOf("dynamodb", "table/items/stream/2026-01-01T00:00:00.000", frame)),
    ],
  ];
}

function topicSamples({ registry }: Run, refersTo: RefersTo, frame: SampleFrame): Sample[] {
  return registry
    .use(topics)
    .descriptions.filter(({ subscriptions }) => subscriptions.some(({ endpoint }) => refersTo(endpoint)))
    .map(({ label, arn }) => ({ name: label, event: topicEvent(arn, frame) }));
}

function ruleSamples({ registry }: Run, refersTo: RefersTo, frame: SampleFrame): Sample[] {
  return registry
    .use(eventBuses)
    .rules.filter(({ targets, pattern }) => pattern !== undefined && targets.some(refersTo))
    .map(({ name, pattern }) => ({ name, event: eventOfPattern(pattern, frame) }));
}

function scheduleSamples({ registry }: Run, refersTo: RefersTo, frame: SampleFrame): Sample[] {
  const rules = registry
    .use(eventBuses)
    .rules.filter(({ targets, schedule }) => schedule !== undefined && targets.some(refersTo))
    .map(({ name }) => name);
  const schedules = registry.find(scheduleList)?.descriptions(0) ?? [];
  const names = [...rules, ...schedules.filter(({ target }) => refersTo(target)).map(({ id }) => id)];
  return names.map((name) => ({ name, event: scheduledEvent(name, frame) }));
}

function bucketSamples({ registry }: Run, refersTo: RefersTo, frame: SampleFrame): Sample[] {
  const events = registry.use(objectEvents);
  return registry
    .use(objects)
    .buckets.filter((bucket) => events.notificationsOf(bucket)?.functions.some(({ arn }) => refersTo(arn)))
    .map((bucket) => ({ name: bucket, event: objectEvent(bucket, frame) }));
}

function arnOf(service: string, resource: string, { region }: SampleFrame): string {
  return `arn:aws:${service}:${region}:123456789012:${resource}`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function textOf(event: object): string {
  return JSON.stringify(event, null, 2);
}
