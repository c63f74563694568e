import type { Assumption, Principal } from "../identity";
import { serviceKey } from "../serviceRegistry";
import type { SignedRequest, SignedText } from "./signed";

/** Temporary credentials of a role session, as in the environment of a function. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface AuthenticationRefusal {
  /** Error code, such as `UnrecognizedClientException` or `InvalidSignatureException`. */
  readonly refusal: string;
  readonly message: string;
}

/** An action that a role's policies allow. */
export interface Grant {
  /** Action as in the policy, with wildcards. */
  readonly action: string;
  readonly resources: readonly string[];
}

/** IAM's decision about one action. */
export interface Authorization {
  /** Allowing statement, such as `NAME of the policy, statement 1`; undefined if denied. */
  readonly allowedBy: string | undefined;
  /** AWS's error message; undefined if allowed. */
  readonly denial: string | undefined;
}

/** A request of an AWS service to a resource with a policy. */
export interface ServiceRequest {
  /** Service principal, such as `cloudwatch.amazonaws.com`. */
  readonly service: string;
  /** Such as `sns:Publish`. */
  readonly action: string;
  readonly resource: string;
  readonly sourceArn: string;
}

/** A request that is decided by the caller's own policies only. */
export interface IdentityRequest {
  readonly action: string;
  readonly resource: string;
  /**
   * Condition keys by lower-case name. A missing key is unknown; a key with the value undefined is not in the request.
   */
  readonly context: Readonly<Record<string, string | undefined>>;
}

/** A request of any caller to a resource with a policy. */
export interface ResourceRequest {
  readonly action: string;
  readonly resource: string;
  /** Principals of the caller, such as `aws:ARN`; empty for an anonymous caller. */
  readonly principals: readonly string[];
  /** Condition keys by lower-case name; a missing or undefined key is not in the request. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

export interface Authorizer {
  /** Returns credentials that identify the session to all services of the run. */
  credentialsFor(session: Principal): Credentials;
  /** Returns the signer of a request, or the error of AWS. */
  authenticate(request: SignedRequest): { readonly principal: Principal } | AuthenticationRefusal;
  /** Returns the signer of a text, or the error of AWS. */
  authenticateText(signed: SignedText): { readonly principal: Principal } | AuthenticationRefusal;
  /** Returns the decision about one action. */
  authorize(principal: Principal, action: string, resource: string): Authorization;
  /** Returns the decision about one action whose condition keys are known. */
  authorizeIn(principal: Principal, request: IdentityRequest): Authorization;
  /** Returns AWS's error message if a resource policy does not allow a service's request. */
  resourceDenial(policy: string, request: ServiceRequest): string | undefined;
  /** Returns the decision of a resource policy. @throws SyntaxError if the policy is not JSON. */
  resourceDecision(policy: string, request: ResourceRequest): "allow" | "implicitDeny" | "explicitDeny";
  /**
   * Returns why a role's trust policy does not let a service assume it for a resource; undefined if it does, or if the
   * program does not declare the role.
   */
  assumptionDenial(assumption: Assumption): string | undefined;
  /** Returns the decision of a policy document about an action. @throws SyntaxError if it is not JSON. */
  decide(policy: string, action: string, resource: string): "allow" | "implicitDeny" | "explicitDeny";
  /** Returns the actions that a role's policies allow, in their order. */
  grants(roleArn: string): readonly Grant[];
}

export const authorizer = serviceKey<Authorizer>("authorizer");
