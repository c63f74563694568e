/** Sample events in the forms of AWS's documentation of each source (Lambda Developer Guide, "Services"). */
import { createHash } from "node:crypto";
import { accountId } from "../../kernel/identity";

/** Values that all samples of a run share. */
export interface SampleFrame {
  /** Epoch milliseconds of the run's clock. */
  readonly now: number;
  readonly region: string;
}

const id = "00000000-0000-4000-8000-000000000000";

const isoSeconds = (millis: number) => `${new Date(millis).toISOString().slice(0, 19)}Z`;

/** Returns an event of a proxy integration, with `1` for each path parameter. */
export function proxyEvent(
  { method, path: resource }: { readonly method: string; readonly path: string },
  { now }: SampleFrame,
): object {
  const names = [...resource.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name!);
  const path = resource.replace(/\{[^}]+\}/g, "1");
  const hasBody = ["POST", "PUT", "PATCH"].includes(method);
  return {
    resource,
    path,
    httpMethod: method,
    headers: { Accept: "application/json", ...(hasBody ? { "Content-Type": "application/json" } : {}) },
    multiValueHeaders: { Accept: ["application/json"] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, "1"])),
    stageVariables: null,
    requestContext: {
      accountId,
      resourcePath: resource,
      httpMethod: method,
      path,
      protocol: "HTTP/1.1",
      requestId: id,
      requestTimeEpoch: now,
      stage: "sample",
      identity: { sourceIp: "127.0.0.1", userAgent: "console" },
    },
    body: hasBody ? "{}" : null,
    isBase64Encoded: false,
  };
}

export function queueEvent(queueArn: string, { now, region }: SampleFrame): object {
  const body = '{"key":"value"}';
  const sent = String(now);
  const attributes = {
    ApproximateReceiveCount: "1",
    SentTimestamp: sent,
    SenderId: accountId,
    ApproximateFirstReceiveTimestamp: sent,
    ...(queueArn.endsWith(".fifo")
      ? { SequenceNumber: "18849496460467696128", MessageGroupId: "1", MessageDeduplicationId: "1" }
      : {}),
  };
  const record = {
    messageId: id,
    receiptHandle: "sample",
    body,
    attributes,
    messageAttributes: {},
    md5OfBody: createHash("md5").update(body).digest("hex"),
    ...{ eventSource: "aws:sqs", eventSourceARN: queueArn, awsRegion: region },
  };
  return { Records: [record] };
}

/** @param keys names of the key attributes */
export function streamEvent(streamArn: string, keys: readonly string[], { now, region }: SampleFrame): object {
  const item = Object.fromEntries(keys.map((key) => [key, { S: "1" }]));
  const record = {
    eventID: "00000000000000000000000000000000",
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(now / 1000),
      ...{ Keys: item, NewImage: item },
      SequenceNumber: "100000000000000000001",
      SizeBytes: 10,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
    eventSourceARN: streamArn,
  };
  return { Records: [record] };
}

export function topicEvent(topicArn: string, { now }: SampleFrame): object {
  const message = {
    Type: "Notification",
    MessageId: id,
    TopicArn: topicArn,
    Subject: "sample",
    Message: "Hello",
    Timestamp: new Date(now).toISOString(),
    ...{ SignatureVersion: "1", Signature: "sample", SigningCertUrl: "", UnsubscribeUrl: "" },
    MessageAttributes: {},
  };
  const EventSubscriptionArn = `${topicArn}:${id}`;
  return { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn, Sns: message }] };
}

/** Returns an event with the first literal of the pattern's `source` and `detail-type`. */
export function eventOfPattern(pattern: string | undefined, frame: SampleFrame): object {
  const parsed = JSON.parse(pattern ?? "{}") as Readonly<Record<string, unknown>>;
  const first = (name: string, fallback: string) => {
    const list = parsed[name];
    const texts = Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
    return texts[0] ?? fallback;
  };
  return busEvent({ source: first("source", "sample"), detailType: first("detail-type", "Sample") }, frame);
}

/** @param name of the rule or schedule */
export function scheduledEvent(name: string, frame: SampleFrame): object {
  const resource = `arn:aws:events:${frame.region}:${accountId}:rule/${name.replace(/^default\//, "")}`;
  return busEvent({ source: "aws.events", detailType: "Scheduled Event", resources: [resource] }, frame);
}

function busEvent(
  event: { readonly source: string; readonly detailType: string; readonly resources?: readonly string[] },
  { now, region }: SampleFrame,
): object {
  const { source, detailType, resources = [] } = event;
  return {
    version: "0",
    id,
    "detail-type": detailType,
    source,
    account: accountId,
    time: isoSeconds(now),
    region,
    resources,
    detail: {},
  };
}

export function objectEvent(bucket: string, { now, region }: SampleFrame): object {
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: region,
    eventTime: new Date(now).toISOString(),
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: "sample" },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": "SAMPLE", "x-amz-id-2": "sample" },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "sample",
      bucket: { name: bucket, ownerIdentity: { principalId: "sample" }, arn: `arn:aws:s3:::${bucket}` },
      object: { key: "key.txt", size: 5, eTag: "5d41402abc4b2a76b9719d911017c592", sequencer: "0055AED6DCD90281E5" },
    },
  };
  return { Records: [record] };
}
