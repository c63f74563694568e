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
  /** True if the change replaces the resource. */
  readonly replaces: boolean;
  /** True if only the name or id of a replaced resource differs. */
  readonly follows: boolean;
}

export interface ResourceChange {
  readonly kind: "added" | "changed" | "replaced" | "removed";
  readonly type: string;
  readonly name: string;
  readonly properties: readonly PropertyChange[];
  /** True if forceNew lists the type. */
  readonly known: boolean;
  /** Effect of removing the resource: `refuses` if it is protected, `retains` if AWS keeps it. */
  readonly deletion: "deletes" | "refuses" | "retains";
}

/** Compares the custom resources of two programs by URN. Components are left out. */
export async function compareResources(before: Program, after: Program): Promise<ResourceChange[]> {
  const own = ({ resources }: Program) => resources.filter(({ custom }) => custom);
  const old = new Map(own(before).map((resource) => [resource.urn, resource]));
  const now = new Map(own(after).map((resource) => [resource.urn, resource]));
  const [oldNames, newNames] = [naming(before), naming(after)];
  const follows: Follows = (was, is) => oldNames(toText(was)) === newNames(toText(is));
  const changes: ResourceChange[] = [];
  for (const resource of now.values()) {
    const was = old.get(resource.urn);
    if (was === undefined) changes.push(createWholeChange("added", resource));
    else changes.push(...(await compareResource(was, resource, follows)));
  }
  for (const resource of old.values()) if (!now.has(resource.urn)) changes.push(createWholeChange("removed", resource));
  return changes.sort(compareByKind);
}

/** True if two values differ only in names of replaced resources. */
type Follows = (was: unknown, is: unknown) => boolean;

function toText(value: unknown): string {
  return typeof value === "string" ? value : String(JSON.stringify(value));
}

const kinds: readonly ResourceChange["kind"][] = ["removed", "replaced", "changed", "added"];

/** Sorts by kind, type and name, because programs register resources in varying order. */
function compareByKind(a: ResourceChange, b: ResourceChange): number {
  const [first, second] = [a, b].map(({ kind, type, name }) => `${kinds.indexOf(kind)} ${type} ${name}`);
  return first! < second! ? -1 : 1;
}

/** Returns the keys of the replaced resources. */
export function listReplaced(changes: readonly ResourceChange[]): Set<string> {
  return new Set(changes.filter(({ kind }) => kind === "replaced").map(keyOf));
}

function createWholeChange(kind: "added" | "removed", { type, name, options }: Declared): ResourceChange {
  return { kind, type, name, properties: [], known: true, deletion: deletionOf(options) };
}

function deletionOf({ protect, retainOnDelete }: Declared["options"]): ResourceChange["deletion"] {
  if (protect) return "refuses";
  return retainOnDelete ? "retains" : "deletes";
}

async function compareResource(was: Declared, is: Declared, follows: Follows): Promise<ResourceChange[]> {
  const [before, after] = [await replaceArchives(was.inputs), await replaceArchives(is.inputs)];
  const data = forceNew[is.type];
  const properties = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((property) => !is.options.ignoreChanges.includes(property))
    .flatMap((property) => {
      const replaces = data?.properties.includes(property) === true;
      return [...listDifferences(property, before[property], after[property])].map((change) => ({
        ...change,
        replaces,
        follows: follows(change.before, change.after),
      }));
    });
  // Importing another resource replaces the one that the stack has.
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

/** Replaces archives in inputs by a hash of their content, because equal archives are different objects. */
async function replaceArchives(inputs: Properties): Promise<Record<string, unknown>> {
  const entries = Object.entries(inputs).map(async ([name, value]) => {
    const archive = typeof value === "object" && value !== null && "__pulumiArchive" in value;
    return [name, archive ? `content ${(await contentKey(value)).slice(0, 12)}` : value] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

type Difference = Omit<PropertyChange, "replaces" | "follows">;

function* listDifferences(path: string, before: unknown, after: unknown): Generator<Difference> {
  if (isDeepStrictEqual(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, value] of before.entries()) yield* listDifferences(`${path}[${index}]`, value, after[index]);
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* listDifferences(`${path}.${key}`, before[key], after[key]);
    }
  } else yield { path, before, after };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
