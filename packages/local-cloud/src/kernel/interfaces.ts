/** How the services of the local cloud reach each other: each offers its own part in the registry, by a key that the others use. */
import type { FunctionDescription, Provisioned } from "./described";
import type { LogFact } from "./facts";
import type { Principal } from "./identity";
import { serviceKey } from "./serviceRegistry";

/** Temporary credentials of a role session, as a function finds them in its environment. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A request as it is signed. */
export interface SignedRequest {
  /** That the request is sent to, as credential scopes name it: `dynamodb`. */
  readonly service: string;
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  /** Each line for itself. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export interface AuthenticationRefusal {
  /** `UnrecognizedClientException`, `InvalidSignatureException`, … */
  readonly refusal: string;
  readonly message: string;
}

/** An action that a role's policies allow. */
export interface Grant {
  /** As the policy says it, with its wildcards. */
  readonly action: string;
  readonly resources: readonly string[];
}

/** What IAM decides of one action. */
export interface Authorization {
  /** The statement that allows it, `NAME of the policy, statement 1`; undefined when it is denied. */
  readonly allowedBy: string | undefined;
  /** Otherwise the sentence that AWS answers with. */
  readonly denial: string | undefined;
}

/** What a service of AWS asks of a resource that has a policy. */
export interface ServiceRequest {
  /** `cloudwatch.amazonaws.com`. */
  readonly service: string;
  /** `sns:Publish`. */
  readonly action: string;
  readonly resource: string;
  readonly sourceArn: string;
}

/** What a caller asks of a resource that has a policy. */
export interface ResourceRequest {
  readonly action: string;
  readonly resource: string;
  /** Names of the caller, `aws:ARN`; none for an anonymous one. */
  readonly principals: readonly string[];
  /** Condition keys by lower-case name; undefined for keys that the request does not have. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

export interface Authorizer {
  /** Credentials that identify this session to every service of the run. */
  credentialsFor(session: Principal): Credentials;
  /** Who signed a request, or how AWS refuses it. */
  authenticate(request: SignedRequest): { readonly principal: Principal } | AuthenticationRefusal;
  /** Decides of one action. */
  authorize(principal: Principal, action: string, resource: string): Authorization;
  /** Undefined when a resource's own policy lets a service act on it; otherwise the sentence that AWS answers with. */
  resourceDenial(policy: string, request: ServiceRequest): string | undefined;
  /** What a resource's policy says of a request. @throws SyntaxError where it is no JSON. */
  resourceDecision(policy: string, request: ResourceRequest): "allow" | "implicitDeny" | "explicitDeny";
  /** What a policy document says of an action. @throws SyntaxError where it is no JSON. */
  decide(policy: string, action: string, resource: string): "allow" | "implicitDeny" | "explicitDeny";
  /** Every action that a role's policies allow, in their order. */
  grants(roleArn: string): readonly Grant[];
}

export interface InvokeRequest {
  /** Name or ARN of a function, with or without a qualifier. */
  readonly functionName: string;
  readonly qualifier?: string;
  /** `RequestResponse` without it. */
  readonly invocationType?: "RequestResponse" | "Event" | "DryRun";
  /** `Tail` asks for the end of the log. */
  readonly logType?: "None" | "Tail";
  /** JSON text that is taken as it is, or bytes that are checked first; absent means `{}`. */
  readonly payload?: string | Buffer;
  /** JSON text, for `context.clientContext`. */
  readonly clientContext?: string;
  /** An X-Ray trace header. */
  readonly traceId?: string;
  /** Receives the answer in the parts in which the function writes it (Lambda API reference, InvokeWithResponseStream). */
  readonly onChunk?: (bytes: Buffer) => void;
  /** A service that calls on somebody's behalf must be allowed by a permission of the function. */
  readonly caller?: { readonly principal: string; readonly sourceArn: string };
}

export interface InvokeAnswer {
  readonly requestId: string;
  readonly statusCode: number;
  /** `Unhandled` when the function failed; the payload then tells how. */
  readonly functionError?: "Unhandled";
  readonly executedVersion?: string;
  /** JSON text, or the text of a stream; empty when nobody waits for the function. */
  readonly payload: string;
  /** The last 4 KB of this invocation's log, when asked for. */
  readonly logTail?: string;
}

/** A refusal by the Lambda API itself, before any function ran. */
export class InvokeRefused extends Error {
  override readonly name = "InvokeRefused";
  readonly statusCode: number;
  /** `TooManyRequestsException`, `AccessDeniedException`, `ResourceNotFoundException`, … */
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

/** What a function has of the account's concurrent executions. */
export interface Concurrency {
  readonly reserved: number | undefined;
  /** By qualifier. */
  readonly provisioned: ReadonlyMap<string, Provisioned>;
}

/** The functions of a run. */
export interface Functions extends FunctionInvoker {
  /** The version that publishing a function of this code and configuration gives: a new one only when they changed. */
  publishedVersion(functionName: string, revision: string): string;
  /** Undefined when the function is not declared. */
  concurrency(functionName: string): Concurrency | undefined;
  /** Provisioned concurrency by function label; functions without any are left out. */
  readonly provisioned: Readonly<Record<string, Provisioned>>;
  /** How many environments there are, of all functions. */
  readonly environments: number;
  readonly described: readonly FunctionDescription[];
  /** Why a function does not run here; undefined for one that does, and for one that is not declared. */
  parkedReason(functionName: string): string | undefined;
  /** The same for all of them, by label. */
  readonly parkedFunctions: Readonly<Record<string, string>>;
  /** Roles by function label. */
  readonly roles: Readonly<Record<string, string>>;
}

export const functions = serviceKey<Functions>("functions");

export const authorizer = serviceKey<Authorizer>("authorizer");

/** A method of an API, as it is declared. */
export interface MethodDescription {
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly operationName?: string;
  /** `NONE`, or what it wants. */
  readonly authorization: string;
  readonly apiKeyRequired: boolean;
  /** Who decides, where the program declares one. */
  readonly authorizer?: { readonly name: string };
  /** Of a user pool's tokens: one must have one of them. */
  readonly scopes: readonly string[];
  readonly integration: {
    readonly type: string;
    readonly httpMethod?: string;
    readonly uri?: string;
    /** ARN of the role by which it is called. */
    readonly credentials?: string;
  };
}

/** A method of a stage, and why it cannot answer as on AWS; undefined when it can. */
export interface RouteCheck {
  readonly apiId: string;
  readonly stage: string;
  readonly method: MethodDescription;
  readonly problem: string | undefined;
}

/** An API, as it is declared. */
export interface ApiDescription {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly string[];
  readonly methods: readonly MethodDescription[];
}

/** The REST APIs of a run. */
export interface Apis {
  /** Those that answer now, in the order of their ports. */
  readonly described: readonly ApiDescription[];
  /** Base URL of an API, without stage and trailing slash. @throws UserError when no port is left for it */
  endpoint(apiId: string): string | Promise<string>;
  /** Asks each route of each stage, and calls no function. */
  check(): Promise<readonly RouteCheck[]>;
  /** How many requests are being answered. */
  inFlight(): Promise<number>;
}

export const apis = serviceKey<Apis>("APIs");

/** One line of a log, in clear. */
export type LogEvent = Omit<LogFact, "kind">;

export type LogSink = (event: LogEvent) => void;
