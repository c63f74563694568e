import { smallApi, type TestCloud } from "../support/cloud";

/** Starts an execution with the path's last part as its mode. */
const starter = `
const { SFNClient, StartExecutionCommand } = require("@aws-sdk/client-sfn");
const client = new SFNClient({});
exports.handler = async ({ path }) => {
  const input = JSON.stringify({ mode: path.split("/").at(-1), items: [1, 2] });
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: process.env.MACHINE, input }));
  return { statusCode: 202, body: executionArn };
};`;

/** Fails at its first call of each execution for the mode "once", and always for "never". */
const worker = `
const seen = new Set();
exports.handler = async ({ id, mode }) => {
  const isFirst = !seen.has(id);
  seen.add(id);
  if (mode === "never" || (mode === "once" && isFirst)) throw new TypeError("broken " + mode);
  return { worked: true };
};`;

const definition = `{
  StartAt: "Choose",
  States: {
    Choose: {
      Type: "Choice", Default: "Work",
      Choices: [{ Variable: "$.mode", StringEquals: "ask", Next: "Approve" }],
    },
    Work: {
      Type: "Task", Resource: worker.arn,
      Parameters: { "id.$": "$$.Execution.Id", "mode.$": "$.mode" }, ResultPath: "$.result",
      Retry: [{ ErrorEquals: ["TypeError"], MaxAttempts: 1, IntervalSeconds: 1 }],
      Next: "Each",
    },
    Approve: {
      Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { QueueUrl: questions.url, MessageBody: { "token.$": "$$.Task.Token" } }, ResultPath: "$.answer",
      Catch: [{ ErrorEquals: ["Denied"], ResultPath: "$.denial", Next: "Denied" }],
      Next: "Each",
    },
    Denied: { Type: "Succeed" },
    Each: {
      Type: "Map", ItemsPath: "$.items", End: true,
      ItemProcessor: { StartAt: "Item", States: { Item: { Type: "Pass", Assign: { "seen.$": "$" }, End: true } } },
    },
  },
}`;

/** A program in which a request starts an execution that calls a function, retries, or waits for a token. */
export const machineProgram = smallApi({
  handler: starter,
  statements: `[{ Effect: "Allow", Action: "states:StartExecution", Resource: "*" }]`,
  functionArgs: `environment: { variables: { MACHINE: "arn:aws:states:eu-central-1:123456789012:stateMachine:flow" } },`,
  more: `
const machineRole = new aws.iam.Role("machine-role", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("machine-policy", { role: machineRole.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["lambda:InvokeFunction", "sqs:SendMessage"], Resource: "*" }],
}) });
const worker = new aws.lambda.Function("worker", {
  name: "worker", role: machineRole.arn, runtime: "nodejs24.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(worker)}) }),
});
const questions = new aws.sqs.Queue("questions", { name: "questions" });
const flow = new aws.sfn.StateMachine("flow", {
  name: "flow", roleArn: machineRole.arn, definition: pulumi.jsonStringify(${definition}),
});
new aws.sfn.StateMachine("quick", {
  name: "quick", type: "EXPRESS", roleArn: machineRole.arn,
  definition: JSON.stringify({ StartAt: "End", States: { End: { Type: "Pass", End: true } } }),
});
const alarmed = new aws.sns.Topic("alarmed", { name: "alarmed" });
new aws.cloudwatch.MetricAlarm("flow-failed", {
  namespace: "AWS/States", metricName: "ExecutionsFailed", dimensions: { StateMachineArn: flow.arn },
  statistic: "Sum", period: 60, evaluationPeriods: 1, threshold: 1,
  comparisonOperator: "GreaterThanOrEqualToThreshold", alarmActions: [alarmed.arn],
});
const template = '{"stateMachineArn":"arn:aws:states:eu-central-1:123456789012:stateMachine:flow","input":"{}"}';
const gatewayRole = new aws.iam.Role("gateway-role", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("gateway-policy", { role: gatewayRole.name, policy: flow.arn.apply((arn) => JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "states:StartExecution", Resource: arn }],
})) });
const direct = new aws.apigateway.RestApi("direct", { body: gatewayRole.arn.apply((credentials) => JSON.stringify({
  openapi: "3.0.1", info: { title: "direct", version: "1" },
  paths: { "/run": { post: { responses: { 200: { description: "ok" } }, "x-amazon-apigateway-integration": {
    type: "aws", httpMethod: "POST", uri: "arn:aws:apigateway:eu-central-1:states:action/StartExecution", credentials,
    requestTemplates: { "application/json": template }, responses: { default: { statusCode: "200" } },
  } } } },
})) });
const directDeployment = new aws.apigateway.Deployment("directDeployment", { restApi: direct.id });
new aws.apigateway.Stage("directStage", { restApi: direct.id, deployment: directDeployment.id, stageName: "s" });
`,
});

/** Returns the URL below which a request starts an execution. */
export function startUrl({ cloud }: TestCloud): string {
  return String(cloud.program.resources.find(({ name }) => name === "stage")!.state["invokeUrl"]);
}
