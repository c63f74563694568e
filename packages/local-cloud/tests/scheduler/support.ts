import { expect } from "chai";
import type { Caller } from "../support/caller";

/** Resources of the tests: a function, queues, a bus, and roles. */
export const resources = `
const echo = new aws.lambda.Function("echo", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "echo",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async (event) => console.log('got ' + JSON.stringify(event));") }),
});
const queue = new aws.sqs.Queue("queue", { name: "queue" });
new aws.sqs.Queue("letters", { name: "letters" });
new aws.sqs.Queue("fifo", { name: "jobs.fifo", fifoQueue: true, contentBasedDeduplication: true });
const bus = new aws.cloudwatch.EventBus("bus", { name: "bus" });
const rule = new aws.cloudwatch.EventRule("rule", { name: "rule", eventBusName: bus.name, eventPattern: JSON.stringify({ source: ["plan"] }) });
new aws.cloudwatch.EventTarget("rule", { rule: rule.name, eventBusName: bus.name, arn: echo.arn });
new aws.lambda.Permission("rule", { action: "lambda:InvokeFunction", principal: "events.amazonaws.com", function: echo.name });
const trusted = (service) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }] });
const caller = new aws.iam.Role("caller", { name: "caller", assumeRolePolicy: trusted("scheduler.amazonaws.com") });
new aws.iam.RolePolicy("caller", { role: caller.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: ["lambda:InvokeFunction", "sqs:SendMessage", "events:PutEvents", "dynamodb:PutItem"], Resource: "*" },
] }) });
const idle = new aws.iam.Role("idle", { name: "idle", assumeRolePolicy: trusted("scheduler.amazonaws.com") });
new aws.iam.RolePolicy("idle", { role: idle.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:*:*:letters" },
] }) });
new aws.scheduler.ScheduleGroup("declared", { name: "declared", tags: { team: "shop" } });
new aws.iam.Role("stranger", { name: "stranger", assumeRolePolicy: trusted("lambda.amazonaws.com") });
`;

export const arns = {
  echo: "arn:aws:lambda:eu-central-1:123456789012:function:echo",
  queue: "arn:aws:sqs:eu-central-1:123456789012:queue",
  letters: "arn:aws:sqs:eu-central-1:123456789012:letters",
  fifo: "arn:aws:sqs:eu-central-1:123456789012:jobs.fifo",
  bus: "arn:aws:events:eu-central-1:123456789012:event-bus/bus",
  role: (name: string) => `arn:aws:iam::123456789012:role/${name}`,
};

/** Returns the events that the function has received and that contain a text. */
export function received({ started }: Caller, text: string): Record<string, unknown>[] {
  return started.logs.flatMap(({ text: line }) => {
    const [, json] = /got (\{.*\})/.exec(line) ?? [];
    return json?.includes(text) === true ? [JSON.parse(json) as Record<string, unknown>] : [];
  });
}

/** Returns code and message of a rejected call. */
export async function refusalOf(call: Promise<unknown>): Promise<[code: string, message: string]> {
  const error = await call.then(
    () => expect.fail("it succeeded"),
    (thrown: Error) => thrown,
  );
  return [error.name, error.message];
}
