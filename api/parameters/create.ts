import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../kinds/kind";
import type { Stack } from "../shared/stack";

export interface ParameterText {
  readonly description: string;
  /** Text of at most 4 KB. A secret of Pulumi is stored encrypted. */
  readonly value: pulumi.Input<string>;
  readonly isSecret: boolean;
}

/**
 * Declares a parameter. Parameter Store encrypts a secret with the account's key `aws/ssm`, which every principal of the
 * account may use (Systems Manager User Guide, "Restricting decryption of SecureString parameter values"). So a role
 * needs permission to read the parameter only.
 */
export function createParameter(
  logicalName: string,
  { isSecret, ...args }: ParameterText,
  { options }: Pick<Stack, "options">,
): aws.ssm.Parameter {
  return new aws.ssm.Parameter(logicalName, { type: isSecret ? "SecureString" : "String", ...args }, options);
}

/** Returns the statement that allows to read parameters; none for no parameters. */
export function readStatements(arns: readonly string[]): Statement[] {
  if (arns.length === 0) return [];
  return [{ Effect: "Allow", Action: "ssm:GetParameter", Resource: arns }];
}
