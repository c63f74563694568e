import { functionNameOf } from "../kernel/functionName";
import { ofType, type Declared, type Properties } from "../kernel/resources";

/** A queue that serves a function: as its source, or for events that the function could not process. */
interface Link {
  readonly queueArn: unknown;
  readonly function: unknown;
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Properties | undefined)?.[key], value);

/** Returns the dead-letter queue of a redrive policy, which is a JSON text. */
function redriveTarget(policy: unknown): unknown {
  if (typeof policy !== "string") return undefined;
  try {
    return at(JSON.parse(policy), "deadLetterTargetArn");
  } catch {
    return undefined;
  }
}

/** Reads the links of one resource, keyed by type. */
const links: Readonly<Record<string, (state: Properties) => readonly Link[]>> = {
  "aws:lambda/function:Function": (state) => [
    { queueArn: at(state, "deadLetterConfig", "targetArn"), function: state["name"] },
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": (state) =>
    [state["eventSourceArn"], at(state, "destinationConfig", "onFailure", "destinationArn")].map((queueArn) => ({
      queueArn,
      function: state["functionName"],
    })),
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (state) => [
    { queueArn: at(state, "destinationConfig", "onFailure", "destination"), function: state["functionName"] },
  ],
  "aws:cloudwatch/eventTarget:EventTarget": (state) => [
    { queueArn: at(state, "deadLetterConfig", "arn"), function: state["arn"] },
  ],
  "aws:sns/topicSubscription:TopicSubscription": (state) => [
    { queueArn: redriveTarget(state["redrivePolicy"]), function: state["endpoint"] },
  ],
};

/**
 * Returns the logical names of the functions that the queues belong to, keyed by the queues' names. Queues that serve
 * several functions are absent.
 */
function ownersOfQueues(resources: readonly Declared[], functions: ReadonlyMap<string, string>): Map<string, string> {
  const found = resources.flatMap(({ type, state }) => links[type]?.(state) ?? []);
  const queues = ofType(resources, "aws:sqs/queue:Queue").map(({ state }) => state);
  const ownersOf = (arn: unknown) =>
    new Set(found.filter((link) => link.queueArn === arn).map((link) => functions.get(functionNameOf(link.function))));
  const all = new Map(queues.map((state) => [state["arn"], ownersOf(state["arn"])] as const));
  for (const { arn, redrivePolicy } of queues) {
    const target = all.get(redriveTarget(redrivePolicy));
    for (const owner of all.get(arn) ?? []) target?.add(owner);
  }
  return new Map(
    queues.flatMap(({ arn, name }) => {
      const [owner, ...others] = all.get(arn) ?? [];
      return owner === undefined || others.length > 0 ? [] : [[String(name), owner] as const];
    }),
  );
}

/**
 * Returns a function that finds the function of an alarm: the one that all metrics of the alarm measure, or the one
 * that their queues belong to. Undefined for alarms on anything else.
 *
 * @returns logical names.
 */
export function alarmOwners(resources: readonly Declared[]): (alarm: Declared) => string | undefined {
  const functions = new Map(
    ofType(resources, "aws:lambda/function:Function").map(({ name, state }) => [String(state["name"]), name]),
  );
  const queues = ownersOfQueues(resources, functions);
  const ownerOf = (dimensions: unknown) =>
    functions.get(String(at(dimensions, "FunctionName"))) ?? queues.get(String(at(dimensions, "QueueName")));
  return ({ inputs }) => {
    const queries = (inputs["metricQueries"] ?? []) as readonly { readonly metric?: object }[];
    const metrics = queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
    const owners = new Set(
      (metrics.length === 0 ? [inputs] : metrics).map((metric) => ownerOf(at(metric, "dimensions"))),
    );
    return owners.size === 1 ? [...owners][0] : undefined;
  };
}
