import { declaredStages } from "../../apigateway/declared/stages";
import { ScaledClock } from "../../kernel/clock";
import { unemulatedResources, plans, tables, type FunctionDescription } from "../../kernel/interfaces/descriptions";
import { functionUrls } from "../../kernel/interfaces/functionUrls";
import { apis, type MethodDescription } from "../../kernel/interfaces/apis";
import { functions } from "../../kernel/interfaces/functions";
import { tokenScopes } from "../../kernel/policies/tokenScopes";
import { signsTokens } from "../../kernel/interfaces/userPools";
import { alarms } from "../../kernel/interfaces/monitoring";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import type { Program } from "../../kernel/resources";
import type { Run } from "../../kernel/service";
import type { FunctionUses } from "./functionUse";
import type { FunctionLine, MethodLine, ProgramOverview, StateOverview } from "../wire";

/** Maximum number of state changes of an alarm that are shown. */
const maxHistory = 20;

/** Returns the overview that changes when a program is loaded. */
export function programOverview(
  { location, document, resources }: Program,
  registry: ServiceRegistry,
): ProgramOverview {
  const stages = declaredStages(resources);
  const names: Record<string, string[]> = {};
  for (const { type, name } of registry.use(unemulatedResources)()) (names[type] ??= []).push(name);
  return {
    ...location,
    apis: registry.use(apis).descriptions.map(({ id, name, methods }) => ({
      name,
      urls: stages.filter(({ state }) => state["restApi"] === id).map(({ state }) => String(state["invokeUrl"])),
      methods: methods.map((method) => methodLine(method, document, registry)),
    })),
    hasDocument: document !== undefined,
    notEmulated: names,
  };
}

function methodLine(method: MethodDescription, document: object | undefined, registry: ServiceRegistry): MethodLine {
  const scopes = tokenScopes(document, method);
  const { httpMethod, resourcePath, operationName, authorization, apiKeyRequired, integration } = method;
  return {
    httpMethod,
    resourcePath,
    authorization,
    apiKeyRequired,
    integration: { type: integration.type },
    ...(scopes !== undefined && signsTokens(registry) ? { tokenScopes: scopes } : {}),
    ...(operationName === undefined ? {} : { operationName }),
  };
}

/** Returns the current state. @param problems problems of the last reload and the last type check */
export function stateOverview(
  { registry, faults, clock }: Pick<Run, "registry" | "faults" | "clock">,
  use: FunctionUses,
  problems: readonly string[],
): StateOverview {
  return {
    alarms: registry
      .use(alarms)
      .descriptions.map(({ label, name, arn, meaning, description, state, reason, evaluated, history }) => ({
        label,
        name,
        arn,
        meaning,
        description,
        state,
        reason,
        evaluated,
        history: history.slice(-maxHistory),
      })),
    functions: registry
      .use(functions)
      .descriptions.map((described) => ({ ...functionLine(described, use), urls: urlsOf(described.name, registry) })),
    plans: registry.use(plans).descriptions,
    tables: registry.use(tables).descriptions,
    faults: faults.descriptions,
    scale: clock instanceof ScaledClock ? clock.scale : undefined,
    problems,
  };
}

function urlsOf(name: string, registry: Run["registry"]): FunctionLine["urls"] {
  const all = registry.find(functionUrls)?.descriptions ?? [];
  return all.filter(({ functionName }) => functionName === name).map(({ functionName: _, ...url }) => url);
}

function functionLine(
  { provisioned, roleArn: _, ...described }: FunctionDescription,
  use: FunctionUses,
): Omit<FunctionLine, "urls"> {
  return {
    ...described,
    provisioned: [...provisioned].map(([qualifier, { requested, status }]) => ({ qualifier, requested, status })),
    ...use.of(described.name),
  };
}
