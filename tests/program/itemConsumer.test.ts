import { expect } from "chai";
import type { Program } from "@onemachine/local-cloud";
import type { Settings } from "../../api/settings";
import { only, shipped } from "../support/program";
import { stackSettings } from "../support/stackFile";

const name = "publishItemEvents";

for (const stack of ["dev", "prod"] as const) {
  describe(`the consumer ${name} on stack ${stack}`, () => {
    let program: Program;
    let settings: Settings;
    const state = (type: string, logicalName: string) => only(program, type, logicalName).state;
    before(async () => {
      program = await shipped(stack);
      settings = stackSettings(program);
    });

    it("has a function like that of a route, published under the alias live", () => {
      const { code, ...inputs } = only(program, "aws:lambda/function:Function", `${name}-function`).inputs;
      expect(code).to.be.an("object");
      const { consumerConcurrency: reserved } = settings;
      expect(inputs).to.deep.equal({
        architectures: [settings.architecture],
        environment: {
          variables: {
            DELIVERIES_TABLE_NAME: state("aws:dynamodb/table:Table", "Deliveries")["name"],
            ITEM_EVENTS_BUS_NAME: state("aws:cloudwatch/eventBus:EventBus", "ItemEvents")["name"],
            POWERTOOLS_SERVICE_NAME: "items-api",
          },
        },
        handler: "__index.handler",
        loggingConfig: {
          logFormat: "Text",
          logGroup: state("aws:cloudwatch/logGroup:LogGroup", `${name}-logs`)["name"],
        },
        memorySize: settings.memorySize,
        publish: true,
        role: state("aws:iam/role:Role", `${name}-role`)["arn"],
        runtime: "nodejs24.x",
        timeout: settings.timeout,
        tracingConfig: { mode: settings.tracing ? "Active" : "PassThrough" },
        ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
      });
      expect(only(program, "aws:lambda/alias:Alias", `${name}-live`).inputs).to.deep.equal({
        functionName: state("aws:lambda/function:Function", `${name}-function`)["name"],
        functionVersion: "1",
        name: "live",
      });
    });

    it("may read the stream, publish on the bus, use its store and send dead letters, and nothing else", () => {
      const { policy } = only(program, "aws:iam/rolePolicy:RolePolicy", `${name}-policy`).inputs;
      const arn = (type: string, logicalName: string) => String(state(type, logicalName)["arn"]);
      const statements = (JSON.parse(String(policy)) as { Statement: object[] }).Statement;
      expect(statements.slice(0, settings.tracing ? -1 : undefined)).to.deep.equal([
        {
          Effect: "Allow",
          Action: ["events:PutEvents"],
          Resource: arn("aws:cloudwatch/eventBus:EventBus", "ItemEvents"),
        },
        {
          Effect: "Allow",
          Action: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
          Resource: arn("aws:dynamodb/table:Table", "Deliveries"),
        },
        {
          Effect: "Allow",
          Action: [
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
          ],
          Resource: `${arn("aws:dynamodb/table:Table", "Items")}/stream/*`,
        },
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: arn("aws:sqs/queue:Queue", `${name}-dead-letters`) },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${arn("aws:cloudwatch/logGroup:LogGroup", `${name}-logs`)}:*`,
        },
      ]);
    });

    it("receives the stream of the items in order, isolates failures and keeps them for 14 days", () => {
      const deadLetters = only(program, "aws:sqs/queue:Queue", `${name}-dead-letters`);
      expect(only(program, "aws:lambda/eventSourceMapping:EventSourceMapping", `${name}-mapping`).inputs).to.deep.equal(
        {
          batchSize: 100,
          bisectBatchOnFunctionError: true,
          destinationConfig: { onFailure: { destinationArn: deadLetters.state["arn"] } },
          eventSourceArn: state("aws:dynamodb/table:Table", "Items")["streamArn"],
          functionName: state("aws:lambda/alias:Alias", `${name}-live`)["arn"],
          functionResponseTypes: ["ReportBatchItemFailures"],
          maximumBatchingWindowInSeconds: 0,
          maximumRetryAttempts: 5,
          startingPosition: "TRIM_HORIZON",
        },
      );
      expect(deadLetters.inputs).to.deep.equal({ messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true });
    });

    it("publishes on a bus whose archive keeps events for 30 days", () => {
      const bus = only(program, "aws:cloudwatch/eventBus:EventBus", "ItemEvents");
      expect(only(program, "aws:cloudwatch/eventArchive:EventArchive", "ItemEvents-archive").inputs).to.deep.equal({
        eventSourceArn: bus.state["arn"],
        retentionDays: 30,
      });
    });

    it("stores processed ids in a table that deletes them", () => {
      const { ttl, hashKey } = only(program, "aws:dynamodb/table:Table", "Deliveries").inputs;
      expect({ ttl, hashKey }).to.deep.equal({ ttl: { attributeName: "expiration", enabled: true }, hashKey: "id" });
    });
  });
}
