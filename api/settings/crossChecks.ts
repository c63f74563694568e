import type { z } from "zod";
import { streamsAnswers, type Bodies } from "../http/mediaTypes";
import { checkCache } from "./cache";
import { checkCapacity } from "./capacity";
import { concurrencyOf, type Concurrency } from "./concurrency";
import { checkExisting } from "./existing";
import { checkIdentity, checkTokenRoutes } from "./identity";
import { functionsOf, requireFunction, type FunctionNames } from "./functionNames";
import { requireKnownName, type Violation } from "./rules";
import type { settingsSchema } from "./schema";

type Parsed = z.infer<typeof settingsSchema>;

/** The parts of a route that settings refer to. */
export interface KnownRoute {
  readonly name: string;
  readonly method: string;
  readonly group?: string;
  readonly responses: Bodies;
  readonly scopes?: readonly string[];
  readonly withoutKey?: string;
  readonly values: readonly { readonly name: string }[];
}

/** Declared resources and consumers that settings may refer to. */
export interface KnownOthers {
  /** Keyed as in `access`. */
  readonly declarations: Readonly<Record<string, { readonly kind: string }>>;
  readonly consumers?: readonly Pick<KnownRoute, "name" | "values">[];
}

/** Checks settings against each other and against the routes. Finds what AWS rejects, and what would have no effect. */
export function* checkTogether(
  settings: Parsed,
  routes: readonly KnownRoute[],
  { declarations, consumers = [] }: KnownOthers,
): Generator<Violation> {
  const routeNames = routes.map(({ name }) => name);
  yield* checkCors(settings);
  yield* checkLogging(settings);
  yield* checkUsagePlans(settings);
  yield* checkIdentity(settings.identity, routeNames);
  yield* checkTokenRoutes(settings.identity, routes);
  const functions = functionsOf(routes);
  yield* checkStackConcurrency(settings, functions);
  yield* checkCapacity("", settings, settings);
  for (const [route, concurrency] of Object.entries(settings.routeConcurrency)) {
    yield* requireFunction("routeConcurrency", [route, concurrency], functions);
    yield* checkConcurrency(`routeConcurrency.${route}.`, concurrency);
    yield* checkCapacity(`routeConcurrency.${route}.`, concurrency, settings);
  }
  for (const entry of Object.entries(settings.routeFunctions)) {
    if (consumers.some(({ name }) => name === entry[0])) continue;
    yield* requireFunction("routeFunctions", entry, functions);
  }
  yield* checkTimeouts(settings, routes);
  yield* checkCanary(settings, functions);
  yield* checkCache(settings.cache, routes);
  yield* checkEdge(settings);
  yield* checkExisting(settings.existing, {
    table: namesOfKind(declarations, "table"),
    secret: namesOfKind(declarations, "secret"),
    parameter: namesOfKind(declarations, "parameter"),
    queue: namesOfKind(declarations, "queue"),
    topic: namesOfKind(declarations, "topic"),
    key: settings.usagePlans.flatMap(({ keys }) => keys),
  });
  for (const entry of Object.entries(settings.buckets)) {
    yield* requireKnownName("buckets", entry, { kind: "bucket", known: namesOfKind(declarations, "bucket") });
  }
  yield* checkAlarms(settings);
}

/** Integrations wait at most 29 seconds, and streamed ones 15 minutes (API Gateway quotas). */
function* checkTimeouts({ routeFunctions }: Parsed, routes: readonly KnownRoute[]): Generator<Violation> {
  for (const { name, responses } of routes) {
    const { timeout = 0 } = routeFunctions[name] ?? {};
    if (timeout <= 29 || streamsAnswers(responses)) continue;
    const rule = `API Gateway waits at most 29 seconds for the whole answer of ${name}; only a route with streamed answers can take longer`;
    yield { key: `routeFunctions.${name}.timeout`, value: timeout, rule };
  }
}

function namesOfKind(declarations: KnownOthers["declarations"], kind: string): string[] {
  return Object.keys(declarations).filter((name) => declarations[name]!.kind === kind);
}

/** Lambda's error: "Alias with weights can not be used with Provisioned Concurrency". */
function* checkCanary({ canary, ...stack }: Parsed, functions: FunctionNames): Generator<Violation> {
  if (canary === undefined) return;
  for (const [route, version] of Object.entries(canary.stable)) {
    yield* requireFunction("canary.stable", [route, version], functions);
    const { provisionedConcurrency, autoscaling } = concurrencyOf(stack, route);
    if (canary.percent > 0 && (provisionedConcurrency !== undefined || autoscaling !== undefined)) {
      const setting = autoscaling === undefined ? "provisionedConcurrency" : "autoscaling";
      const rule = `Lambda does not split the calls of an alias with provisioned concurrency, and ${route} has ${setting}; remove that until the release is complete, or set percent to 0`;
      yield { key: "canary.percent", value: canary.percent, rule };
    }
  }
}

