import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { createParameter } from "../parameters/create";
import type { Stack } from "../shared/stack";
import type { ValueDeclaration } from "./declaration";
import { readValues } from "./read";

/** A value of the stack, in the form in which functions receive it. */
export type CreatedValue = { readonly text: pulumi.Input<string> } | { readonly parameter: aws.ssm.Parameter };

/** Reads the declared values, and declares a parameter for each secret. */
export function createValues(declarations: readonly ValueDeclaration[], stack: Stack): Record<string, CreatedValue> {
  const texts = readValues(declarations);
  return Object.fromEntries(
    declarations.map(({ name, description, secret: isSecret = false }): [string, CreatedValue] => {
      const value = texts[name]!;
      if (!isSecret) return [name, { text: value }];
      return [name, { parameter: createParameter(`${name}-value`, { description, value, isSecret }, stack) }];
    }),
  );
}
