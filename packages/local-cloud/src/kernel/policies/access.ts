import { accountId, partition, type Principal } from "../identity";
import type { Authorization, Authorizer } from "../interfaces/authorization";

/** An action on a resource that may have a resource policy. */
export interface AccessRequest {
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  /** ARN, or `*`. */
  readonly resource: string;
  /** Resource policy as JSON. */
  readonly policy?: string | undefined;
  /** Condition keys by lower-case name. */
  readonly context?: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides about an action within one account. An explicit deny overrides everything. Otherwise, a policy of the caller
 * or of the resource must allow the action (IAM User Guide, "Policy evaluation logic").
 */
export function authorizeAccess(iam: Authorizer, principal: Principal, request: AccessRequest): Authorization {
  const { action, resource, policy } = request;
  const context = { ...globalKeys(principal), ...request.context };
  const own = iam.authorizeIn(principal, { action, resource, context });
  if (policy === undefined || own.denial?.includes("with an explicit deny") === true) return own;
  const principals = namesOf(principal);
  const decision = iam.resourceDecision(policy, { action, resource, principals, context });
  if (decision === "explicitDeny") return { allowedBy: undefined, denial: resourceDenial(principal, request) };
  if (decision === "allow" && own.denial !== undefined)
    return { allowedBy: `policy of ${resource}`, denial: undefined };
  return own;
}

/**
 * Returns the global condition keys of a role's own request, or of an anonymous one (IAM User Guide, "AWS global condition context keys"). An
 * absent key is undefined. Requests do not leave this machine, so conditions that require TLS hold.
 */
export function globalKeys(principal: Principal | undefined): Record<string, string | undefined> {
  return {
    "aws:securetransport": "true",
    "aws:principalarn": principal?.roleArn,
    "aws:principalaccount": principal && accountId,
    "aws:principaltype": principal ? "AssumedRole" : "Anonymous",
    "aws:resourceaccount": accountId,
    "aws:sourceaccount": undefined,
    "aws:sourcearn": undefined,
    "aws:sourcevpc": undefined,
    "aws:sourcevpce": undefined,
    "aws:viaawsservice": "false",
  };
}

/** Returns the names of a caller in policies (IAM User Guide, "AWS JSON policy elements: Principal"). */
function namesOf({ roleArn, sessionArn }: Principal): string[] {
  const names = [roleArn, sessionArn, `arn:${partition}:iam::${accountId}:root`, accountId];
  return names.map((name) => `aws:${name}`);
}

function resourceDenial({ sessionArn }: Principal, { action, resource }: AccessRequest): string {
  return `User: ${sessionArn} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a resource-based policy`;
}
