import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
} from "@aws-sdk/client-dynamodb-streams";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { UserError } from "@onemachine/local-cloud";
import type { DeadLetter, StreamRange } from "./letters";
import { streamEvent } from "./streamEvent";

/** Seconds for which a received message is hidden: the longest call of a function takes 900. */
const hiddenSeconds = 960;

/** Most empty answers of a shard before the records count as missing. DynamoDB answers pages without records too. */
const maxPages = 100;

/** Variables of a local run, as `POST /_local/credentials` returns them. */
export type Variables = Readonly<Record<string, string>>;

/** A received message. */
export interface ReceivedLetter extends DeadLetter {
  readonly receipt: string;
}

export interface MoveTaskState {
  readonly status: string;
  readonly moved: number;
  readonly reason: string | undefined;
}

/** Calls of AWS, or of a local run. Each throws a UserError with AWS's message. */
export class RedriveApi {
  private readonly sqs: SQSClient;
  private readonly lambda: LambdaClient;
  private readonly streams: DynamoDBStreamsClient;

  /** @param local variables of a local run; undefined for the account and region of the environment. */
  constructor(local?: Variables) {
    // Otherwise the host of a queue's URL precedes AWS_ENDPOINT_URL.
    this.sqs = new SQSClient({ ...clientOptions(local, "AWS_ENDPOINT_URL"), useQueueUrlAsEndpoint: false });
    this.lambda = new LambdaClient(clientOptions(local, "AWS_ENDPOINT_URL"));
    this.streams = new DynamoDBStreamsClient(clientOptions(local, "AWS_ENDPOINT_URL_DYNAMODB_STREAMS"));
  }

  /** Returns true if the messages come from another queue, to which SQS can return them. */
  async hasSourceQueue(QueueUrl: string): Promise<boolean> {
    const { queueUrls = [] } = await call(() => this.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl })));
    return queueUrls.length > 0;
  }

  async arnOf(QueueUrl: string): Promise<string> {
    const input = { QueueUrl, AttributeNames: ["QueueArn" as const] };
    return (await call(() => this.sqs.send(new GetQueueAttributesCommand(input)))).Attributes!["QueueArn"]!;
  }

  async startMove(SourceArn: string): Promise<void> {
    await call(() => this.sqs.send(new StartMessageMoveTaskCommand({ SourceArn })));
  }

  /** Returns the state of the newest task. */
  async moveState(SourceArn: string): Promise<MoveTaskState> {
    const { Results = [] } = await call(() => this.sqs.send(new ListMessageMoveTasksCommand({ SourceArn })));
    const { Status, ApproximateNumberOfMessagesMoved, FailureReason } = Results[0] ?? {};
    return { status: Status ?? "", moved: Number(ApproximateNumberOfMessagesMoved ?? 0), reason: FailureReason };
  }

  /** Receives a message and hides it; undefined for an empty queue. */
  async receive(QueueUrl: string): Promise<ReceivedLetter | undefined> {
    const { Messages = [] } = await call(() =>
      this.sqs.send(
        new ReceiveMessageCommand({
          ...{ QueueUrl, MaxNumberOfMessages: 1, VisibilityTimeout: hiddenSeconds, WaitTimeSeconds: 1 },
          MessageAttributeNames: ["All"],
        }),
      ),
    );
    const [message] = Messages;
    if (message === undefined) return undefined;
    const { MessageId: id = "", Body: body = "", ReceiptHandle: receipt = "", MessageAttributes = {} } = message;
    return { id, body, receipt, attributes: Object.keys(MessageAttributes) };
  }

  async remove(QueueUrl: string, ReceiptHandle: string): Promise<void> {
    await call(() => this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
  }

  /** Makes a hidden message visible again. */
  async release(QueueUrl: string, ReceiptHandle: string): Promise<void> {
    const input = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
    await call(() => this.sqs.send(new ChangeMessageVisibilityCommand(input)));
  }

  /** Returns the event with a stream's records; undefined if the stream no longer has them. */
  async readRecords(range: StreamRange): Promise<object | undefined> {
    const { streamArn, shardId, startSequenceNumber, endSequenceNumber } = range;
    const end = BigInt(endSequenceNumber);
    const records: _Record[] = [];
    let iterator = await this.iteratorAt(range);
    for (let page = 0; iterator !== undefined && page < maxPages; page += 1) {
      const ShardIterator: string = iterator;
      const answer = await call(() => this.streams.send(new GetRecordsCommand({ ShardIterator })));
      for (const record of answer.Records ?? []) {
        if (BigInt(record.dynamodb!.SequenceNumber!) > end) break;
        records.push(record);
      }
      if (records.at(-1)?.dynamodb?.SequenceNumber === endSequenceNumber) break;
      iterator = answer.NextShardIterator;
    }
    const isWhole =
      records[0]?.dynamodb?.SequenceNumber === startSequenceNumber &&
      records.at(-1)?.dynamodb?.SequenceNumber === endSequenceNumber;
    return isWhole && shardId !== "" ? streamEvent(records, streamArn) : undefined;
  }

  private async iteratorAt(range: StreamRange): Promise<string | undefined> {
    const { streamArn: StreamArn, shardId: ShardId, startSequenceNumber: SequenceNumber } = range;
    const input = { StreamArn, ShardId, SequenceNumber, ShardIteratorType: "AT_SEQUENCE_NUMBER" } as const;
    try {
      return (await this.streams.send(new GetShardIteratorCommand(input))).ShardIterator;
    } catch (error) {
      // The records or their shard are older than 24 hours (DynamoDB Streams API reference, GetShardIterator).
      if (["TrimmedDataAccessException", "ResourceNotFoundException"].includes((error as Error).name)) return undefined;
      throw userErrorOf(error);
    }
  }

  /** Calls a function and waits for its end. @returns the reason of a failure; undefined for a success */
  async invoke({ name, alias }: { name: string; alias: string }, event: unknown): Promise<string | undefined> {
    const input = { FunctionName: name, Qualifier: alias, Payload: Buffer.from(JSON.stringify(event)) };
    const { FunctionError, Payload } = await call(() => this.lambda.send(new InvokeCommand(input)));
    const answer = parseAnswer(Buffer.from(Payload ?? []).toString());
    if (FunctionError !== undefined) return answer.errorMessage ?? FunctionError;
    const failed = answer.batchItemFailures?.length ?? 0;
    return failed === 0 ? undefined : `${failed} records fail again; the log of ${name} contains the reason`;
  }
}

interface Answer {
  readonly errorMessage?: string;
  readonly batchItemFailures?: readonly unknown[];
}

function parseAnswer(text: string): Answer {
  try {
    return (JSON.parse(text) as Answer | null) ?? {};
  } catch {
    return {};
  }
}

/** @param variable name of the service's endpoint */
function clientOptions(local: Variables | undefined, variable: string): object {
  if (local === undefined) return {};
  return {
    endpoint: local[variable],
    region: local["AWS_REGION"],
    credentials: {
      accessKeyId: local["AWS_ACCESS_KEY_ID"],
      secretAccessKey: local["AWS_SECRET_ACCESS_KEY"],
      sessionToken: local["AWS_SESSION_TOKEN"],
    },
  };
}

/** @throws UserError with AWS's message: the user can fix credentials, region or permissions */
async function call<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw userErrorOf(error);
  }
}

function userErrorOf(error: unknown): UserError {
  const { name, message } = error as Error;
  return new UserError(`${name}: ${message.split("\n")[0]}`);
}
