import { InvokeRefused, type InvokeRequest } from "../engine/interfaces";
import { wildcard } from "../engine/wildcard";

/** A statement of a function's resource policy. */
export interface Permission {
  readonly action: string;
  readonly principal: string;
  /** The alias or version it stands on; without one it allows calls without a qualifier only. */
  readonly qualifier: string | undefined;
  /** With IAM's wildcards; absent allows any source. */
  readonly sourceArn: string | undefined;
}

export interface Call {
  readonly principal: string;
  readonly sourceArn: string;
  readonly qualifier: string | undefined;
}

/**
 * Whether one permission covers the call. Each stands on exactly one qualifier: one without does not cover the alias,
 * and one on the alias does not cover a call without.
 */
export function isPermitted(permissions: readonly Permission[], call: Call): boolean {
  return permissions.some(
    ({ action, principal, qualifier, sourceArn }) =>
      ["lambda:invokefunction", "lambda:*", "*"].includes(action.toLowerCase()) &&
      (principal === call.principal || principal === "*") &&
      qualifier === call.qualifier &&
      (sourceArn === undefined || wildcard(sourceArn).test(call.sourceArn)),
  );
}

/** @throws InvokeRefused when a service calls that no permission of the function names. */
export function checkPermission(
  { label, permissions }: { readonly label: string; readonly permissions: readonly Permission[] },
  qualifier: string | undefined,
  { caller }: InvokeRequest,
): void {
  if (caller === undefined || isPermitted(permissions, { ...caller, qualifier })) return;
  const target = qualifier === undefined ? label : `${label}:${qualifier}`;
  throw new InvokeRefused({
    statusCode: 403,
    code: "AccessDeniedException",
    message: `${caller.principal} is not authorized to perform: lambda:InvokeFunction on ${target} from ${caller.sourceArn}`,
  });
}
