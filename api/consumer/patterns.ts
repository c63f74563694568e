/** Conditions on a text, a number or a truth value, of which one must hold. SNS and EventBridge share them. */
type Condition<Value> =
  | Value
  | { readonly exists: boolean }
  | (Value extends string | number ? { readonly "anything-but": Value | readonly Value[] } : never)
  | (Value extends string
      ? { readonly prefix: string } | { readonly suffix: string } | { readonly "equals-ignore-case": string }
      : never)
  | (Value extends number ? { readonly numeric: readonly (number | "=" | "<" | "<=" | ">" | ">=")[] } : never);

/**
 * A pattern of a value: for each named property, conditions of which one must hold (EventBridge User Guide, "Event
 * patterns"; SNS Developer Guide, "Filter policy constraints"). A list matches if one of its entries does.
 */
export type PatternOf<Value> = Value extends object
  ? {
      readonly [Name in keyof Value]?: NonNullable<Value[Name]> extends readonly (infer Entry)[]
        ? readonly Condition<Entry>[]
        : NonNullable<Value[Name]> extends object
          ? PatternOf<NonNullable<Value[Name]>>
          : readonly Condition<NonNullable<Value[Name]>>[];
    }
  : never;
