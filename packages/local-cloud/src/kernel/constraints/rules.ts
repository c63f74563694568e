/** Constraints of a value, with the keys of AWS's API models. */
export interface Constraints {
  /** Minimum number, length or count of members. */
  readonly min?: number;
  readonly max?: number;
  /** Java regular expression for the whole text. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** Constraints of a property, and of the members of a list or a map. */
export interface Rule extends Constraints {
  /** Path of the API's member in AWS's notation; `[]` is replaced by a position. */
  readonly at: string;
  readonly type: ValueType;
  /** True if AWS does not repeat the value in messages. */
  readonly sensitive?: boolean;
  readonly member?: Constraints;
  readonly key?: Constraints;
  readonly value?: Constraints;
  /** Property that disables this rule if it is set. */
  readonly unless?: string;
  /** True if the provider treats 0 as not set. */
  readonly zeroUnset?: boolean;
  /** Source of a limit that the model does not contain. */
  readonly source?: string;
}

export type ValueType = "string" | "integer" | "double" | "boolean" | "list" | "map";
