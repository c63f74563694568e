import type { LocalCloud } from "../cloud";
import { apis, functions } from "../kernel/interfaces";
import { ofType, type Declared } from "../kernel/resources";
import { contentKey } from "../lambda/archive";

/** What a person follows through reloads: texts that change with a thing, by its name. */
export type Snapshot = ReadonlyMap<string, string>;

/** The routes, functions and tables of a program, as they are now. */
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

/** Changes with the content of an archive; empty for code that is none. */
async function codeKey(code: unknown): Promise<string> {
  if (typeof code !== "object" || code === null) return "";
  return contentKey(code as Parameters<typeof contentKey>[0]).catch(() => "");
}

/** What a reload added, changed and removed, a line for each that it did. */
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
  return lines === "" ? "  no route, function or table is different\n" : lines;
}

/** How many names a line lists. */
const mostNames = 20;

function line(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return `  ${what}: ${names.slice(0, mostNames).join(", ")}${more}\n`;
}
