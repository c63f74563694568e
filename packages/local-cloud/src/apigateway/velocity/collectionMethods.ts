import { mapEntries, mapGet, mapHas, mapPut, mapRemove, type MapValue } from "./maps";
import { equal } from "./operators";
import { itemsOf, signatures, type Methods } from "./signatures";
import { VelocityError } from "./syntax";
import { Collection, Entry } from "./values";

const onMap = signatures<MapValue>();

/** java.util.Map. */
export const mapMethods: Methods<MapValue> = new Map([
  ["get", [onMap(["any"], mapGet)]],
  ["getOrDefault", [onMap(["any", "any"], (self, key, other) => (mapHas(self, key) ? mapGet(self, key) : other))]],
  ["put", [onMap(["any", "any"], mapPut)]],
  [
    "putIfAbsent",
    [onMap(["any", "any"], (self, key, value) => mapGet(self, key) ?? (mapPut(self, key, value), undefined))],
  ],
  ["putAll", [onMap(["map"], putAll)]],
  ["containsKey", [onMap(["any"], mapHas)]],
  ["containsValue", [onMap(["any"], (self, value) => mapEntries(self).some(([, item]) => equal(item, value)))]],
  ["remove", [onMap(["any"], mapRemove)]],
  ["keySet", [onMap([], (self) => new Collection(mapEntries(self).map(([key]) => key)))]],
  ["values", [onMap([], (self) => new Collection(mapEntries(self).map(([, value]) => value)))]],
  ["entrySet", [onMap([], (self) => new Collection(mapEntries(self).map(([key, value]) => new Entry(key, value))))]],
  ["size", [onMap([], (self) => mapEntries(self).length)]],
  ["isEmpty", [onMap([], (self) => mapEntries(self).length === 0)]],
  ["clear", [onMap([], clear)]],
]);

function putAll(self: MapValue, other: MapValue): string {
  for (const [key, value] of mapEntries(other)) mapPut(self, key, value);
  return "";
}

function clear(self: MapValue): string {
  for (const [key] of mapEntries(self)) mapRemove(self, key);
  return "";
}

const onList = signatures<unknown[]>();

/** java.util.List. */
export const listMethods: Methods<unknown[]> = new Map([
  ["get", [onList(["whole"], (self, index) => self[checkIndex(index, self.length - 1)])]],
  ["set", [onList(["whole", "any"], setAt)]],
  [
    "add",
    [
      onList(["any"], (self, item) => insert(self, self.length, [item])),
      onList(["whole", "any"], (self, index, item) => (insert(self, index, [item]), "")),
    ],
  ],
  [
    "addAll",
    [
      onList(["items"], (self, items) => insert(self, self.length, itemsOf(items))),
      onList(["whole", "items"], (self, index, items) => insert(self, index, itemsOf(items))),
    ],
  ],
  // Java calls remove(int) for an integer, and remove(Object) for other values.
  [
    "remove",
    [
      onList(["whole"], (self, index) => self.splice(checkIndex(index, self.length - 1), 1)[0]),
      onList(["any"], removeItem),
    ],
  ],
  ["contains", [onList(["any"], (self, item) => indexOf(self, item) >= 0)]],
  ["containsAll", [onList(["items"], (self, items) => itemsOf(items).every((item) => indexOf(self, item) >= 0))]],
  ["indexOf", [onList(["any"], indexOf)]],
  ["lastIndexOf", [onList(["any"], (self, item) => self.findLastIndex((candidate) => equal(candidate, item)))]],
  ["subList", [onList(["whole", "whole"], subList)]],
  ["toArray", [onList([], (self) => [...self])]],
  ["size", [onList([], (self) => self.length)]],
  ["isEmpty", [onList([], (self) => self.length === 0)]],
  ["clear", [onList([], (self) => (self.splice(0), ""))]],
]);

function checkIndex(index: number, last: number): number {
  if (index < 0 || index > last) throw new VelocityError(`Index ${index} is out of bounds: the last is ${last}`);
  return index;
}

/** Replaces an item. @returns the previous item. */
export function setAt(self: unknown[], index: number, item: unknown): unknown {
  return self.splice(checkIndex(index, self.length - 1), 1, item)[0];
}

function insert(self: unknown[], index: number, items: readonly unknown[]): boolean {
  self.splice(checkIndex(index, self.length), 0, ...items);
  return items.length > 0;
}

function indexOf(self: readonly unknown[], item: unknown): number {
  return self.findIndex((candidate) => equal(candidate, item));
}

function removeItem(self: unknown[], item: unknown): boolean {
  const index = indexOf(self, item);
  if (index >= 0) self.splice(index, 1);
  return index >= 0;
}

/** Returns a copy. Unlike Java's sublist, changes of the copy do not change the list. */
function subList(self: readonly unknown[], from: number, to: number): unknown[] {
  return self.slice(checkIndex(from, to), checkIndex(to, self.length));
}

const onCollection = signatures<Collection>();

/** java.util.Collection. */
export const collectionMethods: Methods<Collection> = new Map([
  ["contains", [onCollection(["any"], ({ items }, item) => indexOf(items, item) >= 0)]],
  [
    "containsAll",
    [onCollection(["items"], ({ items }, others) => itemsOf(others).every((item) => indexOf(items, item) >= 0))],
  ],
  ["toArray", [onCollection([], ({ items }) => [...items])]],
  ["size", [onCollection([], ({ items }) => items.length)]],
  ["isEmpty", [onCollection([], ({ items }) => items.length === 0)]],
]);

const onEntry = signatures<Entry>();

/** java.util.Map.Entry. */
export const entryMethods: Methods<Entry> = new Map([
  ["getKey", [onEntry([], ({ key }) => key)]],
  ["getValue", [onEntry([], ({ value }) => value)]],
]);
