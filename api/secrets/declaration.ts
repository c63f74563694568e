/**
 * Declaration of a secret of Secrets Manager. The stack creates it without a value, or adopts the one that the setting
 * `existing.secrets` names.
 */
export interface SecretDeclaration {
  readonly kind: "secret";
  /** Permanent: another name replaces the secret. */
  readonly logicalName: string;
  readonly description: string;
}

/** IAM actions on a secret (Service Authorization Reference, "Actions defined by AWS Secrets Manager"). */
export const secretActions = ["GetSecretValue"] as const;

/** Declares a secret. */
export function secret<const D extends Omit<SecretDeclaration, "kind">>(
  declaration: D & { readonly [Key in Exclude<keyof D, keyof SecretDeclaration>]: never },
): D & { readonly kind: "secret" } {
  return { ...(declaration as D), kind: "secret" };
}
