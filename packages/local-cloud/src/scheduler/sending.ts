import { inRegionOf, roleSession, type Principal } from "../kernel/identity";
import { authorizer } from "../kernel/interfaces/authorization";
import { callWithRole, type RoleCall } from "../kernel/protocols/roleCalls";
import type { Run } from "../kernel/service";
import type { Schedule } from "./model";
import { groupArn } from "./names";
import { targetKind, type TargetKind } from "./targetArn";

/** Error of a target. */
export interface SendFailure {
  readonly code: string;
  readonly message: string;
  readonly isThrottled: boolean;
  /** False if a further attempt cannot succeed in this run. */
  readonly isRetried: boolean;
}

export type SenderRun = Pick<Run, "registry" | "location">;

/** Returns the session in which Scheduler acts, or why it cannot assume the schedule's role. */
export function sessionOf({ registry, location }: SenderRun, schedule: Schedule): Principal | string {
  const { RoleArn: roleArn } = schedule.target;
  // The source is the group (EventBridge Scheduler User Guide, "Cross-service confused deputy prevention").
  const assumption = { roleArn, service: "scheduler.amazonaws.com", sourceArn: groupArn(location, schedule.group) };
  return registry.use(authorizer).assumptionDenial(assumption) ?? roleSession(roleArn, schedule.name);
}

/** Calls the target of a schedule once. @returns its error; undefined for a success */
export async function callTarget(run: SenderRun, schedule: Schedule, input: string): Promise<SendFailure | undefined> {
  const { Arn: arn } = schedule.target;
  const session = sessionOf(run, schedule);
  if (typeof session === "string") return failure("AccessDeniedException", session);
  const kind = targetKind(arn);
  const region = inRegionOf(run.location, arn).region;
  const call = kind && callOf(kind, schedule, input);
  const answer = call && (await callWithRole(run.registry, { ...call, principal: session, region }));
  if (answer === undefined) {
    return { ...failure("NotEmulated", `the local cloud does not emulate the target ${arn}`), isRetried: false };
  }
  if (answer.error === undefined) return entryFailure(answer.output);
  return failure(answer.error.code, answer.error.message);
}

function callOf(
  kind: TargetKind,
  { target }: Schedule,
  input: string,
): Pick<RoleCall, "service" | "operation" | "input"> {
  const { Arn: arn } = target;
  switch (kind.kind) {
    case "universal":
      return { service: kind.service, operation: kind.operation, input: JSON.parse(input) as RoleCall["input"] };
    case "lambda":
      return {
        ...{ service: "lambda", operation: "Invoke" },
        input: { FunctionName: arn, InvocationType: "Event", Payload: input },
      };
    case "sqs": {
      const [, , , , account = "", name = ""] = arn.split(":");
      const MessageGroupId = target.SqsParameters?.MessageGroupId;
      const QueueUrl = `https://sqs.amazonaws.com/${account}/${name}`;
      return {
        ...{ service: "sqs", operation: "SendMessage" },
        input: { QueueUrl, MessageBody: input, ...(MessageGroupId === undefined ? {} : { MessageGroupId }) },
      };
    }
    case "sns":
      return { service: "sns", operation: "Publish", input: { TopicArn: arn, Message: input } };
    case "states":
      return { service: "states", operation: "StartExecution", input: { stateMachineArn: arn, input } };
    case "events": {
      const entry = { EventBusName: arn, Detail: input, Resources: [], ...target.EventBridgeParameters };
      return { service: "events", operation: "PutEvents", input: { Entries: [entry] } };
    }
  }
}

/** Returns the error of a rejected entry of PutEvents. */
function entryFailure({ Entries }: Readonly<Record<string, unknown>>): SendFailure | undefined {
  const [entry] = Array.isArray(Entries) ? (Entries as { ErrorCode?: string; ErrorMessage?: string }[]) : [];
  return entry?.ErrorCode === undefined ? undefined : failure(entry.ErrorCode, entry.ErrorMessage ?? "");
}

function failure(code: string, message: string): SendFailure {
  return { code, message, isThrottled: /Throttl|TooManyRequests|RequestLimit/.test(code), isRetried: true };
}
