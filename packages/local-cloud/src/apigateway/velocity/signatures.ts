import { isMap, type MapValue } from "./maps";
import { VelocityError } from "./syntax";
import { amountOf, Collection } from "./values";

/** Declared type of an argument of a Java method. */
interface Kinds {
  readonly text: string;
  readonly whole: number;
  readonly items: readonly unknown[] | Collection;
  readonly map: MapValue;
  readonly any: unknown;
}

type Kind = keyof Kinds;

const accepts: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  whole: (value) => amountOf(value)?.decimal === false,
  items: (value) => Array.isArray(value) || value instanceof Collection,
  map: isMap,
  any: () => true,
};

/** Overload of a method. */
export interface Signature<Self> {
  readonly kinds: readonly Kind[];
  readonly run: (self: Self, args: readonly unknown[]) => unknown;
}

/** Overloads, keyed by method name, in the order of attempts. */
export type Methods<Self> = ReadonlyMap<string, readonly Signature<Self>[]>;

type Arguments<K extends readonly Kind[]> = { -readonly [I in keyof K]: Kinds[K[I]] };

/** Declares the overloads of a class's methods. Void methods return "", as in Velocity. */
export function signatures<Self>() {
  return <const K extends readonly Kind[]>(
    kinds: K,
    run: (self: Self, ...args: Arguments<K>) => unknown,
  ): Signature<Self> => ({ kinds, run: (self, args) => run(self, ...(args as Arguments<K>)) });
}

/**
 * Calls the first overload that accepts the arguments. Returns null if no overload does, as Velocity does.
 *
 * @throws VelocityError for a null argument, in place of Java's NullPointerException.
 */
export function invoke<Self>(overloads: readonly Signature<Self>[], self: Self, args: readonly unknown[]): unknown {
  const isNull = (kind: Kind, value: unknown) => kind !== "whole" && kind !== "any" && value === undefined;
  const found = overloads.find(
    ({ kinds }) =>
      kinds.length === args.length &&
      kinds.every((kind, index) => isNull(kind, args[index]) || accepts[kind](args[index])),
  );
  if (found?.kinds.some((kind, index) => isNull(kind, args[index])))
    throw new VelocityError("A Java method received null as an argument");
  return found?.run(self, args);
}

export function itemsOf(value: readonly unknown[] | Collection): readonly unknown[] {
  return value instanceof Collection ? value.items : value;
}
