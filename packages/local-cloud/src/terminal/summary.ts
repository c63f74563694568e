import { styleText } from "node:util";
import { declaredKeys, declaredPlans } from "../apigateway/declared/apis";
import { emulationProblem } from "../apigateway/checkRoutes";
import { declaredStages } from "../apigateway/declared/stages";
import { functionOf } from "../apigateway/integrations/functionUri";
import type { LocalCloud } from "../cloud";
import { costLines } from "./costLines";
import { distributionLines, viewerUrl } from "./distributionLines";
import { exampleBody } from "./exampleBody";
import { pages } from "../kernel/interfaces/descriptions";
import { apis, type MethodDescription } from "../kernel/interfaces/apis";
import { functions } from "../kernel/interfaces/functions";
import { objects } from "../kernel/interfaces/objects";
import { shellWord } from "../kernel/quoting";
import { ofType, type Declared } from "../kernel/resources";
import { tokenScopes } from "../kernel/policies/tokenScopes";
import { signsTokens } from "../kernel/interfaces/userPools";

/** Returns the first key of the first usage plan, if the program declares one. */
export function firstKey(cloud: LocalCloud): string | undefined {
  const [plan] = declaredPlans(cloud.program.resources);
  return declaredKeys(cloud.program.resources).find(({ id }) => plan?.keyIds.has(id) === true)?.value;
}

/** Returns the root URL of the first stage of the first API. */
export function firstUrl(cloud: LocalCloud): string | undefined {
  const [stage] = declaredStages(cloud.program.resources);
  return stage === undefined ? undefined : String(stage.state["invokeUrl"]);
}

/** Returns that URL as viewers call it: behind a distribution, if the API is its origin. */
export function firstViewerUrl(cloud: LocalCloud): string | undefined {
  const [stage] = declaredStages(cloud.program.resources);
  return stage && viewerUrl(cloud, String(stage.state["restApi"]), String(stage.state["invokeUrl"]));
}

/** Returns the text that a start prints: routes, outputs, and curl lines to paste. */
export function formatSummary(cloud: LocalCloud, { color, verbose }: { color: boolean; verbose: boolean }): string {
  const bold = (text: string) => (color ? styleText("bold", text) : text);
  const dim = (text: string) => (color ? styleText("dim", text) : text);
  const { location, outputs } = cloud.program;
  const sections = [
    [bold(`${location.project} · stack ${location.stack} · running on this machine`), consoleLine(cloud)].join("\n"),
    ...cloud.registry
      .use(apis)
      .descriptions.map(({ id, methods, stages }) =>
        stages.map((stage) => routeLines(cloud, methods, urlOf(cloud, id, stage)).join("\n")).join("\n\n"),
      ),
    distributionLines(cloud),
    formatTable(
      Object.entries(outputs)
        // Pulumi omits undefined outputs.
        .filter(([, { value }]) => value !== undefined)
        .map(([name, { value, secret }]) => [
          name,
          secret ? (firstKeyLine(cloud, value) ?? "[secret]") : formatOutput(value),
        ]),
    ),
    [concurrencyLines(cloud), costLines(cloud.program)].filter((lines) => lines !== "").join("\n"),
    curlLines(cloud).join("\n"),
    dim(notEmulatedLines(cloud, verbose)),
    dim(withoutEffectLines(cloud)),
    dim(elsewhereLines(cloud)),
    dim("Stop with Ctrl+C."),
  ];
  return `\n${sections.filter((section) => section !== "").join("\n\n")}\n\n`;
}

