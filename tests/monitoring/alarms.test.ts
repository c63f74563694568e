import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { consumers, routes, tables } from "../../api/routes";
import { functionNameOf } from "../../api/route/functionUnit";
import { createTableAlarms } from "../../monitoring/tableAlarms";
import type { AlarmContext } from "../../monitoring/alarms";
import type { Program } from "@onemachine/local-cloud";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { policyResources } from "@onemachine/api-tools";
import { declareWithoutCode, ofType, only, shipped } from "../support/program";
import { shippedStack } from "../support/shipped";

const type = "aws:cloudwatch/metricAlarm:MetricAlarm";
const routeNames = [...new Set(routes.map(functionNameOf))];

/** Routes that share a function have alarms of their own in API Gateway. */
const groupedRoutes = routes
  .filter((route) => routes.filter((other) => functionNameOf(other) === functionNameOf(route)).length > 1)
  .map(({ name }) => name);

describe("the alarms", () => {
  let program: Program;
  let topicArn: unknown;
  const alarm = (name: string) => {
    const { alarmActions, okActions, alarmDescription: _, ...inputs } = only(program, type, name).inputs;
    expect(alarmActions, name).to.deep.equal([topicArn]);
    expect(okActions, name).to.deep.equal([topicArn]);
    return inputs;
  };
  before(async () => {
    program = await shipped("prod");
    topicArn = only(program, "aws:sns/topic:Topic", "ops-topic").state["arn"];
  });

  it("are exactly these", () => {
    const perFunction = ["items-api-errors", "items-api-error-rate", "items-api-duration", "items-api-throttles"];
    expect(
      ofType(program, type)
        .map(({ name }) => name)
        .sort(),
    ).to.deep.equal(
      [
        ...consumers.flatMap(({ name }) =>
          ["failures", "iterator-age", "dead-letters", "dead-letter-age"].map((what) => `items-api-${what}-${name}`),
        ),
        ...perFunction.flatMap((prefix) => routeNames.map((route) => `${prefix}-${route}`)),
        "items-api-server-errors",
        "items-api-latency",
        "items-api-traffic",
        ...groupedRoutes.flatMap((route) => [`items-api-server-errors-${route}`, `items-api-latency-${route}`]),
        ...tableAlarmNames().flatMap(({ prefix }) => [`${prefix}-throttled-requests`, `${prefix}-system-errors`]),
      ].sort(),
    );
  });

  it("watch each function's errors, error rate, duration and throttles", () => {
    for (const route of routeNames) {
      const FunctionName = only(program, "aws:lambda/function:Function", `${route}-function`).state["name"];
      const common = {
        comparisonOperator: "GreaterThanThreshold",
        dimensions: { FunctionName },
        namespace: "AWS/Lambda",
        treatMissingData: "notBreaching",
      };
      expect(alarm(`items-api-errors-${route}`)).to.deep.equal({
        ...common,
        evaluationPeriods: 2,
        metricName: "Errors",
        period: 300,
        statistic: "Sum",
        threshold: 5,
      });
      expect(alarm(`items-api-duration-${route}`)).to.deep.equal({
        ...common,
        datapointsToAlarm: 3,
        evaluateLowSampleCountPercentiles: "ignore",
        evaluationPeriods: 5,
        extendedStatistic: "p99",
        metricName: "Duration",
        period: 60,
        threshold: 5000,
      });
      expect(alarm(`items-api-throttles-${route}`)).to.deep.equal({
        ...common,
        evaluationPeriods: 1,
        metricName: "Throttles",
        period: 60,
        statistic: "Sum",
        threshold: 0,
      });
      const query = (id: string, metricName: string) => ({
        id,
        metric: { dimensions: { FunctionName }, metricName, namespace: "AWS/Lambda", period: 60, stat: "Sum" },
      });
      expect(alarm(`items-api-error-rate-${route}`)).to.deep.equal({
        comparisonOperator: "GreaterThanThreshold",
        datapointsToAlarm: 3,
        evaluationPeriods: 5,
        metricQueries: [
          query("errors", "Errors"),
          query("invocations", "Invocations"),
          {
            expression: "IF(invocations > 0, 100 * errors / invocations, 0)",
            id: "rate",
            label: "Error rate (%)",
            returnData: true,
          },
        ],
        threshold: 1,
        treatMissingData: "notBreaching",
      });
    }
  });

  it("watch each consumer's failures, delay and dead letters", () => {
    for (const { name } of consumers) {
      const FunctionName = only(program, "aws:lambda/function:Function", `${name}-function`).state["name"];
      const QueueName = only(program, "aws:sqs/queue:Queue", `${name}-dead-letters`).state["name"];
      const common = { comparisonOperator: "GreaterThanThreshold", period: 300, treatMissingData: "notBreaching" };
      const once = { ...common, evaluationPeriods: 1, statistic: "Maximum" };
      expect(alarm(`items-api-failures-${name}`)).to.deep.equal({
        ...common,
        dimensions: { FunctionName },
        evaluationPeriods: 2,
        metricName: "Errors",
        namespace: "AWS/Lambda",
        statistic: "Sum",
        threshold: 5,
      });
      expect(alarm(`items-api-iterator-age-${name}`)).to.deep.equal({
        ...once,
        dimensions: { FunctionName },
        metricName: "IteratorAge",
        namespace: "AWS/Lambda",
        threshold: 3_600_000,
      });
      const ofQueue = { ...once, dimensions: { QueueName }, namespace: "AWS/SQS" };
      expect(alarm(`items-api-dead-letters-${name}`)).to.deep.equal({
        ...ofQueue,
        metricName: "ApproximateNumberOfMessagesVisible",
        threshold: 0,
      });
      expect(alarm(`items-api-dead-letter-age-${name}`)).to.deep.equal({
        ...ofQueue,
        metricName: "ApproximateAgeOfOldestMessage",
        threshold: 86_400,
      });
    }
  });

  it("watch the stage's server errors, latency and traffic", () => {
    const dimensions = { ApiName: "items-api/prod/items", Stage: "v1" };
    const common = {
      actionsEnabled: true,
      comparisonOperator: "GreaterThanThreshold",
      datapointsToAlarm: 3,
      dimensions,
      evaluationPeriods: 5,
      namespace: "AWS/ApiGateway",
      period: 60,
      treatMissingData: "notBreaching",
    };
    expect(alarm("items-api-server-errors")).to.deep.equal({
      ...common,
      metricName: "5XXError",
      statistic: "Average",
      threshold: 0.01,
    });
    expect(alarm("items-api-latency")).to.deep.equal({
      ...common,
      evaluateLowSampleCountPercentiles: "ignore",
      extendedStatistic: "p99",
      metricName: "Latency",
      threshold: 5000,
    });
    expect(alarm("items-api-traffic")).to.deep.equal({
      comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
      evaluationPeriods: 3,
      metricQueries: [
        {
          id: "requests",
          metric: { dimensions, metricName: "Count", namespace: "AWS/ApiGateway", period: 300, stat: "Sum" },
          returnData: true,
        },
        { expression: "ANOMALY_DETECTION_BAND(requests, 3)", id: "band", label: "Usual traffic", returnData: true },
      ],
      thresholdMetricId: "band",
      treatMissingData: "ignore",
    });
  });

  it("sum each table's throttled requests and system errors over the operations in use", () => {
    for (const { prefix, key, logicalName } of tableAlarmNames()) {
      const TableName = only(program, "aws:dynamodb/table:Table", logicalName).state["name"];
      const operations = [...new Set(routes.flatMap(({ access }) => access[key] ?? []))].sort();
      for (const [name, metricName] of [
        [`${prefix}-throttled-requests`, "ThrottledRequests"],
        [`${prefix}-system-errors`, "SystemErrors"],
      ] as const) {
        expect(alarm(name)).to.deep.equal({
          comparisonOperator: "GreaterThanThreshold",
          evaluationPeriods: 1,
          metricQueries: [
            ...operations.map((Operation, index) => ({
              id: `m${index}`,
              metric: {
                dimensions: { Operation, TableName },
                metricName,
                namespace: "AWS/DynamoDB",
                period: 60,
                stat: "Sum",
              },
            })),
            {
              expression: operations.map((_, index) => `FILL(m${index}, 0)`).join(" + "),
              id: "total",
              label: metricName,
              returnData: true,
            },
          ],
          threshold: 0,
          treatMissingData: "notBreaching",
        });
      }
    }
  });

  it("reject a tenth operation on a table, and list all operations", () => {
    const operations = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let error: unknown;
    try {
      createTableAlarms({} as AlarmContext, { name: "table", tableName: "t", operations });
    } catch (thrown) {
      error = thrown;
    }
    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect((error as Error).message).to.equal(
      "routes use 10 operations on table (a, b, c, d, e, f, g, h, i, j), and a CloudWatch alarm can add up at most 9",
    );
  });
});

