import { accountId } from "../kernel/identity";
import { InvokeRefused, type InvokeRequest } from "../kernel/interfaces";
import { wildcard } from "../kernel/wildcard";

/** A statement of a function's resource policy. */
export interface Permission {
  /** Logical. */
  readonly name: string;
  readonly action: string;
  readonly principal: string;
  /** The alias or version it stands on; without one it allows calls without a qualifier only. */
  readonly qualifier: string | undefined;
  /** With IAM's wildcards; absent allows any source. */
  readonly sourceArn: string | undefined;
  /** The account of the source; absent allows any. */
  readonly sourceAccount?: string | undefined;
}

export interface Call {
  readonly principal: string;
  readonly sourceArn: string;
  readonly qualifier: string | undefined;
}

/**
 * The permission that covers the call, undefined where none does. Each stands on exactly one qualifier: one without does not cover the alias,
 * and one on the alias does not cover a call without.
 */
export function covering(permissions: readonly Permission[], call: Call): Permission | undefined {
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
 * The name of the permission that lets a service call; undefined where the caller needs none.
 *
 * @throws InvokeRefused when a service calls that no permission of the function names.
 */
export function permissionFor(
  { label, permissions }: { readonly label: string; readonly permissions: readonly Permission[] },
  qualifier: string | undefined,
  { caller }: InvokeRequest,
): string | undefined {
  if (caller === undefined) return undefined;
  const permission = covering(permissions, { ...caller, qualifier });
  if (permission !== undefined) return permission.name;
  const target = qualifier === undefined ? label : `${label}:${qualifier}`;
  throw new InvokeRefused({
    statusCode: 403,
    code: "AccessDeniedException",
    message: `${caller.principal} is not authorized to perform: lambda:InvokeFunction on ${target} from ${caller.sourceArn}`,
  });
}
