import type { z } from "zod";
import type { Route } from "../route/resource";
import { cacheChecks } from "./cache";
import { capacityChecks } from "./capacity";
import { existingChecks } from "./existing";
import { identityChecks } from "./identity";
import { unknownName, type Violation } from "./rules";
import type { settingsSchema } from "./schema";

type Parsed = z.infer<typeof settingsSchema>;

/** What settings may speak of. */
export type KnownRoute = Pick<Route, "name" | "method" | "tables">;

/** Rules between settings: what AWS refuses, and what would silently not work. In the order they are reported. */
export function* crossChecks(settings: Parsed, routes: readonly KnownRoute[]): Generator<Violation> {
  const routeNames = routes.map(({ name }) => name);
  yield* corsChecks(settings);
  yield* loggingChecks(settings);
  yield* usagePlanChecks(settings);
  yield* identityChecks(settings.identity, routeNames);
  yield* concurrencyChecks("", settings);
  yield* capacityChecks("", settings, settings);
  for (const [route, concurrency] of Object.entries(settings.routeConcurrency)) {
    yield* unknownName("routeConcurrency", [route, concurrency], { kind: "route", known: routeNames });
    yield* concurrencyChecks(`routeConcurrency.${route}.`, concurrency);
    yield* capacityChecks(`routeConcurrency.${route}.`, concurrency, settings);
  }
  yield* canaryChecks(settings, routeNames);
  yield* cacheChecks(settings.cache, routes);
  yield* existingChecks(settings.existing, {
    tables: [...new Set(routes.flatMap(({ tables }) => Object.keys(tables)))],
    keys: settings.usagePlans.flatMap(({ keys }) => keys),
  });
  yield* alarmChecks(settings);
}

/** AWS refuses weights on an alias with provisioned concurrency ("Alias with weights can not be used with Provisioned Concurrency"). */
function* canaryChecks(
  { canary, routeConcurrency, ...stack }: Parsed,
  routeNames: readonly string[],
): Generator<Violation> {
  if (canary === undefined) return;
  for (const [route, version] of Object.entries(canary.stable)) {
    yield* unknownName("canary.stable", [route, version], { kind: "route", known: routeNames });
    const { provisionedConcurrency, autoscaling } = routeConcurrency[route] ?? stack;
    if (canary.percent > 0 && (provisionedConcurrency !== undefined || autoscaling !== undefined)) {
      const kept = autoscaling === undefined ? "provisionedConcurrency" : "autoscaling";
      const rule = `AWS refuses to share the calls of an alias with provisioned concurrency, and ${route} has ${kept}; leave that out until the release is through, or set 0`;
      yield { key: "canary.percent", value: canary.percent, rule };
    }
  }
}

function* corsChecks({ corsOrigins }: Parsed): Generator<Violation> {
  if (corsOrigins.includes("*") && corsOrigins.length > 1) {
    yield { key: "corsOrigins", value: corsOrigins, rule: "* must stand alone" };
  }
  yield* repeated("corsOrigins", corsOrigins);
}

function* loggingChecks({ accessLogs, executionLogs, apiGatewayAccountRole }: Parsed): Generator<Violation> {
  if (apiGatewayAccountRole !== undefined) return;
  const rule = "it needs apiGatewayAccountRole, create or existing";
  if (accessLogs) yield { key: "accessLogs", value: true, rule };
  if (executionLogs) yield { key: "executionLogs", value: true, rule };
}

function* usagePlanChecks({ usagePlans }: Parsed): Generator<Violation> {
  yield* repeated(
    "usagePlans",
    usagePlans.map((plan) => plan.name),
  );
  const planOf = new Map<string, string>();
  for (const [index, plan] of usagePlans.entries()) {
    for (const key of plan.keys) {
      const other = planOf.get(key);
      if (other !== undefined) {
        // A key may be in one usage plan per stage (API Gateway Developer Guide, "Usage plans").
        const rule = `key ${key} is in ${other} already, and a key belongs to one usage plan`;
        yield { key: `usagePlans[${index}].keys`, value: plan.keys, rule };
      }
      planOf.set(key, plan.name);
    }
  }
}

function* concurrencyChecks(
  prefix: string,
  { provisionedConcurrency, autoscaling, reservedConcurrency }: Partial<Parsed>,
): Generator<Violation> {
  if (autoscaling !== undefined) {
    if (provisionedConcurrency !== undefined) {
      const rule = "it stands beside autoscaling, which sets the number itself; keep one of the two";
      yield { key: `${prefix}provisionedConcurrency`, value: provisionedConcurrency, rule };
    }
    if (autoscaling.min > autoscaling.max) {
      yield {
        key: `${prefix}autoscaling.min`,
        value: autoscaling.min,
        rule: `it must not exceed max, ${autoscaling.max}`,
      };
    }
  }
  const provisioned = autoscaling?.max ?? provisionedConcurrency ?? 0;
  if (reservedConcurrency !== undefined && reservedConcurrency < provisioned) {
    // Recorded on AWS: lambda-concurrency/reserved-below-provisioned.
    const rule = `it must be at least the function's provisioned concurrency, ${provisioned}`;
    yield { key: `${prefix}reservedConcurrency`, value: reservedConcurrency, rule };
  }
}

function* alarmChecks({ timeout, alarmThresholds, alarmEmails }: Parsed): Generator<Violation> {
  const timeoutMillis = timeout * 1000;
  if (alarmThresholds.durationP99Millis >= timeoutMillis) {
    const rule = `it must be below the timeout, ${timeoutMillis} ms, or the alarm can never fire`;
    yield { key: "alarmThresholds.durationP99Millis", value: alarmThresholds.durationP99Millis, rule };
  }
  yield* repeated("alarmEmails", alarmEmails);
}

function* repeated(key: string, values: readonly string[]): Generator<Violation> {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) yield { key, value: values, rule: `${twice} stands in it twice` };
}
