import type { ReadParameter } from "../parameters/open";
import type { StringSchema, ValueOf, ValueSchema } from "../http/schemas";

interface CommonDeclaration {
  /** Key in `Pulumi.<stack>.yaml`, after the project's name, and name in the callback. */
  readonly name: string;
  readonly description: string;
}

/** A value that the function receives as an environment variable. */
export interface PlainValue extends CommonDeclaration {
  /** Without a `default`, every stack sets the value. */
  readonly schema: ValueSchema;
  readonly secret?: false;
}

/**
 * A value that the stack's file encrypts. The function reads it from Parameter Store. Permanent: another name replaces
 * the parameter.
 */
export interface SecretValue extends CommonDeclaration {
  readonly schema: StringSchema & { readonly default?: never; readonly enum?: never };
  readonly secret: true;
}

/** A configuration value of a resource. */
export type ValueDeclaration = PlainValue | SecretValue;

/** Values as callbacks receive them: plain ones as they are, and for each secret a function that reads it. */
export type OpenValues<Declarations extends readonly ValueDeclaration[]> = {
  readonly [D in Declarations[number] as D["name"]]: D extends { readonly secret: true }
    ? ReadParameter
    : ValueOf<D["schema"]>;
};

/** The values in a callback's context. That of a route without values has no `values`. */
export type ValuesIn<Declarations extends readonly ValueDeclaration[]> = Declarations extends readonly []
  ? unknown
  : { readonly values: OpenValues<Declarations> };

/** Declares a configuration value, and infers its name and type. */
export function value<const D extends ValueDeclaration>(
  declaration: D & { readonly [Key in Exclude<keyof D, keyof SecretValue>]: never },
): D {
  return declaration;
}

/**
 * Returns the environment variable of a value: `PAGE_SIZE_VALUE`, or for a secret `SIGNING_KEY_PARAMETER_NAME` with the
 * name of its parameter. Different names have different variables, because a name has no underscore.
 */
export function valueVariable({ name, secret = false }: Pick<ValueDeclaration, "name" | "secret">): string {
  const words = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return `${words}_${secret ? "PARAMETER_NAME" : "VALUE"}`;
}
