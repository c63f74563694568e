import type { FunctionDescription, ProvisionedConcurrency } from "./descriptions";
import type { PolicyCall } from "./policyCall";
import { serviceKey } from "../serviceRegistry";

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
  /** Returns reserved and provisioned concurrency; undefined if the function is not declared. */
  concurrency(functionName: string): Concurrency | undefined;
  /** Provisioned concurrency by function label; functions without it are omitted. */
  readonly provisioned: Readonly<Record<string, ProvisionedConcurrency>>;
  /** Number of environments of all functions. */
  readonly environments: number;
  readonly descriptions: readonly FunctionDescription[];
  /** Returns the ARN of a function's role; undefined if no function of the name runs here. */
  roleArn(name: string): string | undefined;
  /** Returns why a function does not run locally; undefined if it runs or is not declared. */
  parkedReason(functionName: string): string | undefined;
  /** Reasons of all functions that do not run locally, by label. */
  readonly parkedFunctions: Readonly<Record<string, string>>;
  /** Role ARNs by function label. */
  readonly roles: Readonly<Record<string, string>>;
}

export const functions = serviceKey<Functions>("functions");
