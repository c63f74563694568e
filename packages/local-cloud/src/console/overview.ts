import { declaredStages } from "../apigateway/declared/stages";
import { ScaledClock } from "../kernel/clock";
import { notEmulated, plans, tables, type FunctionDescription } from "../kernel/described";
import { apis, functions, type MethodDescription } from "../kernel/interfaces";
import { tokenScopes } from "../kernel/tokenScopes";
import { signsTokens } from "../kernel/userPools";
import { alarms } from "../kernel/monitoring";
import type { Ports } from "../kernel/ports";
import type { Program } from "../kernel/resources";
import type { Run } from "../kernel/service";
import type { FunctionUses } from "./functionUse";
import type { FunctionLine, MethodLine, ProgramOverview, StateOverview } from "./wire";

/** How many changes of an alarm's state are shown. */
const mostHistory = 20;

/** What changes with a program. */
export function programOverview({ place, document, resources }: Program, ports: Ports): ProgramOverview {
  const stages = declaredStages(resources);
  const names: Record<string, string[]> = {};
  for (const { type, name } of ports.use(notEmulated)()) (names[type] ??= []).push(name);
  return {
    ...place,
    apis: ports.use(apis).described.map(({ id, name, methods }) => ({
      name,
      urls: stages.filter(({ state }) => state["restApi"] === id).map(({ state }) => String(state["invokeUrl"])),
      methods: methods.map((method) => methodLine(method, document, ports)),
    })),
    hasDocument: document !== undefined,
    notEmulated: names,
  };
}

function methodLine(method: MethodDescription, document: object | undefined, ports: Ports): MethodLine {
  const scopes = tokenScopes(document, method);
  const { httpMethod, resourcePath, operationName, authorization, apiKeyRequired, integration } = method;
  return {
    httpMethod,
    resourcePath,
    authorization,
    apiKeyRequired,
    integration: { type: integration.type },
    ...(scopes !== undefined && signsTokens(ports) ? { tokenScopes: scopes } : {}),
    ...(operationName === undefined ? {} : { operationName }),
  };
}

/** What changes while it runs. @param problems those of the last reload and of the last type check. */
export function stateOverview(
  { ports, faults, clock }: Pick<Run, "ports" | "faults" | "clock">,
  use: FunctionUses,
  problems: readonly string[],
): StateOverview {
  return {
    alarms: ports
      .use(alarms)
      .described.map(({ label, name, arn, meaning, description, state, reason, evaluated, history }) => ({
        label,
        name,
        arn,
        meaning,
        description,
        state,
        reason,
        evaluated,
        history: history.slice(-mostHistory),
      })),
    functions: ports.use(functions).described.map((described) => functionLine(described, use)),
    plans: ports.use(plans).described,
    tables: ports.use(tables).described,
    faults: faults.described,
    scale: clock instanceof ScaledClock ? clock.scale : undefined,
    problems,
  };
}

function functionLine({ provisioned, roleArn: _, ...described }: FunctionDescription, use: FunctionUses): FunctionLine {
  return {
    ...described,
    provisioned: [...provisioned].map(([qualifier, { requested, status }]) => ({ qualifier, requested, status })),
    ...use.of(described.name),
  };
}
