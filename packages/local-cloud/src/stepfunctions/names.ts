import { accountId, arn, partition, type StackLocation } from "../kernel/identity";

export function machineArn(location: StackLocation, name: string): string {
  return arn(location, "states", `stateMachine:${name}`);
}

export function activityArn(location: StackLocation, name: string): string {
  return arn(location, "states", `activity:${name}`);
}

/** @param kind `express` for express executions, whose ARNs end with one more id. */
export function executionArn(
  { region }: StackLocation,
  { machine, name, kind = "execution" }: { machine: string; name: string; kind?: "execution" | "express" },
): string {
  return `arn:${partition}:states:${region}:${accountId}:${kind}:${machine}:${name}`;
}

export function mapRunArn(
  { region }: StackLocation,
  { machine, label, id }: { readonly machine: string; readonly label: string; readonly id: string },
): string {
  return `arn:${partition}:states:${region}:${accountId}:mapRun:${machine}/${label}:${id}`;
}
