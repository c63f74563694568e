/** Declaration of a parameter of Systems Manager's Parameter Store. */
export interface ParameterDeclaration {
  readonly kind: "parameter";
  /** Permanent: another name replaces the parameter. */
  readonly logicalName: string;
  readonly description: string;
  /** Text in stacks whose file contains none. Without a default, every stack sets the parameter or adopts one. */
  readonly default?: string;
}

/** IAM actions on a parameter (Service Authorization Reference, "Actions defined by AWS Systems Manager"). */
export const parameterActions = ["GetParameter"] as const;

/** Declares a parameter. */
export function parameter<const D extends Omit<ParameterDeclaration, "kind">>(
  declaration: D,
): D & { readonly kind: "parameter" } {
  return { ...declaration, kind: "parameter" };
}
