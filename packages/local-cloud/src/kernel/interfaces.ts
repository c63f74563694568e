/** Interfaces between the services. A service offers its implementation in the registry under one of these keys. */
import type { FunctionDescription, ProvisionedConcurrency } from "./descriptions";
import type { LogFact } from "./facts";
import type { Assumption, Principal } from "./identity";
import type { PolicyCall } from "./policyCall";
import { serviceKey } from "./serviceRegistry";
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

export interface InvokeRequest {
  /** Name or ARN of a function, with or without qualifier. */
  readonly functionName: string;
  readonly qualifier?: string;
  /** Defaults to `RequestResponse`. */
  readonly invocationType?: "RequestResponse" | "Event" | "DryRun";
  /** `Tail` requests the end of the log. */
  readonly logType?: "None" | "Tail";
  /** JSON text, which is not validated, or bytes, which are. Defaults to `{}`. */
  readonly payload?: string | Buffer;
  /** JSON text of `context.clientContext`. */
  readonly clientContext?: string;
  /** X-Ray trace header. */
  readonly traceId?: string;
  /**
   * Receives the response in the chunks that the function writes (Lambda API reference, InvokeWithResponseStream).
   * Without a content type, the chunk is the JSON text of a handler that does not stream.
   */
  readonly onChunk?: (bytes: Buffer, contentType?: string) => void;
  /** Id of the request; defaults to a new one. */
  readonly requestId?: string;
  /**
   * True for a source whose loops Lambda detects by the trace. Defaults to true for S3 and SNS as the caller, and to
   * false for all others.
   */
  readonly detectsLoops?: boolean;
  /** Service that calls on behalf of a resource; it requires a permission of the function. */
  readonly caller?: { readonly principal: string; readonly sourceArn: string };
}

export interface InvokeAnswer {
  readonly requestId: string;
  readonly statusCode: number;
  /** `Unhandled` if the function failed; the payload then contains the error. */
  readonly functionError?: "Unhandled";
  readonly executedVersion?: string;
  /** JSON text, or the text of a stream; empty if the call is asynchronous. */
  readonly payload: string;
  /** Last 4 KB of the call's log, if requested. */
  readonly logTail?: string;
}

/** An error of the Lambda API, before the function ran. */
export class InvokeRefused extends Error {
  override readonly name = "InvokeRefused";
  readonly statusCode: number;
  /** Such as `TooManyRequestsException`, `AccessDeniedException` or `ResourceNotFoundException`. */
  readonly code: string;
  readonly reason: string | undefined;

  constructor(refusal: { statusCode: number; code: string; message: string; reason?: string }) {
    super(refusal.message);
    this.statusCode = refusal.statusCode;
    this.code = refusal.code;
    this.reason = refusal.reason;
  }
}

export interface FunctionInvoker {
  /** @throws InvokeRefused */
  invoke(request: InvokeRequest): Promise<InvokeAnswer>;
}

/** Concurrency settings of a function. */
export interface Concurrency {
  readonly reserved: number | undefined;
  /** Keyed by qualifier. */
  readonly provisioned: ReadonlyMap<string, ProvisionedConcurrency>;
}

/** The functions of a run. */
export interface Functions extends FunctionInvoker {
  /** Returns the logical name of the permission that allows a call; undefined if none does. */
  permission(functionName: string, call: PolicyCall): string | undefined;
  /** Returns the version that publishing gives. The version is new only if code or configuration changed. */
  publishedVersion(functionName: string, revision: string): string;
  /** Returns undefined if the function is not declared. */
  concurrency(functionName: string): Concurrency | undefined;
  /** Provisioned concurrency by function label; functions without it are omitted. */
  readonly provisioned: Readonly<Record<string, ProvisionedConcurrency>>;
  /** Number of environments of all functions. */
  readonly environments: number;
  readonly descriptions: readonly FunctionDescription[];
  /** Returns why a function does not run locally; undefined if it runs or is not declared. */
  parkedReason(functionName: string): string | undefined;
  /** Reasons of all functions that do not run locally, by label. */
  readonly parkedFunctions: Readonly<Record<string, string>>;
  /** Role ARNs by function label. */
  readonly roles: Readonly<Record<string, string>>;
}

export const functions = serviceKey<Functions>("functions");

export const authorizer = serviceKey<Authorizer>("authorizer");

/** A declared method of an API. */
export interface MethodDescription {
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly operationName?: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorization: string;
  readonly apiKeyRequired: boolean;
  /** Undefined if the program declares none. */
  readonly authorizer?: { readonly name: string };
  /** Accepted scopes of user-pool tokens; a token must have one of them. */
  readonly scopes: readonly string[];
  readonly integration: {
    readonly type: string;
    readonly httpMethod?: string;
    readonly uri?: string;
    /** ARN of the role that the gateway assumes for the call. */
    readonly credentials?: string;
  };
}

/** A method of a stage, and the reason why it cannot respond as on AWS; undefined if it can. */
export interface RouteCheck {
  readonly apiId: string;
  readonly stage: string;
  readonly method: MethodDescription;
  readonly problem: string | undefined;
}

/** A declared API. */
export interface ApiDescription {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly string[];
  readonly methods: readonly MethodDescription[];
}

/** The REST APIs of a run. */
export interface Apis {
  /** Running APIs, in the order of their ports. */
  readonly descriptions: readonly ApiDescription[];
  /** Returns the base URL of an API without stage and trailing slash. @throws UserError if no port is free. */
  endpoint(apiId: string): string | Promise<string>;
  /** Checks the routes of all stages without calling functions. */
  check(): Promise<readonly RouteCheck[]>;
  /** Returns the number of requests in progress. */
  inFlight(): Promise<number>;
}

export const apis = serviceKey<Apis>("APIs");

/** A log line as plain text. */
export type LogEvent = Omit<LogFact, "kind">;

export type LogSink = (event: LogEvent) => void;
