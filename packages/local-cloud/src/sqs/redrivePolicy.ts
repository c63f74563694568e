import { invalidValue, sqsError } from "./errors";

/** The redrive policy of a source queue. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Other queues of the run, for the checks of a policy. */
export interface RedriveTargets {
  /** Returns undefined if the queue does not exist. */
  find(arn: string): { readonly isFifo: boolean; readonly redriveAllowPolicy: string | undefined } | undefined;
}

/** Range of maxReceiveCount (SQS API reference, SetQueueAttributes). */
const maxCount = 1_000;

/** Parses a stored policy; undefined without one. */
export function redrivePolicyOf(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
  return { deadLetterTargetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) };
}

/**
 * Checks a redrive policy, except the existence of its target.
 *
 * @returns AWS's reason; undefined for a valid policy.
 */
export function redriveFault(text: string): string | undefined {
  const policy = objectOf(text);
  if (policy === undefined) return "Redrive policy is not a valid JSON map.";
  for (const key of ["deadLetterTargetArn", "maxReceiveCount"]) {
    if (policy[key] === undefined) return `Redrive policy does not contain mandatory attribute: ${key}.`;
  }
  const unknown = Object.keys(policy).find((key) => !["deadLetterTargetArn", "maxReceiveCount"].includes(key));
  if (unknown !== undefined) return `Redrive policy contains unknown attribute: ${unknown}.`;
  const { deadLetterTargetArn: target, maxReceiveCount: count } = policy;
  if (!/^arn:[^:]+:sqs:[^:]+:\d+:[^:]+$/.test(String(target))) return "Invalid value for deadLetterTargetArn.";
  return /^\d+$/.test(String(count)) && Number(count) >= 1 && Number(count) <= maxCount
    ? undefined
    : `Invalid value for maxReceiveCount: ${String(count)}, valid values are from 1 to ${maxCount} both inclusive.`;
}

/** Checks the redrive policies of a queue. @throws ServiceError */
export function checkRedrive(
  source: { readonly arn: string; readonly isFifo: boolean },
  given: Readonly<Record<string, string>>,
  targets: RedriveTargets,
): void {
  const { RedrivePolicy: text = "", RedriveAllowPolicy: allow = "" } = given;
  if (allow !== "" && allowFault(allow) !== undefined) {
    throw sqsError("InvalidAttributeValue", "Invalid value for the parameter RedriveAllowPolicy.");
  }
  if (text === "") return;
  const fault = redriveFault(text) ?? targetFault(source, redrivePolicyOf(text)!, targets);
  if (fault !== undefined) throw invalidValue("RedrivePolicy", text, fault);
}

function targetFault(
  source: { readonly arn: string; readonly isFifo: boolean },
  { deadLetterTargetArn }: RedrivePolicy,
  targets: RedriveTargets,
): string | undefined {
  const target = targets.find(deadLetterTargetArn);
  if (target === undefined) return "Dead letter target does not exist.";
  if (target.isFifo !== source.isFifo) return "Dead-letter queue must be of the same type as the source queue.";
  return isAllowedSource(source.arn, target.redriveAllowPolicy)
    ? undefined
    : `Queue does not have permission to use ${deadLetterTargetArn} as a dead-letter queue.`;
}

const permissions = ["allowAll", "denyAll", "byQueue"];

/** Returns the fault of a redrive allow policy; undefined for a valid one. */
export function allowFault(text: string): string | undefined {
  const policy = objectOf(text);
  if (policy === undefined) return "Redrive allow policy is not a valid JSON map.";
  const { redrivePermission: permission, sourceQueueArns: sources } = policy;
  if (!permissions.includes(String(permission))) {
    return `redrivePermission must be one of ${permissions.join(", ")} (redrivePermission '${String(permission)}')`;
  }
  if (permission !== "byQueue") {
    return sources === undefined ? undefined : "sourceQueueArns requires the redrivePermission byQueue";
  }
  // At most ten queues (SQS API reference, SetQueueAttributes).
  return Array.isArray(sources) && sources.length >= 1 && sources.length <= 10
    ? undefined
    : "byQueue requires 1 to 10 sourceQueueArns";
}

/** Returns whether a redrive allow policy lets a queue use its queue as dead-letter queue. */
export function isAllowedSource(source: string, policy: string | undefined): boolean {
  if (policy === undefined) return true;
  const { redrivePermission, sourceQueueArns = [] } = JSON.parse(policy) as {
    redrivePermission?: string;
    sourceQueueArns?: readonly string[];
  };
  if (redrivePermission === "byQueue") return sourceQueueArns.includes(source);
  return redrivePermission !== "denyAll";
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
