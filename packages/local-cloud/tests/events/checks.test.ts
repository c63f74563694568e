import { eventsChecks } from "../../src/events/checks";
import { describeChecks } from "../support/declared";

const code = "ValidationException: ";

describeChecks(
  eventsChecks,
  "aws:cloudwatch/eventRule:EventRule",
  [
    ...[
      "rate(10 minutess)",
      "rate(10)",
      "rate(1 minutes)",
      "rate(10 minute)",
      "rate(-10 minutes)",
      "cron(0 1 * * * *  *)",
      "cron()",
      "at(2021-12-31T23:59:59Z)",
    ].map(
      (scheduleExpression) =>
        [
          { scheduleExpression },
          `${code}Parameter ScheduleExpression is not valid. (scheduleExpression '${scheduleExpression}')`,
        ] as const,
    ),
    [{}, `${code}Parameter(s) EventPattern or ScheduleExpression must be specified.`],
    [{ eventPattern: "[]" }, `${code}Event pattern is not valid. Reason: Filter is not an object`],
  ],
  [
    { scheduleExpression: "rate(1 minute)" },
    { scheduleExpression: "rate(5 minutes)" },
    { scheduleExpression: "cron(0 8 * * ? *)" },
    { eventPattern: '{"source":["a"]}' },
  ],
);
