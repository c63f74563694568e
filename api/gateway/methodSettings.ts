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

/** Declares metrics, throttle and logs of all methods, and the cache of each route in the setting `cache`. */
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
  const target = { restApi: stage.restApi, stageName: stage.stageName };
  let previous: aws.apigateway.MethodSettings = new aws.apigateway.MethodSettings(
    `${name}-method-settings`,
    {
      ...target,
      methodPath: "*/*",
      settings: { ...general, ...(cache === undefined ? {} : { cachingEnabled: false }) },
    },
    { ...opts, dependsOn: [...logging.accountRole, ...logging.executionLogGroup] },
  );
  for (const route of routes.filter((each) => cache?.routes.includes(each.name))) {
    previous = new aws.apigateway.MethodSettings(
      `${route.name}-cache`,
      {
        ...target,
        methodPath: `${route.path.slice(1)}/${route.method}`,
        // The settings of a method replace those of */* completely. An omitted setting, such as the throttle, would be
        // off.
        settings: { ...general, ...cacheSettings(cache!.ttlSeconds) },
      },
      // API Gateway rejects concurrent changes of a stage, so each resource waits for the previous one.
      { ...opts, dependsOn: [previous] },
    );
  }
}

/**
 * Returns the cache settings of a route. Cached answers are encrypted.
 *
 * `Cache-Control: max-age=0`, which browsers send on reload, would invalidate an entry. It requires the IAM permission
 * `execute-api:InvalidateCache`, which no client has, so API Gateway ignores it and adds a `Warning` to the answer.
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
