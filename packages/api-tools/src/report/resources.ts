import { isDeepStrictEqual } from "node:util";
import { contentKey, type Declared, type Program, type Properties } from "@onemachine/local-cloud";
import { forceNew } from "./forceNew";
import { naming } from "./names";
import { keyOf } from "./render";

export interface PropertyChange {
  /** `settings.throttlingRateLimit`, `rules[0].name`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Whether the change makes a new resource. */
  readonly replaces: boolean;
  /** Whether it only follows another resource, which is replaced and has another name or id. */
  readonly follows: boolean;
}

export interface ResourceChange {
  readonly kind: "added" | "changed" | "replaced" | "removed";
  readonly type: string;
  readonly name: string;
  readonly properties: readonly PropertyChange[];
  /** Whether it is known which of the type's properties make a new resource. */
  readonly known: boolean;
  /** Whether Pulumi refuses to delete it, or leaves it behind. */
  readonly deletion: "deletes" | "refuses" | "retains";
}

/** What differs between the resources of two programs, by URN; components only hold others, and do not count. */
export async function resourceChanges(before: Program, after: Program): Promise<ResourceChange[]> {
  const own = ({ resources }: Program) => resources.filter(({ custom }) => custom);
  const old = new Map(own(before).map((resource) => [resource.urn, resource]));
  const now = new Map(own(after).map((resource) => [resource.urn, resource]));
  const [oldNames, newNames] = [naming(before), naming(after)];
  const follows: Follows = (was, is) => oldNames(textOf(was)) === newNames(textOf(is));
  const changes: ResourceChange[] = [];
  for (const resource of now.values()) {
    const was = old.get(resource.urn);
    if (was === undefined) changes.push(whole("added", resource));
    else changes.push(...(await changeOf(was, resource, follows)));
  }
  for (const resource of old.values()) if (!now.has(resource.urn)) changes.push(whole("removed", resource));
  return changes.sort(inOrder);
}

/** Whether two values differ in nothing but the names of resources that are replaced. */
type Follows = (was: unknown, is: unknown) => boolean;

function textOf(value: unknown): string {
  return typeof value === "string" ? value : String(JSON.stringify(value));
}

const kinds: readonly ResourceChange["kind"][] = ["removed", "replaced", "changed", "added"];

/** Programs register their resources in no fixed order. */
function inOrder(a: ResourceChange, b: ResourceChange): number {
  const [first, second] = [a, b].map(({ kind, type, name }) => `${kinds.indexOf(kind)} ${type} ${name}`);
  return first! < second! ? -1 : 1;
}

/** Keys of what is replaced: it gets another name, and what refers to it changes too. */
export function replacedIn(changes: readonly ResourceChange[]): Set<string> {
  return new Set(changes.filter(({ kind }) => kind === "replaced").map(keyOf));
}

function whole(kind: "added" | "removed", { type, name, options }: Declared): ResourceChange {
  return { kind, type, name, properties: [], known: true, deletion: deletionOf(options) };
}

function deletionOf({ protect, retainOnDelete }: Declared["options"]): ResourceChange["deletion"] {
  if (protect) return "refuses";
  return retainOnDelete ? "retains" : "deletes";
}

async function changeOf(was: Declared, is: Declared, follows: Follows): Promise<ResourceChange[]> {
  const [before, after] = [await comparable(was.inputs), await comparable(is.inputs)];
  const data = forceNew[is.type];
  const properties = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((property) => !is.options.ignoreChanges.includes(property))
    .flatMap((property) => {
      const replaces = data?.properties.includes(property) === true;
      return [...differences(property, before[property], after[property])].map((change) => ({
        ...change,
        replaces,
        follows: follows(change.before, change.after),
      }));
    });
  // What a stack has goes when another one is imported in its place.
  const { importId } = is.options;
  if (importId !== "" && importId !== was.options.importId) {
    properties.push({ path: "import", before: was.id, after: importId, replaces: true, follows: false });
  }
  if (properties.length === 0) return [];
  return [
    {
      kind: properties.some(({ replaces }) => replaces) ? "replaced" : "changed",
      type: is.type,
      name: is.name,
      properties,
      known: data !== undefined,
      deletion: deletionOf(was.options),
    },
  ];
}

/** Inputs with archives by their content: two of the same bytes are two objects. */
async function comparable(inputs: Properties): Promise<Record<string, unknown>> {
  const entries = Object.entries(inputs).map(async ([name, value]) => {
    const archive = typeof value === "object" && value !== null && "__pulumiArchive" in value;
    return [name, archive ? `content ${(await contentKey(value)).slice(0, 12)}` : value] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

type Difference = Omit<PropertyChange, "replaces" | "follows">;

function* differences(path: string, before: unknown, after: unknown): Generator<Difference> {
  if (isDeepStrictEqual(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, value] of before.entries()) yield* differences(`${path}[${index}]`, value, after[index]);
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* differences(`${path}.${key}`, before[key], after[key]);
    }
  } else yield { path, before, after };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
