import { objectsOf } from "../kernel/checks";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import type { Machines, MachineSettings } from "./executions/machines";
import type { LoggingConfiguration } from "./executions/records";

/** Applies declared machines, aliases and activities. Those that operations created are kept. */
export function declare(machines: Machines, resources: readonly Declared[], now: number): void {
  declareMachines(machines, resources);
  declareAliases(machines, resources, now);
  declareActivities(machines, resources, now);
}

function declareMachines(machines: Machines, resources: readonly Declared[]): void {
  const declared = ofType(resources, "aws:sfn/stateMachine:StateMachine");
  const arns = new Set(declared.map(({ state }) => String(state["arn"])));
  for (const { arn, isDeclared } of machines.all) if (isDeclared && !arns.has(arn)) machines.delete(arn);
  for (const { state } of declared) {
    const settings = settingsOf(state);
    const machine = machines.put(settings);
    if (state["publish"] === true) machines.publish(machine, undefined);
  }
}

function settingsOf(state: Properties): MachineSettings {
  const tracing = state["tracingConfiguration"] as { enabled?: boolean } | undefined;
  return {
    name: String(state["name"]),
    arn: String(state["arn"]),
    type: state["type"] === "EXPRESS" ? "EXPRESS" : "STANDARD",
    definition: String(state["definition"]),
    roleArn: String(state["roleArn"]),
    logging: loggingOf(state["loggingConfiguration"]),
    tracing: tracing?.enabled === true,
    tags: (state["tags"] as Record<string, string> | undefined) ?? {},
    isDeclared: true,
  };
}

function loggingOf(given: unknown): LoggingConfiguration | undefined {
  const { level, includeExecutionData, logDestination } = (given ?? {}) as {
    level?: LoggingConfiguration["level"];
    includeExecutionData?: boolean;
    logDestination?: string;
  };
  if (level === undefined) return undefined;
  const [, group] = /:log-group:([^:]+)/.exec(logDestination ?? "") ?? [];
  return {
    level,
    includeExecutionData: includeExecutionData === true,
    groups: group === undefined ? undefined : [group],
  };
}

function declareAliases(machines: Machines, resources: readonly Declared[], now: number): void {
  for (const { state } of ofType(resources, "aws:sfn/alias:Alias")) {
    const routes = objectsOf(state, "routingConfigurations").map(({ stateMachineVersionArn, weight }) => ({
      version: Number(/:(\d+)$/.exec(String(stateMachineVersionArn))?.[1]),
      weight: Number(weight),
    }));
    const machine = machines.find(String(state["arn"]).replace(/:[^:]+$/, ""));
    if (machine === undefined) continue;
    const name = String(state["name"]);
    const known = machine.aliases.find((alias) => alias.name === name);
    const description = state["description"] as string | undefined;
    machines.putAlias(machine, { name, description, routes, created: known?.created ?? now, updated: now });
  }
}

function declareActivities(machines: Machines, resources: readonly Declared[], now: number): void {
  const declared = ofType(resources, "aws:sfn/activity:Activity");
  const arns = new Set(declared.map(({ state }) => String(state["arn"])));
  for (const { arn, isDeclared } of machines.activities) {
    if (isDeclared && !arns.has(arn)) machines.deleteActivity(arn);
  }
  for (const { state } of declared) {
    const [name, arn] = [String(state["name"]), String(state["arn"])];
    const created = machines.activity(arn)?.created ?? now;
    machines.putActivity({
      name,
      arn,
      created,
      tags: (state["tags"] ?? {}) as Record<string, string>,
      isDeclared: true,
    });
  }
}
