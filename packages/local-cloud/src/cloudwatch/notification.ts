import { accountId, type StackLocation } from "../kernel/identity";
import type { AlarmDeclaration } from "./declaredAlarms";
import type { AlarmState } from "./evaluate";

export interface AlarmChange {
  readonly state: AlarmState;
  readonly before: AlarmState;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Returns CloudWatch's message to a topic (CloudWatch User Guide, "Notifying users on alarm changes"). */
export function alarmMessage(
  alarm: AlarmDeclaration,
  { state, before, reason, at }: AlarmChange,
  { region }: StackLocation,
): { readonly subject: string; readonly message: string } {
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: accountId,
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: new Date(at).toISOString().replace("Z", "+0000"),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: before,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
  };
  return { subject: `${state}: "${alarm.name}" in ${region}`, message: JSON.stringify(message) };
}
