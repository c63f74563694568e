import { isObject } from "../kernel/json";
import { jsonService, type JsonInput, type JsonOperation } from "../kernel/protocols/jsonService";
import { queryService } from "../kernel/protocols/queryService";
import type { EndpointRefusal, EndpointRequest, EndpointService } from "../kernel/protocols/serviceEndpoint";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { element, type XmlValue } from "../kernel/protocols/xml";
import { errorProtocol } from "./errors";

const signingName = "sqs";

/** The form-encoded protocol of SQS (SQS API model of version 2012-11-05), which SDKs used before the JSON protocol. */
const namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

/** Names of the JSON protocol by the names of numbered parameters, such as `AttributeName.1`. */
const lists: Readonly<Record<string, string>> = {
  ActionName: "Actions",
  AttributeName: "AttributeNames",
  AWSAccountId: "AWSAccountIds",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  TagKey: "TagKeys",
  ChangeMessageVisibilityBatchRequestEntry: "Entries",
  DeleteMessageBatchRequestEntry: "Entries",
  SendMessageBatchRequestEntry: "Entries",
};

/** The same for maps, whose items are pairs such as `Attribute.1.Name` and `Attribute.1.Value`. */
const maps: Readonly<Record<string, string>> = {
  Attribute: "Attributes",
  MessageAttribute: "MessageAttributes",
  MessageSystemAttribute: "MessageSystemAttributes",
  Tag: "Tags",
};

/** Creates the endpoint's side of SQS, which answers in the protocol of the request. */
export function sqsService(
  registry: ServiceRegistry,
  operations: Readonly<Record<string, JsonOperation>>,
): EndpointService {
  const json = jsonService({ signingName, version: "1.0", registry, operations, ...errorProtocol });
  const query = queryService({
    ...{ signingName, namespace, registry, operations, encode: encodeOutput, shownError },
    ...{ denied: { code: "AccessDenied", statusCode: 403 }, errorElements: "<Detail/>" },
    inputOf: (_, input, { target }) => ({ ...queueIn(target), ...inputOf(input) }),
  });
  const serviceOf = (request: Pick<EndpointRequest, "headers">) =>
    request.headers["x-amz-target"] === undefined ? query : json;
  return {
    signingName,
    answer: (request) => serviceOf(request).answer(request),
    refuse: (refusal, request) => serviceOf(request).refuse(refusal, request),
  };
}

/** The path of a request to a queue's URL names the queue. */
function queueIn(target: string): JsonInput {
  const [, path] = /^(\/\d+\/[^/?]+)/.exec(target) ?? [];
  return path === undefined ? {} : { QueueUrl: path.slice(1) };
}

/** Messages that differ from the JSON protocol (recorded on AWS: localstack, test_non_existent_queue). */
function shownError<T extends EndpointRefusal>(error: T): T {
  return error.code === "AWS.SimpleQueueService.NonExistentQueue"
    ? { ...error, message: "The specified queue does not exist for this wsdl version." }
    : error;
}

/** Converts parsed parameters into the input of the JSON protocol. */
function inputOf(parameters: JsonInput): JsonInput {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (Object.hasOwn(lists, name)) return [lists[name]!, itemsOf(value).map(valueOf)];
      if (Object.hasOwn(maps, name)) return [maps[name]!, mapOf(itemsOf(value))];
      return [name, value];
    }),
  );
}

function valueOf(value: unknown): unknown {
  return isObject(value) ? inputOf(value) : value;
}

/** Returns the items of a numbered parameter in order. */
function itemsOf(value: unknown): unknown[] {
  if (!isObject(value)) return [value];
  const numbers = Object.keys(value).filter((key) => /^\d+$/.test(key));
  return numbers.sort((a, b) => Number(a) - Number(b)).map((key) => value[key]);
}

function mapOf(items: readonly unknown[]): JsonInput {
  const pairs = items.filter(isObject).map(({ Name, Key = Name, Value }) => [String(Key), Value ?? ""] as const);
  return Object.fromEntries(pairs);
}

/** Names of the elements of lists. */
const elements: Readonly<Record<string, string>> = {
  Failed: "BatchResultErrorEntry",
  Messages: "Message",
  QueueUrls: "QueueUrl",
  queueUrls: "QueueUrl",
  Results: "ListMessageMoveTasksResultEntry",
};

/** Encodes an output. Its lists have no element of their own. */
function encodeOutput(operation: string, output: object): string {
  const encodeMember = (key: string, value: XmlValue): string => {
    if (!Array.isArray(value)) return isObject(value) ? encodeMap(key, value) : element(key, value);
    const name = key === "Successful" ? `${operation}ResultEntry` : elements[key]!;
    const items: readonly unknown[] = value;
    return items
      .map((item) => (isObject(item) ? `<${name}>${encode(item)}</${name}>` : element(name, item as string)))
      .join("");
  };
  const encode = (value: object): string =>
    Object.entries(value)
      .map(([key, each]) => encodeMember(key, each as XmlValue))
      .join("");
  return encode(output);
}

/** Encodes a map such as `Attributes`: an element of its singular for each entry. */
function encodeMap(key: string, map: Readonly<Record<string, unknown>>): string {
  const keyName = key === "Tags" ? "Key" : "Name";
  return Object.entries(map)
    .map(([each, inner]) => element(key.slice(0, -1), { [keyName]: each, Value: inner as XmlValue }))
    .join("");
}
