import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { programSource, withProgram } from "./cloud";

/** A program of realistic size: 14 routes with one function each, 60 alarms, a dashboard. */
const resources = ["orders", "customers", "deliveries", "return-merchandise-authorizations"];

const routes = [
  ...resources.flatMap((name) => [
    { method: "get", path: `/${name}` },
    { method: "post", path: `/${name}` },
    { method: "get", path: `/${name}/{id}` },
  ]),
  { method: "put", path: "/orders/{id}" },
  { method: "delete", path: "/orders/{id}" },
];

export const longError = `cannot reach the warehouse service at ${"https://warehouse.example.com/api/".repeat(12)}`;

/** Handler that fails for `?fail` and otherwise logs. */
const handler = `exports.handler = async (event) => {
  const query = event.queryStringParameters ?? {};
  console.info("handling " + event.httpMethod + " " + event.path);
  if (query.warn) console.warn("the stock of " + event.path + " is low");
  if (query.fail) throw new TypeError(${JSON.stringify(longError)});
  return { statusCode: Number(query.status ?? 200), headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ok: true }) };
};`;

/** OpenAPI document with examples of bodies in components.schemas, as generators write them. */
const document = {
  openapi: "3.0.1",
  info: { title: "orders", version: "1" },
  paths: Object.fromEntries(
    [...new Set(routes.map(({ path }) => path))].map((path) => [
      path,
      Object.fromEntries(
        routes
          .filter((route) => route.path === path)
          .map(({ method }) => [
            method,
            {
              operationId: `${method}${path.replace(/[^a-z]+(.)?/g, (_, letter: string = "") => letter.toUpperCase())}`,
              ...(path.includes("{id}")
                ? {
                    parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" }, example: "42" }],
                  }
                : {}),
              ...(method === "post" || method === "put"
                ? {
                    requestBody: {
                      content: {
                        "application/json": { schema: { $ref: `#/components/schemas/${path.split("/")[1]}` } },
                      },
                    },
                  }
                : {}),
            },
          ]),
      ),
    ]),
  ),
  components: {
    schemas: Object.fromEntries(
      resources.map((name) => [name, { type: "object", example: { kind: name, customer: "Ada Lovelace", lines: 3 } }]),
    ),
  },
};

const source = `const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("role-policy", { role: role.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" }] }) });
const functions = ${JSON.stringify(routes)}.map(({ method, path }: any, index: number) => {
  const name = method + path.replace(/[^a-z]+(.)?/g, (_: string, letter = "") => letter.toUpperCase());
  return { name, method, path, fn: new aws.lambda.Function(name, {
    role: role.arn, runtime: "nodejs24.x", handler: "index.handler", timeout: 5,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(handler)}) }),
  }) };
});
const topic = new aws.sns.Topic("ops-topic", {});
new aws.sns.TopicSubscription("ops-mail", { topic: topic.arn, protocol: "email", endpoint: "ops@example.com" });
new aws.sns.TopicPolicy("ops-policy", { arn: topic.arn, policy: topic.arn.apply((arn) => JSON.stringify({ Statement: [
  { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: arn }] })) });
const kinds = [["Errors", "Sum", 0], ["Duration", "p99", 3000], ["Throttles", "Sum", 0], ["ConcurrentExecutions", "Maximum", 50]] as const;
const watched = functions.flatMap(({ name, fn }: any) => kinds.map(([metricName, statistic, threshold]) =>
  new aws.cloudwatch.MetricAlarm(name + "-" + metricName.toLowerCase(), {
    namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: fn.name }, period: 60,
    evaluationPeriods: metricName === "Errors" ? 1 : 3, threshold, comparisonOperator: "GreaterThanThreshold",
    ...(statistic.startsWith("p") ? { extendedStatistic: statistic } : { statistic }), treatMissingData: "notBreaching",
    alarmActions: [topic.arn], okActions: [topic.arn],
    alarmDescription: "Calls of " + name + " fail or slow down. Read the runbook at https://runbooks.example.com/" + name,
  })));
const extra = ["4XXError", "5XXError", "Latency", "Count"].map((metricName) => new aws.cloudwatch.MetricAlarm("api-" + metricName.toLowerCase(), {
  namespace: "AWS/ApiGateway", metricName, dimensions: { ApiName: "api" }, period: 300, evaluationPeriods: 2, threshold: 100,
  comparisonOperator: "GreaterThanThreshold", statistic: "Sum",
}));
const paths: any = {};
const body = pulumi.all(functions.map(({ fn }: any) => fn.invokeArn)).apply((uris: any) => {
  functions.forEach(({ name, method, path }: any, index: number) => {
    (paths[path] ??= {})[method] = { operationId: name, security: [{ api_key: [] }],
      "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: uris[index] } };
  });
  return JSON.stringify({ openapi: "3.0.1", info: { title: "orders", version: "1" }, paths,
    components: { securitySchemes: { api_key: { type: "apiKey", name: "x-api-key", in: "header" } } } });
});
const api = new aws.apigateway.RestApi("orders", { body });
functions.forEach(({ name, fn }: any) => new aws.lambda.Permission(name + "-permission", { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: fn.name }));
const deployment = new aws.apigateway.Deployment("orders-deployment", { restApi: api.id });
const stage = new aws.apigateway.Stage("orders-stage", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
const plan = new aws.apigateway.UsagePlan("web-plan", {
  apiStages: [{ apiId: api.id, stage: stage.stageName }],
  throttleSettings: { rateLimit: 100, burstLimit: 200 }, quotaSettings: { limit: 40, period: "DAY" },
});
const key = new aws.apigateway.ApiKey("web-key", { value: "a-key-of-at-least-twenty-characters" });
new aws.apigateway.UsagePlanKey("web-plan-key", { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id });
const table = new aws.dynamodb.Table("orders-table", { billingMode: "PAY_PER_REQUEST", hashKey: "id", attributes: [{ name: "id", type: "S" }] });
const metric = (name: string, label: string) => ["AWS/Lambda", label, "FunctionName", name];
new aws.cloudwatch.Dashboard("board", { dashboardName: "orders", dashboardBody: pulumi.all([
  pulumi.all([...watched, ...extra].map(({ arn }: any) => arn)), pulumi.all(functions.map(({ fn }: any) => fn.name))]).apply(([alarms, names]: any) => JSON.stringify({ widgets: [
  { type: "text", x: 0, y: 0, width: 24, height: 2, properties: { markdown: "# Orders" } },
  { type: "alarm", x: 0, y: 2, width: 24, height: 6, properties: { title: "Alarms", alarms } },
  { type: "metric", x: 0, y: 8, width: 12, height: 6, properties: { title: "Calls", region: "eu-central-1", stat: "Sum", period: 60, metrics: names.slice(0, 4).map((name: string) => metric(name, "Invocations")) } },
  { type: "metric", x: 12, y: 8, width: 12, height: 6, properties: { title: "Errors", region: "eu-central-1", stat: "Sum", period: 60, metrics: names.slice(0, 4).map((name: string) => metric(name, "Errors")) } },
] })) });
export const apiUrl = stage.invokeUrl;
void table;
`;

/** Writes the program into a folder for the duration of the work. */
export function withBusyProgram<T>(work: (dir: string) => Promise<T>): Promise<T> {
  return withProgram(programSource(source), (dir) => {
    writeFileSync(join(dir, "package.json"), JSON.stringify({ openapi: "./openapi.js" }));
    writeFileSync(join(dir, "openapi.js"), `exports.document = ${JSON.stringify(document)};\n`);
    return work(dir);
  });
}
