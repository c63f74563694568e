import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../kinds/kind";
import type { Stack } from "../shared/stack";
import type { ValueDeclaration } from "./declaration";
import { readValues } from "./read";

/** A value of the stack, in the form in which functions receive it. */
export type CreatedValue = { readonly text: pulumi.Input<string> } | { readonly parameter: aws.ssm.Parameter };

/**
 * Reads the declared values, and declares a parameter for each secret. Parameter Store encrypts it with the account's
 * key `aws/ssm`, which every principal of the account may use (Systems Manager User Guide, "Restricting decryption of
 * SecureString parameter values"). So a role needs permission to read the parameter only.
 */
export function createValues(declarations: readonly ValueDeclaration[], stack: Stack): Record<string, CreatedValue> {
  const texts = readValues(declarations);
  return Object.fromEntries(
    declarations.map(({ name, description, secret }): [string, CreatedValue] => {
      const text = texts[name]!;
      if (!secret) return [name, { text }];
      const args = { type: "SecureString", description, value: text };
      return [name, { parameter: new aws.ssm.Parameter(`${name}-value`, args, stack.options) }];
    }),
  );
}

/** Returns the statement that allows to read parameters; none for no parameters. */
export function readStatements(arns: readonly pulumi.Output<string>[]): pulumi.Output<readonly Statement[]> {
  return pulumi
    .all([...arns])
    .apply((Resource): Statement[] =>
      Resource.length === 0 ? [] : [{ Effect: "Allow", Action: "ssm:GetParameter", Resource }],
    );
}
