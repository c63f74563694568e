import type * as aws from "@pulumi/aws";
import { createAlarms, type AlarmContext, type AlarmRow } from "./alarms";
import { callCount, iteratorAge, ofFunction, queueMaximum } from "./metrics";
import type { WatchedConsumer } from "./watched";

const failureAlarms: readonly AlarmRow<WatchedConsumer>[] = [
  {
    name: ({ name }) => `failures-${name}`,
    runbookEntry: "failed-events",
    threshold: "errors",
    sentence: ({ name }, errors) => `${name} failed more than ${errors} times in 5 minutes, twice in a row`,
    metric: (consumer) => callCount(ofFunction(consumer), "Errors", 300),
    window: { evaluationPeriods: 2 },
  },
];

const deadLetterAlarms: readonly AlarmRow<WatchedConsumer>[] = [
  {
    name: ({ name }) => `dead-letters-${name}`,
    runbookEntry: "dead-letters",
    threshold: "deadLetters",
    sentence: ({ name }, letters) => `The dead-letter queue of ${name} contains more than ${letters} messages`,
    metric: ({ deadLettersName }) => queueMaximum(deadLettersName, "ApproximateNumberOfMessagesVisible"),
    window: { evaluationPeriods: 1 },
  },
  {
    name: ({ name }) => `dead-letter-age-${name}`,
    runbookEntry: "dead-letters",
    threshold: "deadLetterAgeSeconds",
    sentence: ({ name }, seconds) => `A message is in the dead-letter queue of ${name} for over ${seconds} s`,
    metric: ({ deadLettersName }) => queueMaximum(deadLettersName, "ApproximateAgeOfOldestMessage"),
    window: { evaluationPeriods: 1 },
  },
];

/** Alarms on the delay of events, by the kind of source. */
const delayAlarms: Readonly<Record<string, readonly AlarmRow<WatchedConsumer>[]>> = {
  stream: [
    {
      name: ({ name }) => `iterator-age-${name}`,
      runbookEntry: "late-events",
      threshold: "iteratorAgeMillis",
      sentence: ({ name }, millis) => `${name} receives changes more than ${millis} ms after they were made`,
      metric: iteratorAge,
      window: { evaluationPeriods: 1 },
    },
  ],
  queue: [
    {
      name: ({ name }) => `queue-depth-${name}`,
      runbookEntry: "late-events",
      threshold: "queueDepth",
      sentence: ({ name }, messages) => `More than ${messages} messages wait for ${name}, for 15 minutes`,
      metric: ({ queueName }) => queueMaximum(queueName, "ApproximateNumberOfMessagesVisible"),
      window: { evaluationPeriods: 3 },
    },
    {
      name: ({ name }) => `oldest-message-${name}`,
      runbookEntry: "late-events",
      threshold: "oldestMessageSeconds",
      sentence: ({ name }, seconds) => `A message waits for ${name} for over ${seconds} s`,
      metric: ({ queueName }) => queueMaximum(queueName, "ApproximateAgeOfOldestMessage"),
      window: { evaluationPeriods: 1 },
    },
  ],
};

/** Declares the alarms of a consumer. */
export function createConsumerAlarms(context: AlarmContext, consumer: WatchedConsumer): aws.cloudwatch.MetricAlarm[] {
  const rows = [
    ...failureAlarms,
    ...(consumer.deadLettersName === undefined ? [] : deadLetterAlarms),
    ...(delayAlarms[consumer.source] ?? []),
  ];
  return createAlarms(context, rows, consumer);
}
