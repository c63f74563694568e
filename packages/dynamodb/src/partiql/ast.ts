import type { Condition, Path, SetValue } from "../expressions/ast";
import type { AttributeValue, Item } from "../values/types";

export type Returning = "ALL OLD" | "MODIFIED OLD" | "ALL NEW" | "MODIFIED NEW";

interface Target {
  readonly table: string;
  readonly index: string | undefined;
}

/** A parsed statement with its parameters. */
export type Statement =
  | (Target & {
      readonly kind: "select";
      /** Undefined for `*`. */
      readonly paths: readonly Path[] | undefined;
      readonly where: Condition | undefined;
      readonly order: { readonly name: string; readonly isDescending: boolean } | undefined;
    })
  | { readonly kind: "exists"; readonly statement: Extract<Statement, { kind: "select" }> }
  | { readonly kind: "insert"; readonly table: string; readonly item: Item }
  | {
      readonly kind: "update";
      readonly table: string;
      readonly set: readonly { readonly path: Path; readonly value: PartiqlValue }[];
      readonly remove: readonly Path[];
      readonly where: Condition | undefined;
      readonly returning: Returning | undefined;
    }
  | {
      readonly kind: "delete";
      readonly table: string;
      readonly where: Condition | undefined;
      readonly returning: Returning | undefined;
    };

/** Value of SET, including the set functions that UpdateExpression lacks. */
export type PartiqlValue =
  | SetValue
  | { readonly kind: "set_add"; readonly path: Path; readonly value: AttributeValue }
  | { readonly kind: "set_delete"; readonly path: Path; readonly value: AttributeValue };
