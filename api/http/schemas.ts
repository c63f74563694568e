/** What every schema of an input may say of itself. */
interface Annotations {
  /** Names the schema in the document; two schemas of one title are one. */
  readonly title?: string;
  /** With a `pattern`, it ends the sentence "<field> must be …". */
  readonly description?: string;
  readonly example?: unknown;
}

export interface StringSchema extends Annotations {
  readonly type: "string";
  readonly enum?: readonly string[];
  /** ECMAScript, with the `u` flag. */
  readonly pattern?: string;
  /** Characters are code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: string;
}

export interface NumberSchema extends Annotations {
  /** Integers are those that JSON readers agree on, up to 2^53. */
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

/** Properties that it does not name are ignored, and reach no callback. */
export interface ObjectSchema extends Annotations {
  readonly type: "object";
  readonly properties: Readonly<Record<string, InputSchema>>;
  readonly required?: readonly string[];
}

/** What a path, a query or a header can carry. */
export type ValueSchema = StringSchema | NumberSchema | BooleanSchema;

/** The part of JSON Schema that `inputReader` checks, and so all that a route may ask of its input. */
export type InputSchema = ValueSchema | ArraySchema | ObjectSchema;

/** A path, query or header value. */
export interface Parameter {
  readonly description: string;
  readonly schema: ValueSchema;
  /** Of query and header values; those of the path always are. */
  readonly required?: boolean;
  readonly example?: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** The TypeScript type of what `checked` returns for a schema: properties with a default are always there. */
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
  readonly [Name in keyof Properties as IsThere<Properties, Name, Required> extends true ? Name : never]: ValueOf<
    Properties[Name]
  >;
} & {
  readonly [Name in keyof Properties as IsThere<Properties, Name, Required> extends true ? never : Name]?:
    ValueOf<Properties[Name]> | undefined;
};

type IsThere<Properties, Name extends keyof Properties, Required> = Name extends Required
  ? true
  : Properties[Name] extends { readonly default: unknown }
    ? true
    : false;
