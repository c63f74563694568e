import type { EventFact, RuleDeliveryFact } from "../../kernel/facts/eventFacts";
import type { ExecutionFact } from "../../kernel/facts/executionFacts";
import type { InvocationFact, LogFact, RefusedCallFact, ServiceCallFact } from "../../kernel/facts/facts";
import type {
  BatchRecord,
  MailFact,
  MappingBatchFact,
  NotificationFact,
  TopicDeliveryFact,
} from "../../kernel/facts/messageFacts";
import { dataDetails } from "./dataDetails";
import { shortArn } from "../shortArn";
import { truncateText, type LimitedList, type StoredCall } from "./truncate";
import type { FlowStep } from "../eventWire";

/** A step of a flow. */
export interface StoredStep extends Omit<FlowStep, "at"> {
  /** Milliseconds of real time at its end. */
  readonly at: number;
  /** Records of a batch; empty for other steps. */
  readonly records: readonly BatchRecord[];
}

type Details = FlowStep["details"];

/** Maximum length of the event and of the answer of a call, in characters. */
const maxPayload = 8_192;

/** Maximum numbers of lines of a call's log, and of described records of a batch. */
const maxLines = 50;
const maxRecords = 100;

/** Approximate size of a step without its texts, in bytes. */
const stepBytes = 300;

/** Returns the approximate size of a step in bytes. */
export function sizeOfStep({ title, details, logs, records, event = "", answer = "" }: StoredStep): number {
  const texts = [
    title,
    event,
    answer,
    ...details.map(([, value]) => value),
    ...logs,
    ...records.map(({ text }) => text),
  ];
  return texts.reduce((sum, text) => sum + text.length, stepBytes);
}

function step(at: number, kind: FlowStep["kind"], more: Partial<StoredStep> & Pick<StoredStep, "title">): StoredStep {
  return { at, kind, millis: undefined, failed: false, details: [], logs: [], records: [], ...more };
}

export function eventStep({ bus, source, detailType, eventId, rules }: EventFact, at: number): StoredStep {
  const details: Details = [
    ["source", source],
    ["event id", eventId],
    ["matching rules", rules.length === 0 ? "none" : rules.join(", ")],
  ];
  return step(at, "event", { title: `${detailType} on ${bus}`, details, link: `buses/${encodeURIComponent(eventId)}` });
}

export function deliveryStep({ rule, target, failure, isDeadLettered }: RuleDeliveryFact, at: number): StoredStep {
  const details: Details = [
    ...(failure === undefined ? [] : [["failed", failure] as const]),
    ...(isDeadLettered === undefined ? [] : [["dead-letter queue", isDeadLettered ? "accepted" : "rejected"] as const]),
  ];
  return step(at, "delivery", { title: `${rule} → ${shortArn(target)}`, failed: failure !== undefined, details });
}

/** Returns the step of an execution that has started or ended. */
export function executionStep(fact: ExecutionFact, at: number): StoredStep {
  const { machineName, executionArn, status, input, output, error, cause } = fact;
  const details: Details = [
    ["execution", shortArn(executionArn)],
    ...(error === undefined ? [] : [["error", `${error}: ${cause ?? ""}`] as const]),
  ];
  return step(at, "execution", {
    title: `${machineName} ${status}`,
    failed: status !== "RUNNING" && status !== "SUCCEEDED",
    details,
    link: `machines/${encodeURIComponent(machineName)}/${encodeURIComponent(executionArn)}`,
    event: truncateText(input, maxPayload),
    ...(output === undefined ? {} : { answer: truncateText(output, maxPayload) }),
  });
}

/** Returns the step of a published message, of its delivery, or of an email or SMS. */
export function topicStep(fact: NotificationFact | TopicDeliveryFact | MailFact, at: number): StoredStep {
  if (fact.kind === "mail") {
    const { to, protocol, subject } = fact.mail;
    return step(at, "delivery", { title: `${protocol} to ${to}`, details: [["subject", subject]], link: "topics" });
  }
  if (fact.kind === "notification") {
    const { topic, messageId, subject } = fact;
    const details: Details = [
      ["message id", messageId],
      ["subject", subject],
    ];
    return step(at, "event", { title: `message on ${topic}`, details, link: "topics" });
  }
  const { topic, protocol, endpoint, outcome, reason } = fact;
  const details: Details = [["outcome", outcome], ...(reason === undefined ? [] : [["reason", reason] as const])];
  const title = `${topic} → ${protocol === "sqs" || protocol === "lambda" ? shortArn(endpoint) : `${protocol} ${endpoint}`}`;
  return step(at, "delivery", { title, failed: outcome === "failed", details });
}

export function serviceStep(fact: ServiceCallFact, at: number): StoredStep {
  const { service, operation, resources, status, errorType, millis, allowedBy, denial } = fact;
  const details: Details = [
    ["status", errorType === undefined ? String(status) : `${status} ${errorType}`],
    ...(resources.length === 0 ? [] : [["resources", resources.map(shortArn).join(", ")] as const]),
    ...(allowedBy === undefined ? [] : [["allowed by", allowedBy] as const]),
    ...(denial === undefined ? [] : [["denied", denial] as const]),
  ];
  return step(at, "service", { title: `${service} ${operation}`, failed: status >= 400, millis, details });
}

export function dataStep(fact: StoredCall, at: number): StoredStep {
  const { operation, tables, status, millis } = fact;
  const title = `${operation} ${tables.join(", ")}`;
  return step(at, "data", { title, millis, failed: status !== 200, details: dataDetails(fact) });
}

export function batchStep({ mapping, sourceArn, records }: MappingBatchFact, at: number): StoredStep {
  const details: Details = [
    ["source", shortArn(sourceArn)],
    ["records in the batch", String(records.length)],
  ];
  return step(at, "batch", { title: mapping, details, records: records.slice(0, maxRecords) });
}

export function callStep(fact: InvocationFact, logs: LimitedList<LogFact> | undefined, at: number): StoredStep {
  const { label, requestId, version, qualifier, millis, cold, caller, permission, error, event, answer } = fact;
  const details: Details = [
    ["version", qualifier === undefined ? version : `${version}, by ${qualifier}`],
    ["start", cold ? "cold" : "warm"],
    ["request id", requestId],
    ...(caller === undefined ? [] : [["called by", caller] as const]),
    ...(permission === undefined ? [] : [["allowed by", permission] as const]),
    ...(error === undefined ? [] : [["failed", `${error.type}: ${error.message}`] as const]),
  ];
  return step(at, "call", {
    title: label,
    millis,
    failed: error !== undefined,
    details,
    logs: (logs?.items ?? []).slice(0, maxLines).map(({ text }) => truncateText(text.trimEnd(), maxPayload)),
    event: truncateText(event, maxPayload),
    answer: truncateText(answer, maxPayload),
  });
}

export function refusedStep({ label, code, fault }: RefusedCallFact, at: number): StoredStep {
  const details: Details = [["rejected", code], ...(fault === undefined ? [] : [["fault", fault] as const])];
  return step(at, "call", { title: label, failed: true, details });
}

/** Returns the steps of a batch for the page: one for each record. */
export function recordSteps({ records, details, ...batch }: StoredStep): StoredStep[] {
  return records.map(({ id, what, text }) => ({
    ...batch,
    title: what === "message" ? `message to ${batch.title}` : `${what} record to ${batch.title}`,
    details: [[what === "message" ? "body" : "keys", text], ["id", id], ...details],
    records: [],
  }));
}
