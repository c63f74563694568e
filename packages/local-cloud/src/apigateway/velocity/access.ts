import { collectionMethods, entryMethods, listMethods, mapMethods, setAt } from "./collectionMethods";
import { isMap, mapGet, mapPut } from "./maps";
import { equal } from "./operators";
import { booleanMethods, loopMethods, loopProperties, numberMethods } from "./scalarMethods";
import { invoke, signatures, type Methods, type Signature } from "./signatures";
import { VelocityError } from "./syntax";
import { textMethods } from "./textMethods";
import { amountOf, Collection, Entry, isHostObject, Loop, print } from "./values";

/** Reads `$value.name` (Velocity user guide, "Properties"); undefined if there is no such property. */
export function readProperty(value: unknown, name: string): unknown {
  // Java's getClass() precedes a map's keys. The emulation does not return classes.
  if (name === "class") return undefined;
  if (isMap(value)) return mapGet(value, name);
  if (value instanceof Entry) return name === "key" || name === "value" ? value[name] : undefined;
  if (value instanceof Loop) return loopProperties.get(name)?.(value);
  // isEmpty() is the only getter of strings, lists and collections.
  return name === "empty" ? callMethod(value, "isEmpty", []) : undefined;
}

/**
 * Reads `$value[key]` (Velocity user guide, "Index Notation"). A negative index counts from the end of a list.
 *
 * @throws VelocityError if the index is out of bounds.
 */
export function readIndex(value: unknown, key: unknown): unknown {
  if (isMap(value)) return mapGet(value, key);
  if (!isWhole(key)) return undefined;
  if (!Array.isArray(value)) {
    if (key < 0 && !(value instanceof Collection))
      throw new VelocityError("A negative index requires a value with a size");
    return undefined;
  }
  return callMethod(value, "get", [fromStart(value, key)]);
}

/**
 * Runs `#set($target.name = value)` or, with an index, `#set($target[key] = value)`. Has no effect on other targets.
 */
export function assign(target: unknown, key: unknown, { value, index }: { value: unknown; index: boolean }): void {
  if (isMap(target)) mapPut(target, key, value);
  else if (index && Array.isArray(target) && isWhole(key)) setAt(target, fromStart(target, key), value);
}

function isWhole(key: unknown): key is number {
  return typeof key === "number" && Number.isInteger(key);
}

function fromStart(list: readonly unknown[], index: number): number {
  return index < 0 ? list.length + index : index;
}

/**
 * Calls `$value.name(args)`: a function of a host object, or a method of the Java class. Returns undefined if there is
 * none.
 *
 * @throws VelocityError if the Java method would throw.
 */
export function callMethod(value: unknown, name: string, args: readonly unknown[]): unknown {
  if (isHostObject(value) && Object.hasOwn(value, name)) {
    const own = value[name];
    if (typeof own === "function") return Reflect.apply(own, value, args) as unknown;
  }
  return callJava(value, name, args);
}

function callJava(value: unknown, name: string, args: readonly unknown[]): unknown {
  const on = <Self>(methods: Methods<Self>, self: Self) => {
    const own = methods.get(name);
    return own === undefined ? invoke(objectMethods.get(name) ?? [], value, args) : invoke(own, self, args);
  };
  const amount = amountOf(value);
  if (amount !== undefined) return on(numberMethods, amount);
  if (typeof value === "string") return on(textMethods, value);
  if (typeof value === "boolean") return on(booleanMethods, value);
  if (isMap(value)) return on(mapMethods, value);
  if (Array.isArray(value)) return on(listMethods, value as unknown[]);
  if (value instanceof Collection) return on(collectionMethods, value);
  if (value instanceof Entry) return on(entryMethods, value);
  if (value instanceof Loop) return on(loopMethods, value);
  return on(objectMethods, value);
}

const onObject = signatures<unknown>();

/** java.lang.Object. */
const objectMethods: Methods<unknown> = new Map<string, readonly Signature<unknown>[]>([
  ["equals", [onObject(["any"], equal)]],
  ["toString", [onObject([], print)]],
]);
