import { expect } from "chai";
import { parsePolicy, type Program } from "@onemachine/local-cloud";
import { policyResources } from "@onemachine/api-tools";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { suppressions } from "../../policy/suppressions";
import { declare, declareWithoutCode, ofType, only, sourcesProgram } from "../support/program";

describe("a program with each kind of source", () => {
  let program: Program;
  before(async () => {
    program = await declare(sourcesProgram);
  });

  const inputs = (type: string, name: string) => only(program, type, name).inputs;
  const state = (type: string, name: string, property = "arn") => String(only(program, type, name).state[property]);
  const queue = "aws:sqs/queue:Queue";
  const live = (name: string) => state("aws:lambda/alias:Alias", `${name}-live`);

  it("violates no mandatory policy", async () => {
    const throughput = 'sources:onDemandThroughput={"maxReadRequestUnits":10,"maxWriteRequestUnits":10}';
    const limited = await declareWithoutCode({ ...sourcesProgram, config: [throughput] });
    const found = violationsOf(policyResources(limited), policies, suppressions);
    expect(found.filter(({ level, suppression }) => level === "mandatory" && suppression === undefined)).to.deep.equal(
      [],
    );
  });

  it("declares an encrypted queue whose visibility timeout is six times the timeout of its consumer and the window", () => {
    const { redrivePolicy, ...rest } = inputs(queue, "Jobs");
    expect(rest).to.deep.equal({
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
      visibilityTimeoutSeconds: 61,
    });
    expect(JSON.parse(String(redrivePolicy))).to.deep.equal({
      deadLetterTargetArn: state(queue, "Jobs-dead-letters"),
      maxReceiveCount: 2,
    });
  });

  it("keeps the defaults of SQS for a queue without a consumer, and five attempts", () => {
    const { redrivePolicy, ...rest } = inputs(queue, "Unread");
    expect(rest).to.deep.equal({ messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true });
    expect(JSON.parse(String(redrivePolicy))).to.have.property("maxReceiveCount", 5);
  });

  it("takes the timeout of the consumer's function from the settings", async () => {
    const config = ['sources:routeFunctions={"onJob":{"timeout":30}}'];
    const changed = await declareWithoutCode({ ...sourcesProgram, config });
    expect(only(changed, queue, "Jobs").inputs["visibilityTimeoutSeconds"]).to.equal(181);
  });

  it("declares a FIFO queue with a FIFO dead-letter queue", () => {
    expect([inputs(queue, "Payments")["fifoQueue"], inputs(queue, "Payments-dead-letters")["fifoQueue"]]).to.deep.equal(
      [true, true],
    );
    expect(state(queue, "Payments", "name")).to.match(/\.fifo$/);
  });

  it("denies requests without TLS to queues and topics", () => {
    const policies = [
      ["aws:sqs/queuePolicy:QueuePolicy", "Jobs-policy", "sqs:*", state(queue, "Jobs")],
      ["aws:sqs/queuePolicy:QueuePolicy", "Jobs-dead-letters-policy", "sqs:*", state(queue, "Jobs-dead-letters")],
      ["aws:sns/topicPolicy:TopicPolicy", "Orders-policy", "sns:Publish", state("aws:sns/topic:Topic", "Orders")],
    ] as const;
    for (const [type, name, action, arn] of policies) {
      const { Statement } = JSON.parse(String(inputs(type, name)["policy"])) as { Statement: unknown };
      expect(Statement).to.deep.equal([
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: action,
          Resource: arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
    }
  });

  it("encrypts queues and topics with the customer key if the stack has one", async () => {
    const keyed = await declareWithoutCode({ ...sourcesProgram, config: ["sources:customerKey=true"] });
    const arn = only(keyed, "aws:kms/key:Key").state["arn"];
    expect(only(keyed, queue, "Jobs").inputs["kmsMasterKeyId"]).to.equal(arn);
    expect(only(keyed, "aws:sns/topic:Topic", "Orders").inputs["kmsMasterKeyId"]).to.equal(arn);
    const { Statement } = JSON.parse(String(only(keyed, "aws:kms/key:Key").inputs["policy"])) as {
      Statement: { Sid: string; Condition: { StringEquals: Record<string, unknown> } }[];
    };
    const via = Statement.find(({ Sid }) => Sid === "Tables")!.Condition.StringEquals["kms:ViaService"];
    const services = ["dynamodb", "s3", "sns", "sqs"].map((each) => `${each}.eu-central-1.amazonaws.com`);
    expect(via).to.have.members(services);
  });

  it("maps a queue with partial batch responses", () => {
    const mapping = (name: string) => inputs("aws:lambda/eventSourceMapping:EventSourceMapping", `${name}-mapping`);
    expect(mapping("onJob")).to.deep.equal({
      batchSize: 50,
      eventSourceArn: state(queue, "Jobs"),
      functionName: live("onJob"),
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumBatchingWindowInSeconds: 1,
    });
    expect(mapping("onPayment")).to.deep.equal({
      batchSize: 10,
      eventSourceArn: state(queue, "Payments"),
      functionName: live("onPayment"),
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("subscribes to a topic with a filter policy on the message and a dead-letter queue", () => {
    const { filterPolicy, redrivePolicy, ...rest } = inputs(
      "aws:sns/topicSubscription:TopicSubscription",
      "onOrder-subscription",
    );
    expect(rest).to.deep.equal({
      endpoint: live("onOrder"),
      filterPolicyScope: "MessageBody",
      protocol: "lambda",
      topic: state("aws:sns/topic:Topic", "Orders"),
    });
    expect(JSON.parse(String(filterPolicy))).to.deep.equal({ country: ["AT", { prefix: "D" }] });
    const deadLetterTargetArn = state(queue, "onOrder-dead-letters");
    expect(JSON.parse(String(redrivePolicy))).to.deep.equal({ deadLetterTargetArn });
  });

  it("matches the events of a bus by source, type and detail, with a dead-letter queue", () => {
    const { eventPattern, eventBusName } = inputs("aws:cloudwatch/eventRule:EventRule", "onParcel-rule");
    expect(JSON.parse(String(eventPattern))).to.deep.equal({
      source: ["shop"],
      "detail-type": ["ParcelSent"],
      detail: { weight: [{ numeric: [">", 10] }] },
    });
    expect(inputs("aws:cloudwatch/eventTarget:EventTarget", "onParcel-target")).to.deep.equal({
      arn: live("onParcel"),
      deadLetterConfig: { arn: state(queue, "onParcel-dead-letters") },
      eventBusName,
      rule: state("aws:cloudwatch/eventRule:EventRule", "onParcel-rule", "name"),
    });
  });

  it("collects the consumers of a bucket in one notification", () => {
    expect(ofType(program, "aws:s3/bucketNotification:BucketNotification").map(({ name }) => name)).to.deep.equal([
      "Files-notifications",
    ]);
    expect(inputs("aws:s3/bucketNotification:BucketNotification", "Files-notifications")).to.deep.equal({
      bucket: state("aws:s3/bucket:Bucket", "Files", "bucket"),
      lambdaFunctions: [
        {
          events: ["s3:ObjectCreated:*"],
          filterPrefix: "pictures/",
          filterSuffix: ".png",
          id: "onPicture",
          lambdaFunctionArn: live("onPicture"),
        },
        { events: ["s3:ObjectRemoved:*"], id: "onRemoval", lambdaFunctionArn: live("onRemoval") },
      ],
    });
  });

  const resourceArn = { sns: ["aws:sns/topic:Topic", "Orders"], s3: ["aws:s3/bucket:Bucket", "Files"] } as const;
  for (const [consumer, service] of [
    ["onOrder", "sns"],
    ["onParcel", "events"],
    ["onPicture", "s3"],
    ["onTime", "events"],
  ] as const) {
    it(`lets ${service} call ${consumer} for its source, and gives its failures to the dead-letter queue`, () => {
      const arn =
        service === "events"
          ? state("aws:cloudwatch/eventRule:EventRule", `${consumer}-rule`)
          : state(resourceArn[service][0], resourceArn[service][1]);
      expect(inputs("aws:lambda/permission:Permission", `${consumer}-permission`)).to.deep.equal({
        action: "lambda:InvokeFunction",
        function: state("aws:lambda/function:Function", `${consumer}-function`, "name"),
        principal: `${service}.amazonaws.com`,
        qualifier: "live",
        sourceArn: arn,
        ...(service === "s3" ? { sourceAccount: "123456789012" } : {}),
      });
      expect(
        inputs("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", `${consumer}-async`),
      ).to.deep.equal({
        destinationConfig: { onFailure: { destination: state(queue, `${consumer}-dead-letters`) } },
        functionName: state("aws:lambda/function:Function", `${consumer}-function`, "name"),
        maximumRetryAttempts: 2,
        qualifier: "live",
      });
    });
  }

  it("allows each role what its source requires", () => {
    const statements = (name: string) =>
      parsePolicy(String(inputs("aws:iam/rolePolicy:RolePolicy", `${name}-policy`)["policy"]))
        .filter(({ actions }) => !/^(?:logs|dynamodb):/.test(actions[0]!))
        .map(({ actions, resources }) => [actions, resources]);
    const read = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
    expect(statements("onJob")).to.deep.equal([[read, [state(queue, "Jobs")]]]);
    expect(statements("onOrder")).to.deep.equal([[["sqs:SendMessage"], [state(queue, "onOrder-dead-letters")]]]);
    expect(statements("sendJob")).to.deep.equal([[["sqs:SendMessage"], [state(queue, "Jobs")]]]);
    const topic = state("aws:sns/topic:Topic", "Orders");
    expect(statements("publishOrder")).to.deep.equal([[["sns:Publish"], [topic]]]);
  });

  it("watches depth and age of the queue and of its dead letters", () => {
    const alarms = ofType(program, "aws:cloudwatch/metricAlarm:MetricAlarm")
      .filter(({ name }) => name.endsWith("-onJob"))
      .map(({ name, inputs: { metricName, threshold, dimensions } }) => [name, metricName, threshold, dimensions])
      .sort();
    const [jobs, dead] = ["Jobs", "Jobs-dead-letters"].map((name) => ({ QueueName: state(queue, name, "name") }));
    const ofFunction = { FunctionName: state("aws:lambda/function:Function", "onJob-function", "name") };
    expect(alarms).to.deep.equal([
      ["shop-dead-letter-age-onJob", "ApproximateAgeOfOldestMessage", 86_400, dead],
      ["shop-dead-letters-onJob", "ApproximateNumberOfMessagesVisible", 0, dead],
      ["shop-failures-onJob", "Errors", 5, ofFunction],
      ["shop-oldest-message-onJob", "ApproximateAgeOfOldestMessage", 3_600, jobs],
      ["shop-queue-depth-onJob", "ApproximateNumberOfMessagesVisible", 1_000, jobs],
    ]);
  });

  it("shows waiting messages and dead letters of a queue on the dashboard", () => {
    const body = String(inputs("aws:cloudwatch/dashboard:Dashboard", "shop-dashboard")["dashboardBody"]);
    const { widgets } = JSON.parse(body) as { widgets: { properties: { title: string; metrics: unknown[][] } }[] };
    const widget = widgets.find(({ properties }) => properties.title === "onJob: messages")!;
    expect(widget.properties.metrics.map(([, , , name]) => name)).to.deep.equal([
      state(queue, "Jobs", "name"),
      state(queue, "Jobs-dead-letters", "name"),
    ]);
  });

  it("uses queues and topics of the setting existing, and declares neither them nor their alarms", async () => {
    const existing = JSON.stringify({ queues: { jobs: "legacy-jobs" }, topics: { orders: "legacy-orders" } });
    const adopting = await declareWithoutCode({ ...sourcesProgram, config: [`sources:existing=${existing}`] });
    const names = (type: string) => ofType(adopting, type).map(({ name }) => name);
    expect(names(queue)).to.not.include.members(["Jobs"]);
    expect(names("aws:sns/topic:Topic")).to.deep.equal(["ops-topic"]);
    const mapping = only(adopting, "aws:lambda/eventSourceMapping:EventSourceMapping", "onJob-mapping");
    expect(mapping.inputs["eventSourceArn"]).to.equal("arn:aws:sqs:eu-central-1:123456789012:legacy-jobs");
    const variables = (name: string) => {
      const { environment } = only(adopting, "aws:lambda/function:Function", `${name}-function`).inputs;
      return (environment as { variables: object }).variables;
    };
    expect(variables("sendJob")).to.include({
      JOBS_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/123456789012/legacy-jobs",
    });
    expect(variables("publishOrder")).to.include({
      ORDERS_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:legacy-orders",
    });
    const alarms = names("aws:cloudwatch/metricAlarm:MetricAlarm").filter((name) => name.endsWith("-onJob"));
    expect(alarms.sort()).to.deep.equal(["shop-failures-onJob", "shop-oldest-message-onJob", "shop-queue-depth-onJob"]);
  });
});