/** Returns each table with the prefix of its alarms' names. */
/** Tables that no route uses have no alarms. */
function tableAlarmNames() {
  const used = Object.entries(tables).filter(([key]) => routes.some(({ access }) => Object.hasOwn(access, key)));
  return used.map(([key, { logicalName, alarmName = `table-${key}` }]) => ({
    key,
    logicalName,
    prefix: `items-api-${alarmName}`,
  }));
}

describe("the topic", () => {
  it("lets only CloudWatch of this account publish, and only over TLS", async () => {
    const program = await shipped("prod");
    const arn = only(program, "aws:sns/topic:Topic", "ops-topic").state["arn"];
    const { inputs } = only(program, "aws:sns/topicPolicy:TopicPolicy");
    expect(JSON.parse(String(inputs["policy"]))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Action: "sns:Publish",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Resource: arn,
          Sid: "AlarmsOfThisAccount",
        },
        {
          Action: "sns:Publish",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
          Effect: "Deny",
          Principal: "*",
          Resource: arn,
          Sid: "TlsOnly",
        },
      ],
    });
  });

  it("has an e-mail subscription for each address in the settings", async () => {
    const program = await declareWithoutCode({
      ...shippedStack("dev"),
      config: ['items-api:alarmEmails=["ops@example.com"]'],
    });
    expect(
      only(program, "aws:sns/topicSubscription:TopicSubscription", "ops-topic-ops@example.com").inputs,
    ).to.deep.equal({
      endpoint: "ops@example.com",
      protocol: "email",
      topic: only(program, "aws:sns/topic:Topic").state["arn"],
    });
  });
});

