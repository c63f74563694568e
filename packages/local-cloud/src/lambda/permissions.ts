import { accountId } from "../kernel/identity";
import { InvokeRefused, type InvokeRequest } from "../kernel/interfaces/functions";
import type { PolicyCall } from "../kernel/interfaces/policyCall";
import { wildcard } from "../kernel/policies/wildcard";

/** A statement of a function's resource policy. Its parameters are conditions (Lambda API reference, AddPermission). */
export interface Permission {
  /** Logical name. */
  readonly name: string;
  readonly action: string;
  readonly principal: string;
  /** Alias or version to which the statement applies. Without one it allows only calls without a qualifier. */
  readonly qualifier: string | undefined;
  /** May contain IAM wildcards. Absent allows any source. */
  readonly sourceArn: string | undefined;
  /** Account of the source. Absent allows any account. */
  readonly sourceAccount?: string | undefined;
  /** Organization of the caller's account. The local account is in no organization, and services have none. */
  readonly principalOrgId?: string | undefined;
  /** Token that Alexa sends. No local service sends one. */
  readonly eventSourceToken?: string | undefined;
  /** `NONE` or `AWS_IAM`: allows only requests to function URLs of this type. */
  readonly functionUrlAuthType?: string | undefined;
  /** True to allow only requests to function URLs. */
  readonly invokedViaFunctionUrl?: boolean;
}

/** Returns a permission that allows a call; undefined if none does. */
export function findPermission(permissions: readonly Permission[], call: PolicyCall): Permission | undefined {
  return permissions.find((permission) => namesCall(permission, call) && conditionsHold(permission, call));
}

/** A permission applies to exactly one qualifier: without one, it does not allow calls of an alias, and vice versa. */
function namesCall({ action, principal, qualifier }: Permission, call: PolicyCall): boolean {
  const { action: called = "lambda:InvokeFunction", principals } = call;
  return (
    [called.toLowerCase(), "lambda:*", "*"].includes(action.toLowerCase()) &&
    (principal === "*" || principals.includes(principal)) &&
    qualifier === call.qualifier
  );
}

function conditionsHold(permission: Permission, { sourceArn, functionUrlAuthType }: PolicyCall): boolean {
  const isFromAccount = permission.sourceAccount === undefined || sourceArn !== undefined;
  return (
    isFromAccount &&
    (permission.sourceAccount ?? accountId) === accountId &&
    (permission.sourceArn === undefined ||
      (sourceArn !== undefined && wildcard(permission.sourceArn).test(sourceArn))) &&
    permission.principalOrgId === undefined &&
    permission.eventSourceToken === undefined &&
    (permission.functionUrlAuthType ?? functionUrlAuthType) === functionUrlAuthType &&
    (permission.invokedViaFunctionUrl !== true || functionUrlAuthType !== undefined)
  );
}

/**
 * Returns the name of the permission that allows a service to call; undefined if the caller needs none.
 *
 * @throws InvokeRefused if no permission of the function allows the service.
 */
export function permissionFor(
  { label, permissions }: { readonly label: string; readonly permissions: readonly Permission[] },
  qualifier: string | undefined,
  { caller }: InvokeRequest,
): string | undefined {
  if (caller === undefined) return undefined;
  const permission = findPermission(permissions, {
    principals: [caller.principal],
    sourceArn: caller.sourceArn,
    qualifier,
  });
  if (permission !== undefined) return permission.name;
  const target = qualifier === undefined ? label : `${label}:${qualifier}`;
  throw new InvokeRefused({
    statusCode: 403,
    code: "AccessDeniedException",
    message: `${caller.principal} is not authorized to perform: lambda:InvokeFunction on ${target} from ${caller.sourceArn}`,
  });
}
