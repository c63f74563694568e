/** Keywords of every input schema. */
interface Annotations {
  /** Name of the schema as a component of the document. Schemas with the same title must be the same. */
  readonly title?: string;
  /** In a schema with a `pattern`, it completes the message "<field> must be …". */
  readonly description?: string;
  readonly example?: unknown;
}

export interface StringSchema extends Annotations {
  readonly type: "string";
  readonly enum?: readonly string[];
  /** Regular expression of ECMAScript, used with the `u` flag. */
  readonly pattern?: string;
  /** In code points. */
  readonly minLength?: number;
  /** In code points. */
  readonly maxLength?: number;
  readonly default?: string;
}

export interface NumberSchema extends Annotations {
  /** `integer` accepts safe integers only: JSON parsers disagree on numbers beyond 2^53. */
  readonly type: "integer" | "number";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number;
}

export interface BooleanSchema extends Annotations {
  readonly type: "boolean";
  readonly default?: boolean;
}

export interface ArraySchema extends Annotations {
  readonly type: "array";
  readonly items: InputSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Unlisted properties are removed before the callback runs. */
export interface ObjectSchema extends Annotations {
  readonly type: "object";
  readonly properties: Readonly<Record<string, InputSchema>>;
  readonly required?: readonly string[];
}

/** Schema of a value in a path, query or header. */
export type ValueSchema = StringSchema | NumberSchema | BooleanSchema;

/** The part of JSON Schema that `checkValue` implements. */
export type InputSchema = ValueSchema | ArraySchema | ObjectSchema;

/** A value in a path, query or header. */
export interface Parameter {
  readonly description: string;
  readonly schema: ValueSchema;
  /** For query and header values. Path values are always required. */
  readonly required?: boolean;
  readonly example?: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** The TypeScript type that `checkValue` returns for a schema. Properties with a default are not optional. */
export type ValueOf<S> = S extends { readonly enum: readonly (infer Word)[] }
  ? Word
  : S extends { readonly type: "string" }
    ? string
    : S extends { readonly type: "integer" | "number" }
      ? number
      : S extends { readonly type: "boolean" }
        ? boolean
        : S extends { readonly type: "array"; readonly items: infer Entry }
          ? readonly ValueOf<Entry>[]
          : S extends { readonly type: "object"; readonly properties: infer Properties }
            ? ObjectOf<Properties, S extends { readonly required: readonly (infer Name)[] } ? Name : never>
            : never;

type ObjectOf<Properties, Required> = {
  readonly [Name in keyof Properties as IsPresent<Properties, Name, Required> extends true ? Name : never]: ValueOf<
    Properties[Name]
  >;
} & {
  readonly [Name in keyof Properties as IsPresent<Properties, Name, Required> extends true ? never : Name]?:
    ValueOf<Properties[Name]> | undefined;
};

type IsPresent<Properties, Name extends keyof Properties, Required> = Name extends Required
  ? true
  : Properties[Name] extends { readonly default: unknown }
    ? true
    : false;
