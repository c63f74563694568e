/** Constraints of a member in AWS's service model. */
interface Limits {
  /** Minimum length, or minimum value of a number. */
  readonly min?: number;
  readonly max?: number;
}

export interface TextShape extends Limits {
  readonly type: "String";
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** True if the member accepts the table's ARN instead of its name. */
  readonly orTableArn?: boolean;
}

export interface NumberShape extends Limits {
  readonly type: "Integer" | "Long";
  /** Name for a message without the value. By default, the message contains path and value. */
  readonly name?: string;
}

export interface PlainShape {
  readonly type: "Boolean" | "Blob" | "AttributeValue" | "Double";
}

export interface ListShape extends Limits {
  readonly type: "List";
  readonly of: Shape;
}

export interface MapShape extends Limits {
  readonly type: "Map";
  readonly of: Shape;
  readonly key?: Omit<TextShape, "type">;
  /** Limits of each value. */
  readonly value?: Limits;
}

export interface StructureShape {
  readonly type: "Structure";
  /** Name in AWS's service model. */
  readonly name: string;
  readonly members: Members;
}

export type Shape = TextShape | NumberShape | PlainShape | ListShape | MapShape | StructureShape;

/** Members in AWS's order of faults. */
export type Members = Readonly<Record<string, Shape & { readonly required?: boolean }>>;

export const text = (limits: Omit<TextShape, "type"> = {}): TextShape => ({ type: "String", ...limits });
export const oneOf = (...values: string[]): TextShape => ({ type: "String", values });
export const integer = (limits: Omit<NumberShape, "type"> = {}): NumberShape => ({ type: "Integer", ...limits });
export const long = (limits: Limits = {}): NumberShape => ({ type: "Long", ...limits });
export const list = (of: Shape, limits: Limits = {}): ListShape => ({ type: "List", of, ...limits });
export const map = (of: Shape, limits: Omit<MapShape, "type" | "of"> = {}): MapShape => ({
  type: "Map",
  of,
  ...limits,
});
export const structure = (name: string, members: Members): StructureShape => ({ type: "Structure", name, members });
export const required = <T extends Shape>(shape: T): T & { readonly required: true } => ({ ...shape, required: true });
export const boolean: PlainShape = { type: "Boolean" };
export const attributeValue: PlainShape = { type: "AttributeValue" };