describe("the key of the alarm topic", () => {
  const withKey = () =>
    declareWithoutCode({ ...shippedStack("prod"), config: ["items-api:alarmTopicEncryption=true"] });

  it("is absent by default, because it costs money", async () => {
    for (const stack of ["dev", "prod"] as const) {
      expect(only(await shipped(stack), "aws:sns/topic:Topic").inputs).to.deep.equal({});
      expect(ofType(await shipped(stack), "aws:kms/key:Key")).to.deep.equal([]);
    }
  });

  it("rotates, and can be used by CloudWatch of this account, with alarmTopicEncryption", async () => {
    const program = await withKey();
    const key = only(program, "aws:kms/key:Key", "ops-topic-key");
    expect(only(program, "aws:sns/topic:Topic").inputs).to.deep.equal({ kmsMasterKeyId: key.state["arn"] });
    expect(key.inputs).to.deep.include({ enableKeyRotation: true, deletionWindowInDays: 30 });
    const { Statement } = JSON.parse(String(key.inputs["policy"])) as { Statement: unknown[] };
    expect(Statement).to.deep.equal([
      {
        Sid: "TheAccountAdministersIt",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "AlarmsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
  });

  it("violates no policy of keys and topics", async () => {
    const found = violationsOf(policyResources(await withKey()), policies, []);
    expect(found.map(({ policy }) => policy).filter((name) => /^(?:topic|key)-/.test(name))).to.deep.equal([]);
  });
});