function* checkCors({ corsOrigins }: Parsed): Generator<Violation> {
  if (corsOrigins.includes("*") && corsOrigins.length > 1) {
    yield { key: "corsOrigins", value: corsOrigins, rule: "* must be the only origin" };
  }
  yield* requireUnique("corsOrigins", corsOrigins);
}

function* checkLogging({ accessLogs, executionLogs, apiGatewayAccountRole }: Parsed): Generator<Violation> {
  if (apiGatewayAccountRole !== undefined) return;
  const rule = "it requires the setting apiGatewayAccountRole, create or existing";
  if (accessLogs) yield { key: "accessLogs", value: true, rule };
  if (executionLogs) yield { key: "executionLogs", value: true, rule };
}

function* checkUsagePlans({ usagePlans }: Parsed): Generator<Violation> {
  yield* requireUnique(
    "usagePlans",
    usagePlans.map((plan) => plan.name),
  );
  const planOf = new Map<string, string>();
  for (const [index, plan] of usagePlans.entries()) {
    for (const key of plan.keys) {
      const other = planOf.get(key);
      if (other !== undefined) {
        // API Gateway accepts a key in one usage plan of a stage (API Gateway Developer Guide, "Usage plans").
        const rule = `key ${key} is also in the plan ${other}, and a key can be in one usage plan only`;
        yield { key: `usagePlans[${index}].keys`, value: plan.keys, rule };
      }
      planOf.set(key, plan.name);
    }
  }
}

/** Checks what the stack gives to each function without an entry in `routeConcurrency`. */
function* checkStackConcurrency(settings: Parsed, functions: FunctionNames): Generator<Violation> {
  const { provisionedConcurrency, autoscaling, reservedConcurrency } = settings;
  const named = typeof provisionedConcurrency === "object" ? provisionedConcurrency : {};
  for (const entry of Object.entries(named)) yield* requireFunction("provisionedConcurrency", entry, functions);
  for (const name of autoscaling?.routes ?? []) yield* requireFunction("autoscaling.routes", [name, name], functions);
  const stack = { ...settings, routeConcurrency: {} };
  const both = functions.names.map((name) => concurrencyOf(stack, name)).find((each) => each.autoscaling !== undefined);
  yield* checkConcurrency(
    "",
    both ?? { autoscaling, reservedConcurrency, provisionedConcurrency: largestOf(settings) },
  );
}

/** Returns the largest provisioned concurrency that the stack gives to a function. */
function largestOf({ provisionedConcurrency }: Parsed): number | undefined {
  if (typeof provisionedConcurrency !== "object") return provisionedConcurrency;
  return Math.max(0, ...Object.values(provisionedConcurrency));
}

function* checkConcurrency(
  prefix: string,
  { provisionedConcurrency, autoscaling, reservedConcurrency }: Concurrency,
): Generator<Violation> {
  if (autoscaling !== undefined) {
    if (provisionedConcurrency !== undefined) {
      const rule = "autoscaling is set too and controls this number; remove one of the two";
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
    // Recorded case: lambda-concurrency/reserved-below-provisioned.
    const rule = `it must be at least the function's provisioned concurrency, ${provisioned}`;
    yield { key: `${prefix}reservedConcurrency`, value: reservedConcurrency, rule };
  }
}

/** CloudFront accepts certificates of us-east-1 only (CloudFront API reference, ViewerCertificate). */
function* checkEdge({ edge, domain }: Parsed): Generator<Violation> {
  if (edge === undefined) return;
  yield* requireUnique("edge.originKeys", edge.originKeys);
  if (domain !== undefined && !domain.certificateArn.includes(":acm:us-east-1:")) {
    const rule = "with edge, the distribution has the domain, and CloudFront accepts only certificates of us-east-1";
    yield { key: "domain.certificateArn", value: domain.certificateArn, rule };
  }
}

function* checkAlarms({ timeout, routeFunctions, alarmThresholds, alarmEmails }: Parsed): Generator<Violation> {
  const own = Object.entries(routeFunctions).map(([route, each]) => ({
    of: ` of ${route}`,
    seconds: each.timeout ?? timeout,
  }));
  const [shortest] = [{ of: "", seconds: timeout }, ...own].sort((a, b) => a.seconds - b.seconds);
  const timeoutMillis = shortest!.seconds * 1000;
  if (alarmThresholds.durationP99Millis >= timeoutMillis) {
    const rule = `it must be below the timeout${shortest!.of}, ${timeoutMillis} ms; otherwise the alarm never fires`;
    yield { key: "alarmThresholds.durationP99Millis", value: alarmThresholds.durationP99Millis, rule };
  }
  yield* requireUnique("alarmEmails", alarmEmails);
}

function* requireUnique(key: string, values: readonly string[]): Generator<Violation> {
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) yield { key, value: values, rule: `${repeated} is listed twice` };
}