function formatOutput(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Shows a secret output only if it is the API key that the curl lines contain anyway. */
function firstKeyLine(cloud: LocalCloud, value: unknown): string | undefined {
  return value === firstKey(cloud) ? String(value) : undefined;
}

function urlOf(cloud: LocalCloud, apiId: string, stageName: string): string {
  const stage = declaredStages(cloud.program.resources).find(
    ({ state }) => state["restApi"] === apiId && state["stageName"] === stageName,
  );
  return viewerUrl(cloud, apiId, String(stage?.state["invokeUrl"]));
}

function routeLines(cloud: LocalCloud, methods: readonly MethodDescription[], url: string): string[] {
  const width = Math.max(...methods.map(({ httpMethod }) => httpMethod.length));
  return methods.map((method) => {
    const { httpMethod, resourcePath, operationName, integration } = method;
    const target = operationName ?? integration.type.toLowerCase();
    const problem = problemOf(method, cloud);
    const mark = problem === undefined ? "" : ` (${problem})`;
    return `  ${httpMethod.padEnd(width)}  ${url}${resourcePath === "/" ? "" : resourcePath}  → ${target}${mark}`;
  });
}

/** Returns the reason why a route does not run locally, as far as its declaration shows it. */
function problemOf(method: MethodDescription, cloud: LocalCloud): string | undefined {
  const { allowNetwork, registry } = cloud;
  const { uri } = method.integration;
  const parked = uri === undefined ? undefined : registry.use(functions).parkedReason(functionOf(uri));
  return (
    emulationProblem(method, { allowNetwork, objects: registry.find(objects) }) ??
    (parked === undefined ? undefined : `its function does not run here: ${parked}`)
  );
}

function formatTable(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}

/** Returns the URL of the console; undefined if it is disabled. */
export function consoleUrl(cloud: LocalCloud): string | undefined {
  const url = firstUrl(cloud);
  return url === undefined || cloud.registry.find(pages) === undefined ? undefined : `${new URL(url).origin}/_local/`;
}

function consoleLine(cloud: LocalCloud): string {
  const url = consoleUrl(cloud);
  return url === undefined ? "" : `  Console: ${url}`;
}

/** Lists reserved and provisioned concurrency: the totals, and each function. */
function concurrencyLines(cloud: LocalCloud): string {
  const { provisioned, roles } = cloud.registry.use(functions);
  const states = Object.entries(provisioned).map(([name, { status, requested, statusReason }]) =>
    status === "READY" ? `${name} ${requested}` : `${name} ${status} (${statusReason})`,
  );
  const environments = Object.values(provisioned).reduce((sum, { requested }) => sum + requested, 0);
  const reserved = ofType(cloud.program.resources, "aws:lambda/function:Function")
    .map(({ state }) => Number(state["reservedConcurrentExecutions"] ?? 0))
    .reduce((sum, executions) => sum + Math.max(0, executions), 0);
  if (environments + reserved === 0) return "";
  return [
    `  Concurrency: ${reserved} reserved and ${environments} provisioned, of ${Object.keys(roles).length} functions`,
    ...(states.length === 0 ? [] : [`  Provisioned environments: ${states.join(", ")}`]),
  ].join("\n");
}

/** Returns curl lines for the first POST route and the first GET route without path parameters. */
function curlLines(cloud: LocalCloud): string[] {
  const [api] = cloud.registry.use(apis).descriptions;
  const url = firstViewerUrl(cloud);
  if (api === undefined || url === undefined) return [];
  const plain = api.methods.filter(({ resourcePath }) => !resourcePath.includes("{"));
  return ["POST", "GET"].flatMap((httpMethod) => {
    const method = plain.find((each) => each.httpMethod === httpMethod);
    const example = method && exampleBody(cloud.program.document, method);
    const token = method && tokenHeader(cloud, method);
    return method === undefined ? [] : [formatCurl(method, { url, key: firstKey(cloud), token, example })];
  });
}

function formatCurl(
  { httpMethod, resourcePath, apiKeyRequired }: MethodDescription,
  {
    url,
    key,
    token,
    example,
  }: {
    readonly url: string;
    readonly key: string | undefined;
    readonly token: string | undefined;
    readonly example: unknown;
  },
): string {
  const body = shellWord(JSON.stringify(example ?? {}));
  const parts = [
    "curl -i",
    ...(apiKeyRequired && key !== undefined ? [`-H ${shellWord(`x-api-key: ${key}`)}`] : []),
    ...(token === undefined ? [] : [`-H "Authorization: Bearer ${token}"`]),
    ...(httpMethod === "POST" ? [`-H 'Content-Type: application/json' -d ${body}`] : []),
    shellWord(`${url}${resourcePath === "/" ? "" : resourcePath}`),
  ];
  return `  ${parts.join(" ")}`;
}

/** Returns a shell command that prints a token, or the placeholder TOKEN if the run cannot issue one. */
function tokenHeader(cloud: LocalCloud, method: MethodDescription): string | undefined {
  const scopes = tokenScopes(cloud.program.document, method);
  if (scopes === undefined) return undefined;
  if (!signsTokens(cloud.registry)) return "TOKEN";
  const { origin } = new URL(firstUrl(cloud)!);
  const options = [...scopes.map((scope) => `--scope ${shellWord(scope)}`), `--url ${shellWord(origin)}`];
  return `$(npx api-tools token ${options.join(" ")})`;
}

/** Lists types that are not emulated with counts or, if `verbose`, with logical names. */
export function notEmulatedLines({ notEmulated }: Pick<LocalCloud, "notEmulated">, verbose: boolean): string {
  const names = new Map<string, string[]>();
  for (const { type, name } of notEmulated) names.set(type, [...(names.get(type) ?? []), name]);
  if (names.size === 0) return "";
  if (verbose) {
    const lines = [...names].flatMap(([type, all]) => [`    ${type}`, ...wrapNames(all)]);
    return ["  Declared, but not emulated here:", ...lines].join("\n");
  }
  const counts = [...names].map(([type, all]) => `${all.length} ${type.split(":").at(-1)}`);
  return `  Declared, but not emulated here: ${counts.join(", ")} (--verbose lists them)`;
}

/** Lists inputs without an effect, each with the resources that set it. */
export function withoutEffectLines({ withoutEffect }: Pick<LocalCloud, "withoutEffect">): string {
  const resources = new Map<string, string[]>();
  for (const { resource, input } of withoutEffect) {
    const key = JSON.stringify([resource.type.split(":").at(-1), input]);
    resources.set(key, [...(resources.get(key) ?? []), resource.name]);
  }
  return [...resources]
    .map(([key, names]) => {
      const [type, input] = JSON.parse(key) as [string, string];
      return `  ${type} ${names.join(", ")}: ${input} has no effect here`;
    })
    .join("\n");
}

/** Lists existing resources that the program reads, the sources of other stacks' outputs, and skipped hooks. */
export function elsewhereLines(cloud: LocalCloud): string {
  const { reads = [], hooks = [] } = cloud.program;
  const [stacks, others] = [reads.filter(isStackReference), reads.filter((each) => !isStackReference(each))];
  const elsewhere = others.map(({ type, name }) => `${name} (${type.split(":").at(-1)})`);
  const outputs = stacks.map(({ id, from }) => `${id} (${from})`);
  return [
    elsewhere.length === 0 ? [] : `  Read, but not emulated here: ${elsewhere.join(", ")}`,
    outputs.length === 0 ? [] : `  Outputs of other stacks: ${outputs.join(", ")}`,
    hooks.length === 0 ? [] : `  Resource hooks, which do not run here: ${hooks.join(", ")}`,
  ]
    .flat()
    .join("\n");
}

function isStackReference({ type }: Declared): boolean {
  return type === "pulumi:pulumi:StackReference";
}

/** Formats a comma-separated list in lines of a hundred characters. */
function wrapNames(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 98) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(`      ${name}`);
  }
  return lines;
}
