import { accountId } from "../kernel/identity";
import { InvokeRefused, type InvokeRequest } from "../kernel/interfaces";
import { wildcard } from "../kernel/wildcard";

/** A statement of a function's resource policy. */
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
}

export interface Call {
  readonly principal: string;
  readonly sourceArn: string;
  readonly qualifier: string | undefined;
}

/**
 * Returns a permission that allows a call; undefined if none does. A permission applies to exactly one qualifier. A
 * permission without a qualifier does not allow calls of an alias, and vice versa.
 */
export function findPermission(permissions: readonly Permission[], call: Call): Permission | undefined {
  return permissions.find(
    ({ action, principal, qualifier, sourceArn, sourceAccount = accountId }) =>
      ["lambda:invokefunction", "lambda:*", "*"].includes(action.toLowerCase()) &&
      (principal === call.principal || principal === "*") &&
      qualifier === call.qualifier &&
      sourceAccount === accountId &&
      (sourceArn === undefined || wildcard(sourceArn).test(call.sourceArn)),
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
  const permission = findPermission(permissions, { ...caller, qualifier });
  if (permission !== undefined) return permission.name;
  const target = qualifier === undefined ? label : `${label}:${qualifier}`;
  throw new InvokeRefused({
    statusCode: 403,
    code: "AccessDeniedException",
    message: `${caller.principal} is not authorized to perform: lambda:InvokeFunction on ${target} from ${caller.sourceArn}`,
  });
}
