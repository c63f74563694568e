import { isMap, type MapValue } from "./maps";
import { VelocityError } from "./syntax";
import { amountOf, Collection } from "./values";

/** What a Java method declares an argument as. */
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

/** One overload of a method. */
export interface Signature<Self> {
  readonly kinds: readonly Kind[];
  readonly run: (self: Self, args: readonly unknown[]) => unknown;
}

/** Overloads by name, in the order in which they are tried. */
export type Methods<Self> = ReadonlyMap<string, readonly Signature<Self>[]>;

type Arguments<K extends readonly Kind[]> = { -readonly [I in keyof K]: Kinds[K[I]] };

/** Declares overloads of methods of one class. A Java method without a result yields "", as in Velocity. */
export function signatures<Self>() {
  return <const K extends readonly Kind[]>(
    kinds: K,
    run: (self: Self, ...args: Arguments<K>) => unknown,
  ): Signature<Self> => ({ kinds, run: (self, args) => run(self, ...(args as Arguments<K>)) });
}

/**
 * Calls the first overload that takes the arguments; null where there is none, as Velocity has it.
 *
 * @throws VelocityError for null where the method needs an object: Java's NullPointerException.
 */
export function invoke<Self>(overloads: readonly Signature<Self>[], self: Self, args: readonly unknown[]): unknown {
  const isNull = (kind: Kind, value: unknown) => kind !== "whole" && kind !== "any" && value === undefined;
  const found = overloads.find(
    ({ kinds }) =>
      kinds.length === args.length &&
      kinds.every((kind, index) => isNull(kind, args[index]) || accepts[kind](args[index])),
  );
  if (found?.kinds.some((kind, index) => isNull(kind, args[index])))
    throw new VelocityError("A method of Java got null for an argument");
  return found?.run(self, args);
}

export function itemsOf(value: readonly unknown[] | Collection): readonly unknown[] {
  return value instanceof Collection ? value.items : value;
}
