import { isJson } from "../kernel/json";
import type { JsonInput } from "../kernel/protocols/jsonService";

/** How a schedule calls its target. */
export type TargetKind =
  | { readonly kind: "lambda" | "sqs" | "sns" | "events" | "states" }
  /** `arn:aws:scheduler:::aws-sdk:SERVICE:OPERATION`. */
  | { readonly kind: "universal"; readonly service: string; readonly operation: string };

const universal = /^arn:[^:]+:scheduler:::aws-sdk:([^:]+):([^:.]+)$/;

/** Templated targets (EventBridge Scheduler User Guide, "Using templated targets"). */
const templated: Readonly<Record<string, RegExp>> = {
  codebuild: /^project\//,
  codepipeline: /./,
  ecs: /^cluster\//,
  events: /^event-bus\//,
  firehose: /^deliverystream\//,
  inspector: /./,
  kinesis: /^stream\//,
  lambda: /^function:/,
  sagemaker: /^pipeline\//,
  sns: /./,
  sqs: /./,
  states: /^stateMachine:/,
};

/** Services whose name in universal targets is not their signing name. */
const signingNames: Readonly<Record<string, string>> = { eventbridge: "events", sfn: "states" };

/** Returns undefined if the local cloud does not call the target. */
export function targetKind(arn: string): TargetKind | undefined {
  const [, named, operation = ""] = universal.exec(arn) ?? [];
  if (named !== undefined) {
    const service = signingNames[named] ?? named;
    return { kind: "universal", service, operation: operation.charAt(0).toUpperCase() + operation.slice(1) };
  }
  const [, , service = ""] = arn.split(":");
  switch (service) {
    case "lambda":
    case "sqs":
    case "sns":
    case "events":
    case "states":
      return { kind: service };
    default:
      return undefined;
  }
}

/** Prefixes of operations that universal targets must not call (User Guide, "Using universal targets"). */
const readOnly =
  /^(?:get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

/** Maximum bytes of an input (EventBridge Scheduler API reference, Target). */
const maxInput = 262_144;

/** Returns AWS's message that rejects a target; undefined for a valid one. */
export function targetFault(target: JsonInput): string | undefined {
  const arn = String(target["Arn"]);
  const input = typeof target["Input"] === "string" ? target["Input"] : undefined;
  if (input !== undefined && Buffer.byteLength(input) > maxInput) {
    return `The Input you specify must be at most ${maxInput} bytes.`;
  }
  return arnFault(arn) ?? universalFault(arn, input) ?? templatedFault(arn, target, input);
}

function arnFault(arn: string): string | undefined {
  if (universal.test(arn)) return undefined;
  const [, service = "", region = "", account = "", resource = ""] =
    /^arn:[^:]+:([^:]+):([^:]*):([^:]*):(.+)$/s.exec(arn) ?? [];
  if (service === "") return "Provided Arn is not in correct format.";
  if (!Object.hasOwn(templated, service)) return `${service} is not a supported service for a target.`;
  const isComplete = region !== "" && /^\d{12}$/.test(account) && templated[service]!.test(resource);
  return isComplete ? undefined : "Provided Arn is not in correct format.";
}

function universalFault(arn: string, input: string | undefined): string | undefined {
  const [, service, operation = ""] = universal.exec(arn) ?? [];
  if (service === undefined) return undefined;
  if (readOnly.test(operation)) return `${operation} API is not supported`;
  if (input === undefined) return "You must provide an input to set this target for your schedule";
  return isJson(input) ? undefined : "The Input you specify must be well-formed JSON.";
}

function templatedFault(arn: string, target: JsonInput, input: string | undefined): string | undefined {
  const [, , service = ""] = arn.split(":");
  if (["lambda", "events", "states"].includes(service) && input !== undefined && !isJson(input)) {
    return "The Input you specify must be well-formed JSON.";
  }
  const isBus = service === "events";
  if (isBus && target["EventBridgeParameters"] === undefined) {
    return "EventBridgeParameters must be provided for an EventBridge target.";
  }
  const group = (target["SqsParameters"] as { MessageGroupId?: unknown } | undefined)?.MessageGroupId;
  if (service === "sqs" && arn.endsWith(".fifo") && group === undefined) {
    return "SqsParameters.MessageGroupId must be provided for a FIFO queue.";
  }
  return undefined;
}
