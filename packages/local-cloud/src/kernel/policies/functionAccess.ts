import { accountId, partition, type Principal } from "../identity";
import { authorizer, type Authorization } from "../interfaces/authorization";
import { functions } from "../interfaces/functions";
import type { ServiceRegistry } from "../serviceRegistry";

/** An action on a function. */
export interface FunctionAccess {
  /** Such as `lambda:InvokeFunction`. */
  readonly action: string;
  readonly functionName: string;
  /** With the qualifier, if the request has one. */
  readonly functionArn: string;
  readonly qualifier: string | undefined;
  /** Authentication type of the requested function URL; absent for other calls. */
  readonly functionUrlAuthType?: string;
}

/**
 * Decides about a role's action on a function. A policy of the role or a permission of the function must allow it. An
 * explicit deny overrides both.
 */
export function authorizeFunction(
  registry: ServiceRegistry,
  principal: Principal,
  { action, functionName, functionArn, qualifier, functionUrlAuthType }: FunctionAccess,
): Authorization {
  const context = {
    "lambda:functionurlauthtype": functionUrlAuthType,
    "lambda:invokedviafunctionurl": functionUrlAuthType === undefined ? undefined : "true",
  };
  const own = registry.use(authorizer).authorizeIn(principal, { action, resource: functionArn, context });
  if (own.denial === undefined || own.denial.includes("with an explicit deny")) return own;
  const { roleArn, sessionArn } = principal;
  const permission = registry.use(functions).permission(functionName, {
    ...{ action, qualifier },
    principals: [roleArn, sessionArn, accountId, `arn:${partition}:iam::${accountId}:root`],
    ...(functionUrlAuthType === undefined ? {} : { functionUrlAuthType }),
  });
  return permission === undefined ? own : { allowedBy: permission, denial: undefined };
}
