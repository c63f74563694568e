import type { LocalCloud } from "../cloud";
import type { WithoutEffect } from "../emulation";
import { apis } from "../kernel/interfaces/apis";
import { functions } from "../kernel/interfaces/functions";
import { ofType, type Declared } from "../kernel/resources";
import { contentKey } from "../lambda/archives/archive";

/** Versions of the parts of a program, keyed by name. A version is any text that changes with the part. */
export type Snapshot = ReadonlyMap<string, string>;

/** Returns the current routes, functions and tables of a program. */
export async function snapshotOf(cloud: LocalCloud): Promise<Snapshot> {
  const { resources } = cloud.program;
  const routes = cloud.registry
    .use(apis)
    .descriptions.flatMap(({ name, methods, ...api }) =>
      methods.map((method): [string, string] => [
        `route ${method.httpMethod} ${method.resourcePath}${cloud.registry.use(apis).descriptions.length > 1 ? ` of ${name}` : ""}`,
        JSON.stringify([api, method]),
      ]),
    );
  const labels = new Map(cloud.registry.use(functions).descriptions.map(({ name, label }) => [name, label]));
  const deployed = await Promise.all(
    ofType(resources, "aws:lambda/function:Function").map(async (fn): Promise<[string, string]> => [
      `function ${labels.get(String(fn.state["name"])) ?? fn.name}`,
      `${textOf(fn)} ${await codeKey(fn.inputs["code"])}`,
    ]),
  );
  const tables = ofType(resources, "aws:dynamodb/table:Table").map((table): [string, string] => [
    `table ${table.name}`,
    textOf(table),
  ]);
  return new Map([...routes, ...deployed, ...tables]);
}

function textOf({ inputs }: Declared): string {
  return JSON.stringify(inputs, (key, value: unknown) => (key === "code" ? undefined : value));
}

/** Returns a key of an archive's content; empty if there is no archive. */
async function codeKey(code: unknown): Promise<string> {
  if (typeof code !== "object" || code === null) return "";
  return contentKey(code as Parameters<typeof contentKey>[0]).catch(() => "");
}

/** Lists what a reload added, changed and removed, one line for each kind. */
export function changesBetween(before: Snapshot, after: Snapshot): string {
  const added = [...after.keys()].filter((name) => !before.has(name));
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const changed = [...after].filter(([name, text]) => before.has(name) && before.get(name) !== text);
  const lines = [
    line("added", added),
    line(
      "changed",
      changed.map(([name]) => name),
    ),
    line("removed", removed),
  ].join("");
  return lines === "" ? "  no route, function or table has changed\n" : lines;
}

/** Resources that are not emulated, and inputs without an effect. */
export type Gaps = Pick<LocalCloud, "notEmulated" | "withoutEffect">;

export function gapsOf({ notEmulated, withoutEffect }: LocalCloud): Gaps {
  return { notEmulated, withoutEffect };
}

/** Returns the gaps that a reload added. */
export function addedGaps(before: Gaps, after: Gaps): Gaps {
  const resources = new Set(before.notEmulated.map(resourceKey));
  const inputs = new Set(before.withoutEffect.map(inputKey));
  return {
    notEmulated: after.notEmulated.filter((resource) => !resources.has(resourceKey(resource))),
    withoutEffect: after.withoutEffect.filter((each) => !inputs.has(inputKey(each))),
  };
}

function resourceKey({ type, name }: Declared): string {
  return JSON.stringify([type, name]);
}

function inputKey({ resource, input }: WithoutEffect): string {
  return JSON.stringify([resource.type, resource.name, input]);
}

/** Maximum number of names in a line. */
const maxNames = 20;

function line(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  return `  ${what}: ${names.slice(0, maxNames).join(", ")}${more}\n`;
}
