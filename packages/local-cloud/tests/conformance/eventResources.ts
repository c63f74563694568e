import type { Properties } from "../../src/kernel/resources";

type Input = Readonly<Record<string, any>>;

/** Resource with which a program makes Pulumi call the operation of a recorded case. */
export interface DeclaredForm {
  readonly type: string;
  readonly inputs: (input: Input, name: string) => Properties;
}

const optional = (inputs: Readonly<Record<string, unknown>>): Properties =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));

const number = (text: unknown) => (text === undefined ? undefined : Number(text));
const flag = (text: unknown) => (text === undefined ? undefined : text === "true");

const queue: DeclaredForm = {
  type: "aws:sqs/queue:Queue",
  inputs: ({ Attributes: given = {} }, name) =>
    optional({
      name,
      fifoQueue: flag(given.FifoQueue),
      contentBasedDeduplication: flag(given.ContentBasedDeduplication),
      deduplicationScope: given.DeduplicationScope,
      fifoThroughputLimit: given.FifoThroughputLimit,
      delaySeconds: number(given.DelaySeconds),
      maxMessageSize: number(given.MaximumMessageSize),
      messageRetentionSeconds: number(given.MessageRetentionPeriod),
      receiveWaitTimeSeconds: number(given.ReceiveMessageWaitTimeSeconds),
      visibilityTimeoutSeconds: number(given.VisibilityTimeout),
      redrivePolicy: given.RedrivePolicy,
      redriveAllowPolicy: given.RedriveAllowPolicy,
      kmsMasterKeyId: given.KmsMasterKeyId,
      kmsDataKeyReusePeriodSeconds: number(given.KmsDataKeyReusePeriodSeconds),
      sqsManagedSseEnabled: flag(given.SqsManagedSseEnabled),
      policy: given.Policy,
    }),
};

const topic: DeclaredForm = {
  type: "aws:sns/topic:Topic",
  inputs: ({ Attributes: given = {} }, name) =>
    optional({
      name,
      fifoTopic: flag(given.FifoTopic),
      contentBasedDeduplication: flag(given.ContentBasedDeduplication),
      fifoThroughputScope: given.FifoThroughputScope,
      displayName: given.DisplayName,
      deliveryPolicy: given.DeliveryPolicy,
      kmsMasterKeyId: given.KmsMasterKeyId,
      policy: given.Policy,
      signatureVersion: number(given.SignatureVersion),
      tracingConfig: given.TracingConfig,
    }),
};

const subscription: DeclaredForm = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  inputs: ({ TopicArn, Protocol, Endpoint, Attributes: given = {} }) =>
    optional({
      topic: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
      deliveryPolicy: given.DeliveryPolicy,
      filterPolicy: given.FilterPolicy,
      filterPolicyScope: given.FilterPolicyScope,
      rawMessageDelivery: flag(given.RawMessageDelivery),
      redrivePolicy: given.RedrivePolicy,
    }),
};

const keyOf = (schema: Input[] = [], type: string) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;

const table: DeclaredForm = {
  type: "aws:dynamodb/table:Table",
  inputs: (input, name) =>
    optional({
      name,
      attributes: input.AttributeDefinitions.map((each: Input) => ({
        name: each.AttributeName,
        type: each.AttributeType,
      })),
      hashKey: keyOf(input.KeySchema, "HASH"),
      rangeKey: keyOf(input.KeySchema, "RANGE"),
      billingMode: input.BillingMode,
      readCapacity: input.ProvisionedThroughput?.ReadCapacityUnits,
      writeCapacity: input.ProvisionedThroughput?.WriteCapacityUnits,
      streamEnabled: input.StreamSpecification?.StreamEnabled,
      streamViewType: input.StreamSpecification?.StreamViewType,
    }),
};

const bus: DeclaredForm = { type: "aws:cloudwatch/eventBus:EventBus", inputs: (_, name) => ({ name }) };

const rule: DeclaredForm = {
  type: "aws:cloudwatch/eventRule:EventRule",
  inputs: (input, name) =>
    optional({
      name,
      eventBusName: input.EventBusName,
      eventPattern: input.EventPattern,
      scheduleExpression: input.ScheduleExpression,
      state: input.State,
    }),
};

const archive: DeclaredForm = {
  type: "aws:cloudwatch/eventArchive:EventArchive",
  inputs: (input, name) =>
    optional({
      name,
      eventSourceArn: input.EventSourceArn,
      eventPattern: input.EventPattern,
      retentionDays: input.RetentionDays,
    }),
};

const eventSourceMapping: DeclaredForm = {
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  inputs: (input) =>
    optional({
      eventSourceArn: input.EventSourceArn,
      functionName: input.FunctionName,
      batchSize: input.BatchSize,
      enabled: input.Enabled,
      startingPosition: input.StartingPosition,
      maximumBatchingWindowInSeconds: input.MaximumBatchingWindowInSeconds,
      maximumRetryAttempts: input.MaximumRetryAttempts,
      maximumRecordAgeInSeconds: input.MaximumRecordAgeInSeconds,
      parallelizationFactor: input.ParallelizationFactor,
      bisectBatchOnFunctionError: input.BisectBatchOnFunctionError,
      tumblingWindowInSeconds: input.TumblingWindowInSeconds,
      functionResponseTypes: input.FunctionResponseTypes,
      filterCriteria: input.FilterCriteria && {
        filters: input.FilterCriteria.Filters.map(({ Pattern }: Input) => ({ pattern: Pattern })),
      },
      destinationConfig: input.DestinationConfig && {
        onFailure: input.DestinationConfig.OnFailure && {
          destinationArn: input.DestinationConfig.OnFailure.Destination,
        },
        onSuccess: input.DestinationConfig.OnSuccess && {
          destinationArn: input.DestinationConfig.OnSuccess.Destination,
        },
      },
    }),
};

const stateMachine: DeclaredForm = {
  type: "aws:sfn/stateMachine:StateMachine",
  inputs: ({ definition, definitionText, machineType: type }, name) =>
    optional({
      name,
      type,
      roleArn: "arn:aws:iam::123456789012:role/case",
      definition: definitionText ?? JSON.stringify(definition),
    }),
};

const logGroup: DeclaredForm = { type: "aws:cloudwatch/logGroup:LogGroup", inputs: (_, name) => ({ name }) };

const bucket: DeclaredForm = { type: "aws:s3/bucket:Bucket", inputs: (_, name) => ({ bucket: name }) };

/** Forms of the resources that cases declare, by their type. */
export const declaredForms: Readonly<Record<string, DeclaredForm>> = {
  queue,
  topic,
  subscription,
  table,
  bus,
  rule,
  archive,
  eventSourceMapping,
  stateMachine,
  bucket,
  logGroup,
};
