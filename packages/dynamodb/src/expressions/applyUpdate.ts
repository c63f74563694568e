import { validationError } from "../errors";
import { addNumbers } from "../values/number";
import { attributeOf, setAttribute, typeOf, type AttributeValue, type Item, type MutableItem } from "../values/types";
import type { Path, SetValue, Update } from "./ast";
import { valueAt } from "./evaluate";

const wrongOperandError = () => validationError("An operand in the update expression has an incorrect data type");
const invalidPathError = () =>
  validationError("The document path provided in the update expression is invalid for update");
const missingAttributeError = () =>
  validationError("The provided expression refers to an attribute that does not exist in the item");

/**
 * Returns the updated item. All operands are read from the original item, which stays unchanged.
 *
 * @throws ValidationException
 */
export function applyUpdate(item: Item, update: Update): Item {
  const draft = new Draft(item);
  const values = update.set.map(({ path, value }) => ({ path, value: evaluate(value, item) }));
  // Sorted, because elements beyond the end of a list are appended in the order of their indexes.
  for (const { path, value } of [...values].sort(byLastIndex)) draft.set(path, value);
  for (const { path, value } of update.add) draft.set(path, addValue(valueAt(item, path), value));
  for (const { path, value } of update.delete) {
    const old = valueAt(item, path);
    if (old === undefined) continue;
    const rest = removeElements(old, value);
    if (rest === undefined) draft.remove(path);
    else draft.set(path, rest);
  }
  for (const path of update.remove) draft.remove(path);
  return draft.finish();
}

function byLastIndex(one: { readonly path: Path }, other: { readonly path: Path }): number {
  const left = one.path.at(-1);
  const right = other.path.at(-1);
  return typeof left === "number" && typeof right === "number" ? left - right : 0;
}

function evaluate(value: SetValue, item: Item): AttributeValue {
  switch (value.kind) {
    case "value":
      return value.value;
    case "path": {
      const found = valueAt(item, value.path);
      if (found === undefined) throw missingAttributeError();
      return found;
    }
    case "if_not_exists":
      return valueAt(item, value.path) ?? evaluate(value.fallback, item);
    case "list_append": {
      const first = evaluate(value.first, item);
      const second = evaluate(value.second, item);
      if (first.L === undefined || second.L === undefined) throw wrongOperandError();
      return { L: [...first.L, ...second.L] };
    }
    default: {
      const left = evaluate(value.left, item);
      const right = evaluate(value.right, item);
      if (left.N === undefined || right.N === undefined) throw wrongOperandError();
      return { N: addNumbers(left.N, right.N, value.kind === "plus" ? 1 : -1) };
    }
  }
}

function addValue(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (old === undefined) return value;
  const type = typeOf(value);
  if (typeOf(old) !== type) throw wrongOperandError();
  if (type === "N") return { N: addNumbers(old.N!, value.N!, 1) };
  if (type === "L") return { L: [...old.L!, ...value.L!] };
  const set = type as "SS" | "NS" | "BS";
  return { [set]: [...new Set([...old[set]!, ...value[set]!])] };
}

/** Removes elements from a set. @returns undefined if the set becomes empty */
function removeElements(old: AttributeValue, value: AttributeValue): AttributeValue | undefined {
  const type = typeOf(value) as "SS" | "NS" | "BS";
  if (typeOf(old) !== type) throw wrongOperandError();
  const removed = new Set(value[type]);
  const rest = old[type]!.filter((each) => !removed.has(each));
  return rest.length === 0 ? undefined : { [type]: rest };
}

/** Placeholder of a removed list element. It keeps the other indexes until the update ends. */
const hole: AttributeValue = { NULL: true };

/** An item during an update. Copies each container on a changed path once. */
class Draft {
  private readonly item: MutableItem;
  private readonly copied = new WeakSet<object>();
  private readonly withHoles = new Set<AttributeValue[]>();

  constructor(item: Item) {
    this.item = { ...item };
  }

  set(path: Path, value: AttributeValue): void {
    const last = path.at(-1)!;
    const parent = this.parent(path);
    if (parent === undefined) throw invalidPathError();
    if (typeof last === "number") {
      if (!Array.isArray(parent)) throw invalidPathError();
      if (last < parent.length) parent[last] = value;
      else parent.push(value);
    } else {
      if (Array.isArray(parent)) throw invalidPathError();
      setAttribute(parent, last, value);
    }
  }

  remove(path: Path): void {
    const last = path.at(-1)!;
    const parent = this.parent(path);
    if (parent === undefined) throw invalidPathError();
    if (typeof last === "number") {
      if (!Array.isArray(parent)) throw invalidPathError();
      if (last >= parent.length) return;
      parent[last] = hole;
      this.withHoles.add(parent);
    } else {
      if (Array.isArray(parent)) throw invalidPathError();
      delete parent[last];
    }
  }

  finish(): Item {
    for (const list of this.withHoles) {
      const kept = list.filter((each) => each !== hole);
      list.splice(0, list.length, ...kept);
    }
    return this.item;
  }

  /** Returns a mutable copy of the container of a path's last element; undefined if it does not exist. */
  private parent(path: Path): MutableItem | AttributeValue[] | undefined {
    let container: MutableItem | AttributeValue[] = this.item;
    for (const piece of path.slice(0, -1)) {
      const child: AttributeValue | undefined = childOf(container, piece);
      const inner = child?.L ?? child?.M;
      if (inner === undefined) return undefined;
      const copy = this.copy(inner);
      if (copy !== inner) replaceChild(container, piece, Array.isArray(copy) ? { L: copy } : { M: copy });
      container = copy;
    }
    return container;
  }

  private copy(inner: readonly AttributeValue[] | Item): AttributeValue[] | MutableItem {
    if (this.copied.has(inner)) return inner as AttributeValue[] | MutableItem;
    const copy = Array.isArray(inner) ? [...(inner as AttributeValue[])] : { ...(inner as Item) };
    this.copied.add(copy);
    return copy;
  }
}

function childOf(container: MutableItem | AttributeValue[], piece: string | number): AttributeValue | undefined {
  if (Array.isArray(container)) return typeof piece === "number" ? container[piece] : undefined;
  return typeof piece === "string" ? attributeOf(container, piece) : undefined;
}

function replaceChild(container: MutableItem | AttributeValue[], piece: string | number, value: AttributeValue): void {
  if (Array.isArray(container)) container[piece as number] = value;
  else setAttribute(container, piece as string, value);
}
