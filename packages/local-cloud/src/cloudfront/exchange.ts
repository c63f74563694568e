import type { Run } from "../kernel/service";
import type { Viewer } from "./admit";
import type { CacheStore } from "./cacheStore";
import type { HeaderLines } from "./headers";
import type { Behavior, Distribution, EdgeAnswer, EventType, ViewerRequest } from "./model";

/** Parts of a run that a distribution uses. */
export type EdgeRun = Pick<Run, "allowNetwork" | "clock" | "facts" | "faults" | "location" | "log" | "registry">;

/** A request on its way through a distribution. */
export interface Exchange {
  readonly run: EdgeRun;
  readonly distribution: Distribution;
  readonly behavior: Behavior;
  readonly cache: CacheStore;
  readonly viewer: Viewer;
  /** Headers of CloudFront with facts about the viewer. */
  readonly viewerHeaders: HeaderLines;
  /** Value of `X-Amz-Cf-Id`. */
  readonly requestId: string;
  readonly trace: string;
  /** Event types whose functions were called, in their order. Each call adds its own. */
  readonly called: EventType[];
}

/** An answer with its origin. */
export interface Outcome {
  readonly answer: EdgeAnswer;
  /** Value of `X-Cache` without ` from cloudfront`. */
  readonly result: string;
  /** Seconds in the cache; undefined for an answer that does not come from it. */
  readonly age?: number | undefined;
  readonly reason?: string | undefined;
  /** True if no function of the viewer response runs. */
  readonly skipsViewerResponse?: boolean;
}

/** Host in Via: the name of the edge server. */
export function viaHost({ distribution }: Pick<Exchange, "distribution">): string {
  return `${distribution.id.toLowerCase()}.cloudfront.net`;
}

export type { ViewerRequest };
