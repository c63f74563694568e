import * as pulumi from "@pulumi/pulumi";
import type { EdgeRequest, EdgeResponse, GeneratedResponse, RequestEvent, ResponseEvent } from "./events";
import { findEdgeViolation } from "./limits";

/** Events of CloudFront at which a callback can run, by their names in `edgeCallbacks`. */
export const edgeEvents = {
  viewerRequest: "viewer-request",
  originRequest: "origin-request",
  originResponse: "origin-response",
  viewerResponse: "viewer-response",
} as const;

export type EdgeEventName = keyof typeof edgeEvents;

type Result<T> = T | Promise<T>;

/** A callback at the edge. Lambda@Edge has no environment variables, so it has neither `access` nor `values`. */
export interface EdgeCallback<Event, Answer> {
  /** Runs once for each environment. It returns the callback. */
  readonly callbackFactory: () => (event: Event) => Result<Answer>;
  /** Megabytes; at most 128 at viewer events. Default: 128. */
  readonly memorySize?: number;
  /** Seconds; at most 5 at viewer events and 30 at origin events. Default: 5. */
  readonly timeout?: number;
}

export interface RequestCallback extends EdgeCallback<RequestEvent, EdgeRequest | GeneratedResponse> {
  /** True to receive the request's body. */
  readonly includeBody?: boolean;
}

export type ResponseCallback = EdgeCallback<ResponseEvent, EdgeResponse>;

/** Callbacks at the edge, at most one for each event. */
export interface EdgeCallbacks {
  /** Runs for each request. */
  readonly viewerRequest?: RequestCallback;
  /** Runs before a request to the stage, if the cache has no answer. It sees the viewer's country. */
  readonly originRequest?: RequestCallback;
  /** Runs after the stage's answer, before the cache stores it. */
  readonly originResponse?: ResponseCallback;
  /** Runs before each answer, except errors and generated responses of `viewerRequest`. */
  readonly viewerResponse?: ResponseCallback;
}

/** A declared callback, in the form that packaging and the distribution take. */
export interface DeclaredEdgeCallback {
  readonly name: EdgeEventName;
  readonly callbackFactory: () => (event: never) => unknown;
  readonly includeBody: boolean;
  readonly memorySize: number;
  readonly timeout: number;
  /** Its stack contains the position of the declaration. */
  readonly origin: Error;
}

/**
 * Declares the callbacks at the edge.
 *
 * @throws pulumi.RunError for a callback that exceeds a limit of Lambda@Edge.
 */
export function edgeCallbacks(callbacks: EdgeCallbacks): readonly DeclaredEdgeCallback[] {
  const origin = new Error();
  return Object.entries(callbacks).map(([name, callback]: [string, Partial<RequestCallback & ResponseCallback>]) => {
    const violation = findEdgeViolation(name, callback);
    if (violation !== undefined) throw new pulumi.RunError(violation);
    return {
      name: name as EdgeEventName,
      callbackFactory: callback.callbackFactory as DeclaredEdgeCallback["callbackFactory"],
      includeBody: callback.includeBody ?? false,
      memorySize: callback.memorySize ?? 128,
      timeout: callback.timeout ?? 5,
      origin,
    };
  });
}
