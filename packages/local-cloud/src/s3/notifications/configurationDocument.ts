import type { BucketNotifications, NotificationTarget } from "../../kernel/interfaces/objectEvents";
import { parseXml, textOf, type XmlNode } from "../../kernel/protocols/parseXml";
import { invalidArgument, S3Error } from "../protocol/errors";
import { document, type XmlElements } from "../protocol/xml";

/** Names of a target's elements (Amazon S3 API Reference, PutBucketNotificationConfiguration). */
const kinds = {
  functions: ["CloudFunctionConfiguration", "CloudFunction"],
  queues: ["QueueConfiguration", "Queue"],
  topics: ["TopicConfiguration", "Topic"],
} as const;

/** Returns the document of a configuration; empty for none. */
export function configurationDocument(configuration: BucketNotifications | undefined): string {
  const elements = Object.entries(kinds).map(([kind, [element, name]]): [string, XmlElements[]] => {
    const targets = configuration?.[kind as keyof typeof kinds] ?? [];
    return [element, targets.map((target) => targetElements(target, name))];
  });
  const bus = configuration?.eventBridge === true ? { EventBridgeConfiguration: {} } : {};
  return document("NotificationConfiguration", { ...Object.fromEntries(elements), ...bus });
}

function targetElements({ id, arn, events, prefix, suffix }: NotificationTarget, name: string): XmlElements {
  const rules = [
    ...(prefix === "" ? [] : [{ Name: "Prefix", Value: prefix }]),
    ...(suffix === "" ? [] : [{ Name: "Suffix", Value: suffix }]),
  ];
  const filter = rules.length === 0 ? {} : { Filter: { S3Key: { FilterRule: rules } } };
  return { Id: id, [name]: arn, Event: events, ...filter };
}

/** Parses the document of a request. @throws S3Error MalformedXML or InvalidArgument */
export function parseConfiguration(
  source: string,
  { bucket, region }: Pick<BucketNotifications, "bucket" | "region">,
): BucketNotifications {
  const root = parseXml(source);
  if (root?.name !== "NotificationConfiguration") throw new S3Error("MalformedXML");
  const targets = (kind: keyof typeof kinds) => {
    const [element, name] = kinds[kind];
    return root.children.filter((child) => child.name === element).map((child) => targetOf(child, name));
  };
  return {
    ...{ bucket, region },
    eventBridge: root.children.some(({ name }) => name === "EventBridgeConfiguration"),
    functions: targets("functions"),
    queues: targets("queues"),
    topics: targets("topics"),
  };
}

function targetOf(node: XmlNode, name: string): NotificationTarget {
  const events = node.children.filter((child) => child.name === "Event").map(({ text }) => text);
  const filters = node.children.filter((child) => child.name === "Filter");
  const rules = filters.flatMap(({ children }) => children).flatMap(({ children }) => children);
  const arn = textOf(node, name) ?? "";
  if (!arnPattern.test(arn)) throw invalidArgument("The ARN could not be parsed", name, arn);
  return { id: textOf(node, "Id"), arn, events, ...namesOf(rules) };
}

/** An ARN of six parts or more. */
const arnPattern = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/;

/** Returns the parts of keys that match. @throws S3Error for an unknown or repeated rule */
function namesOf(rules: readonly XmlNode[]): Pick<NotificationTarget, "prefix" | "suffix"> {
  const parts: { prefix?: string; suffix?: string } = {};
  for (const rule of rules) {
    const name = textOf(rule, "Name") ?? "";
    const part = name.toLowerCase();
    if (part !== "prefix" && part !== "suffix") {
      throw invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", name);
    }
    if (parts[part] !== undefined) {
      throw invalidArgument(`Cannot specify more than one ${part} rule in a filter.`, "FilterRule.Name", name);
    }
    parts[part] = textOf(rule, "Value") ?? "";
  }
  return { prefix: parts.prefix ?? "", suffix: parts.suffix ?? "" };
}
