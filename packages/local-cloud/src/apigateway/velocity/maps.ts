import { hostEntries, isHostObject, JavaMap, print, type HostObject } from "./values";

/** Values that behave like a Java Map: maps of the template and plain objects of the host. */
export type MapValue = JavaMap | HostObject;

export function isMap(value: unknown): value is MapValue {
  return value instanceof JavaMap || isHostObject(value);
}

export function mapEntries(map: MapValue): [unknown, unknown][] {
  return map instanceof JavaMap ? [...map] : hostEntries(map);
}

export function mapHas(map: MapValue, key: unknown): boolean {
  if (map instanceof JavaMap) return map.has(key);
  return typeof key === "string" && Object.hasOwn(map, key) && typeof map[key] !== "function";
}

export function mapGet(map: MapValue, key: unknown): unknown {
  if (map instanceof JavaMap) return map.has(key) ? map.get(key) : map.missing;
  return mapHas(map, key) ? map[key as string] : undefined;
}

/**
 * Sets a value. In a host object it always becomes an own property, even if its name is `__proto__`.
 *
 * @returns the previous value.
 */
export function mapPut(map: MapValue, key: unknown, value: unknown): unknown {
  const before = mapHas(map, key) ? mapGet(map, key) : undefined;
  if (map instanceof JavaMap) map.set(key, value);
  // Frozen host objects do not change.
  else Reflect.defineProperty(map, print(key), { value, writable: true, enumerable: true, configurable: true });
  return before;
}

/** @returns the removed value. */
export function mapRemove(map: MapValue, key: unknown): unknown {
  if (!mapHas(map, key)) return undefined;
  const before = mapGet(map, key);
  if (map instanceof JavaMap) map.delete(key);
  else Reflect.deleteProperty(map, key as string);
  return before;
}
