import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiLogging } from "./apiLogging";
import type { Route } from "../route/resource";
import type { Settings } from "../settings";

export interface MethodSettingsArgs {
  readonly stage: aws.apigateway.Stage;
  readonly routes: readonly Route[];
  readonly settings: Settings;
  readonly logging: ApiLogging;
}

/** Metrics, throttle and logs of every method, and of each route whose answers are kept the same with its cache. */
export function createMethodSettings(
  name: string,
  { stage, routes, settings, logging }: MethodSettingsArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const { cache } = settings;
  const general = {
    metricsEnabled: true,
    throttlingBurstLimit: settings.stageThrottle.burstLimit,
    throttlingRateLimit: settings.stageThrottle.rateLimit,
    // A data trace would write whole requests, keys included, to the log.
    dataTraceEnabled: false,
    loggingLevel: settings.executionLogs ? "ERROR" : "OFF",
  };
  const of = { restApi: stage.restApi, stageName: stage.stageName };
  let before: aws.apigateway.MethodSettings = new aws.apigateway.MethodSettings(
    `${name}-method-settings`,
    { ...of, methodPath: "*/*", settings: { ...general, ...(cache === undefined ? {} : { cachingEnabled: false }) } },
    { ...opts, dependsOn: [...logging.accountRole, ...logging.executionLogGroup] },
  );
  for (const route of routes.filter((each) => cache?.routes.includes(each.name))) {
    before = new aws.apigateway.MethodSettings(
      `${route.name}-cache`,
      {
        ...of,
        methodPath: `${route.path.slice(1)}/${route.method}`,
        // They stand in place of the general ones: what they left out would be off, the throttle among it.
        settings: { ...general, ...cacheSettings(cache!.ttlSeconds) },
      },
      // Each changes the stage: one after the other, because API Gateway refuses changes at the same time.
      { ...opts, dependsOn: [before] },
    );
  }
}

/**
 * Answers are encrypted where they are kept. A client asks for a new one by `Cache-Control: max-age=0`, which browsers
 * send by themselves on reload: it is ignored, with a warning in the answer, because nobody here may do so (IAM action
 * `execute-api:InvalidateCache`).
 */
function cacheSettings(ttlSeconds: number) {
  return {
    cachingEnabled: ttlSeconds > 0,
    cacheTtlInSeconds: ttlSeconds,
    cacheDataEncrypted: true,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
  };
}
