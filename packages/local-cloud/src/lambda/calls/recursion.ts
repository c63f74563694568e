import { createHash } from "node:crypto";
import { InvokeRefused, type InvokeRequest } from "../../kernel/interfaces/functions";
import { lineageOf, withLineage } from "../../kernel/facts/lineage";
import { headerOfTrace, newTrace } from "../../kernel/facts/traces";

/** Services that are sources of detected loops, apart from queues and Lambda itself (same page as below). */
const detectedCallers = ["s3.amazonaws.com", "sns.amazonaws.com"];

/**
 * Calls of a function in one chain of requests, after which Lambda stops the next one (Lambda Developer Guide, "Use
 * Lambda recursive loop detection to prevent infinite loops": approximately 16).
 */
const maxCalls = 16;

export interface ChainedRequest {
  /** The request with the function's call in the lineage of its trace. */
  readonly request: InvokeRequest;
  /** True if Lambda must stop the call. */
  readonly isLoop: boolean;
}

/** Counts a call in its chain of requests. Other sources than the detected ones start a new chain. */
export function enterChain(
  request: InvokeRequest,
  { name, allowsLoops }: { readonly name: string; readonly allowsLoops: boolean },
): ChainedRequest {
  const { caller, detectsLoops = detectedCallers.includes(caller?.principal ?? "") } = request;
  if (!detectsLoops) return { request: withoutLineage(request), isLoop: false };
  const traceId = request.traceId ?? headerOfTrace(newTrace(Date.now()));
  const lineage = new Map(lineageOf(traceId));
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  const calls = lineage.get(hash) ?? 0;
  if (calls >= maxCalls && !allowsLoops) return { request, isLoop: true };
  // The newest entry is last, because a full list drops the first ones.
  lineage.delete(hash);
  lineage.set(hash, calls + 1);
  return { request: { ...request, traceId: withLineage(traceId, lineage) }, isLoop: false };
}

function withoutLineage(request: InvokeRequest): InvokeRequest {
  const { traceId } = request;
  return traceId === undefined ? request : { ...request, traceId: withLineage(traceId, new Map()) };
}

/** Returns Lambda's error for a stopped call (API model of Lambda, RecursiveInvocationException). */
export function loopRefusal(): InvokeRefused {
  return new InvokeRefused({
    statusCode: 400,
    code: "RecursiveInvocationException",
    message:
      "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
  });
}
