import { expect } from "chai";
import { startProgram } from "../support/cloud";

const role = `const role = new aws.iam.Role("role", { name: "role", assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "SERVICE" }, Action: "sts:AssumeRole" }] }) });
const queue = new aws.sqs.Queue("queue", { name: "queue" });`;

const schedule = (more: string, service = "scheduler.amazonaws.com") =>
  `${role.replace("SERVICE", service)} new aws.scheduler.Schedule("s", {
  name: "s", scheduleExpression: "rate(1 hour)", flexibleTimeWindow: { mode: "OFF" }, target: { arn: queue.arn, roleArn: role.arn }, ${more} });`;

const refused: readonly (readonly [what: string, program: string, message: string])[] = [
  [
    "an invalid expression",
    schedule('scheduleExpression: "cron(0 1 * * * *)"'),
    "schedule s: CreateSchedule refuses it: ValidationException: Invalid Schedule Expression cron(0 1 * * * *).",
  ],
  ["a group that does not exist", schedule('groupName: "none"'), "Schedule group none does not exist."],
  [
    "a role that does not trust Scheduler",
    schedule("", "lambda.amazonaws.com"),
    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  ],
  [
    "two schedules of a name",
    `${schedule("")} new aws.scheduler.Schedule("t", { name: "s", scheduleExpression: "rate(1 hour)", flexibleTimeWindow: { mode: "OFF" }, target: { arn: queue.arn, roleArn: role.arn } });`,
    "Schedule s already exists.",
  ],
  [
    "a group with a space in its name",
    'new aws.scheduler.ScheduleGroup("g", { name: "a b" });',
    "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint",
  ],
];

describe("a declaration of EventBridge Scheduler", () => {
  for (const [what, program, message] of refused) {
    it(`is refused for ${what}`, async () => {
      const error = await startProgram(program).then(
        async (started) => {
          await started.stop();
          return expect.fail("it started");
        },
        (thrown: Error) => thrown,
      );
      expect(error.message).to.include(message.replace(/^.*: ValidationException: /, ""));
    });
  }
});
