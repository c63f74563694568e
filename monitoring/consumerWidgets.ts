import { metricsOf, type MetricWidget } from "./widgets";
import type { WatchedConsumer } from "./watched";

/** Returns the widgets of a consumer: calls, delay, time and dead letters. */
export function consumerWidgets(consumer: WatchedConsumer): MetricWidget[] {
  const { name, functionName } = consumer;
  const source = { namespace: "AWS/Lambda", dimensions: { FunctionName: functionName } };
  return [
    {
      title: `${name}: calls`,
      metrics: metricsOf(
        source,
        ["Invocations", "Sum", "calls"],
        ["Errors", "Sum", "errors"],
        ["Throttles", "Sum", "throttles"],
      ),
    },
    delayWidget(consumer),
    {
      title: `${name}: time (ms)`,
      metrics: metricsOf(source, ["Duration", "p50", "p50"], ["Duration", "p99", "p99"]),
    },
    messageWidget(consumer),
  ];
}

/** Returns the messages that wait, and those that failed. */
function messageWidget({ name, deadLettersName, queueName }: WatchedConsumer): MetricWidget {
  const depth = (queue: NonNullable<typeof queueName>, label: string) =>
    metricsOf({ namespace: "AWS/SQS", dimensions: { QueueName: queue } }, [
      "ApproximateNumberOfMessagesVisible",
      "Maximum",
      label,
    ]);
  const deadLetters = deadLettersName === undefined ? [] : depth(deadLettersName, "messages");
  if (queueName === undefined) return { title: `${name}: dead letters`, metrics: deadLetters };
  const failed = deadLettersName === undefined ? [] : depth(deadLettersName, "dead letters");
  return { title: `${name}: messages`, metrics: [...depth(queueName, "waiting"), ...failed] };
}

/** Returns the delay between an event and the call with it. */
function delayWidget({ name, functionName, source, queueName }: WatchedConsumer): MetricWidget {
  const ofFunction = { namespace: "AWS/Lambda", dimensions: { FunctionName: functionName } };
  if (queueName !== undefined) {
    const ofQueue = { namespace: "AWS/SQS", dimensions: { QueueName: queueName } };
    return {
      title: `${name}: oldest message (s)`,
      metrics: metricsOf(ofQueue, ["ApproximateAgeOfOldestMessage", "Maximum", "age"]),
    };
  }
  const metric = source === "stream" ? "IteratorAge" : "AsyncEventAge";
  return { title: `${name}: age of events (ms)`, metrics: metricsOf(ofFunction, [metric, "Maximum", "age"]) };
}
