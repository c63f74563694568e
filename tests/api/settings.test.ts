import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { concurrencyOf } from "../../api/settings";
import { readStackSettings as read } from "../support/settings";

describe("settings", () => {
  it("are frozen, nested objects included", async () => {
    const settings = await read("prod");
    expect(Object.isFrozen(settings)).to.equal(true);
    expect(Object.isFrozen(settings.usagePlans[0]!.quota)).to.equal(true);
  });

  it("of prod contain the usage plan of the tutorial", async () => {
    expect((await read("prod")).usagePlans).to.deep.equal([
      {
        name: "basic-plan",
        burstLimit: 20,
        rateLimit: 10,
        quota: { limit: 1000, period: "MONTH" },
        keys: ["production-key"],
      },
    ]);
  });

  it("accept a reservation that covers the throttles of the keys, or of the stage if those are lower", async () => {
    const stageThrottle = { burstLimit: 5, rateLimit: 2 };
    for (const changes of [{ reservedConcurrency: 40 }, { reservedConcurrency: 9, stageThrottle }]) {
      expect((await read("prod", changes)).reservedConcurrency).to.equal(changes.reservedConcurrency);
    }
    // Without a reservation, only the account's limit applies.
    expect((await read("dev")).reservedConcurrency).to.equal(undefined);
  });

  it("give each function the concurrency that the stack, an object of names or its own entry sets", async () => {
    const autoscaling = { min: 1, max: 2, targetUtilization: 0.7, routes: ["listItems"] };
    const settings = await read("prod", {
      provisionedConcurrency: { getItem: 5, createItem: 2 },
      autoscaling,
      routeConcurrency: { createItem: { provisionedConcurrency: 1 } },
    });
    const of = (name: string) => concurrencyOf(settings, name);
    expect(of("getItem")).to.deep.equal({
      provisionedConcurrency: 5,
      autoscaling: undefined,
      reservedConcurrency: 40,
    });
    expect(of("listItems")).to.deep.equal({ provisionedConcurrency: undefined, autoscaling, reservedConcurrency: 40 });
    expect(of("createItem")).to.deep.equal({ provisionedConcurrency: 1 });
    expect(of("constructor")).to.deep.equal({
      provisionedConcurrency: undefined,
      autoscaling: undefined,
      reservedConcurrency: 40,
    });
    expect(concurrencyOf(await read("prod"), "getItem").provisionedConcurrency).to.equal(5);
  });

  it("accept 15 minutes for a route with streamed answers", async () => {
    const { routeFunctions } = await read("dev", { routeFunctions: { followItems: { timeout: 900 } } });
    expect(routeFunctions).to.deep.equal({ followItems: { timeout: 900 } });
  });

  it("read a stage name of digits as a string", async () => {
    expect((await read("dev", { stageName: "2026" })).stageName).to.equal("2026");
  });
});

describe("a wrong setting is rejected with one sentence", () => {
  const thresholds = {
    errors: 5,
    errorRatePercent: 1,
    durationP99Millis: 5000,
    throttles: 0,
    serverErrorRatePercent: 1,
    latencyP99Millis: 5000,
    tableThrottledRequests: 0,
    tableSystemErrors: 0,
  };
  const plan = (name: string, keys: string[]) => ({
    name,
    burstLimit: 1,
    rateLimit: 1,
    quota: { limit: 1, period: "DAY" },
    keys,
  });

  const cases: [stack: string, changes: Record<string, unknown>, sentence: string][] = [
    ["dev", { memorySize: 64 }, "items-api:memorySize is 64: it must be an integer from 128 to 10240"],
    ["dev", { memorySize: "lots" }, 'items-api:memorySize is "lots": it must be an integer from 128 to 10240'],
    ["dev", { memorySize: undefined }, "items-api:memorySize is missing: it must be an integer from 128 to 10240"],
    ["dev", { timeout: 30 }, "items-api:timeout is 30: it must be an integer from 8 to 29"],
    ["dev", { timeout: 2.5 }, "items-api:timeout is 2.5: it must be an integer from 8 to 29"],
    ["dev", { architecture: "arm" }, 'items-api:architecture is "arm": it must be arm64 or x86_64'],
    ["dev", { tracing: "yes" }, 'items-api:tracing is "yes": it must be true or false'],
    [
      "dev",
      { stageName: "_local" },
      'items-api:stageName is "_local": it must be 1 to 128 letters, digits, hyphens and underscores, not _local',
    ],
    [
      "dev",
      { logRetentionDays: 8 },
      "items-api:logRetentionDays is 8: it must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    ],
    [
      "dev",
      { corsOrigins: ["https://a.example/"] },
      'items-api:corsOrigins[0] is "https://a.example/": it must be * or an origin such as https://www.example.com',
    ],
    [
      "dev",
      { corsOrigins: ["*", "https://a.example"] },
      'items-api:corsOrigins is ["*","https://a.example"]: * must be the only origin',
    ],
    ["dev", { corsOrigins: [] }, "items-api:corsOrigins is []: it must name at least one origin"],
    ["dev", { corsOrigins: "*" }, 'items-api:corsOrigins is "*": it must be a list of origins'],
    [
      "dev",
      { stageThrottle: { burstLimit: 1, rateLimit: 0 } },
      "items-api:stageThrottle.rateLimit is 0: it must be a number from 1 to 10000",
    ],
    [
      "dev",
      { stageThrottle: { burstLimit: 1, rateLimit: 1, rate: 1 } },
      "items-api:stageThrottle.rate is not a setting: the settings here are burstLimit, rateLimit",
    ],
    ["dev", { stageThrottle: 5 }, "items-api:stageThrottle is 5: it must be an object of burstLimit, rateLimit"],
    ["dev", { usagePlans: [] }, "items-api:usagePlans is []: it must contain at least one plan"],
    [
      "dev",
      { usagePlans: [{ ...plan("a", ["k"]), quota: { limit: 1, period: "YEAR" } }] },
      'items-api:usagePlans[0].quota.period is "YEAR": it must be DAY, WEEK or MONTH',
    ],
    [
      "dev",
      { usagePlans: [plan("a", ["k"]), plan("b", ["k"])] },
      'items-api:usagePlans[1].keys is ["k"]: key k is also in the plan a, and a key can be in one usage plan only',
    ],
    [
      "dev",
      { usagePlans: [plan("a", ["k"]), plan("a", ["l"])] },
      'items-api:usagePlans is ["a","a"]: a is listed twice',
    ],
    [
      "dev",
      { provisionedConcurrency: 0 },
      "items-api:provisionedConcurrency is 0: it must be an integer from 1 to 1000",
    ],
    [
      "prod",
      { autoscaling: { min: 1, max: 2, targetUtilization: 0.7 } },
      "items-api:provisionedConcurrency is 5: autoscaling is set too and controls this number; remove one of the two",
    ],
    [
      "dev",
      { autoscaling: { min: 3, max: 2, targetUtilization: 0.7 } },
      "items-api:autoscaling.min is 3: it must not exceed max, 2",
    ],
    [
      "dev",
      { autoscaling: { min: 1, max: 2, targetUtilization: 70 } },
      "items-api:autoscaling.targetUtilization is 70: it must be a number from 0.1 to 0.9",
    ],
    [
      "prod",
      { reservedConcurrency: 4 },
      "items-api:reservedConcurrency is 4: it must be at least the function's provisioned concurrency, 5",
    ],
    [
      "dev",
      {
        routeConcurrency: {
          getItem: { reservedConcurrency: 1, autoscaling: { min: 1, max: 2, targetUtilization: 0.5 } },
        },
      },
      "items-api:routeConcurrency.getItem.reservedConcurrency is 1: it must be at least the function's provisioned concurrency, 2",
    ],
    [
      "prod",
      { reservedConcurrency: 39 },
      "items-api:reservedConcurrency is 39: it must be at least 40, the calls that run at once: burst 20 + rate 10 x 2 s of a cold start (plan basic-plan); raise it, or lower those limits",
    ],
    [
      "prod",
      { usagePlans: [plan("a", ["k", "l"]), { ...plan("b", ["m"]), burstLimit: 30, rateLimit: 7.3 }] },
      "items-api:reservedConcurrency is 40: it must be at least 51, the calls that run at once: burst 32 + rate 9.3 x 2 s of a cold start (3 keys of usagePlans); raise it, or lower those limits",
    ],
    [
      "prod",
      { reservedConcurrency: 8, stageThrottle: { burstLimit: 5, rateLimit: 2 } },
      "items-api:reservedConcurrency is 8: it must be at least 9, the calls that run at once: burst 5 + rate 2 x 2 s of a cold start (stageThrottle); raise it, or lower those limits",
    ],
    [
      "prod",
      { routeConcurrency: { getItem: { reservedConcurrency: 20 } } },
      "items-api:routeConcurrency.getItem.reservedConcurrency is 20: it must be at least 40, the calls that run at once: burst 20 + rate 10 x 2 s of a cold start (plan basic-plan); raise it, or lower those limits",
    ],
    [
      "dev",
      { routeConcurrency: { putItem: {} } },
      "items-api:routeConcurrency.putItem is {}: there is no such route; the routes are listItems, getItem, createItem, followItems",
    ],
    [
      "dev",
      { routeFunctions: { putItem: { memorySize: 512 } } },
      'items-api:routeFunctions.putItem is {"memorySize":512}: there is no such route; the routes are listItems, getItem, createItem, followItems',
    ],
    [
      "dev",
      { routeFunctions: { getItem: { memory: 512 } } },
      "items-api:routeFunctions.getItem.memory is not a setting: the settings here are memorySize, timeout, logLevel",
    ],
    [
      "dev",
      { routeFunctions: { getItem: { logLevel: "LOUD" } } },
      'items-api:routeFunctions.getItem.logLevel is "LOUD": it must be DEBUG, INFO, WARN or ERROR',
    ],
    [
      "dev",
      { routeFunctions: { getItem: { timeout: 30 } } },
      "items-api:routeFunctions.getItem.timeout is 30: API Gateway waits at most 29 seconds for the whole answer of getItem; only a route with streamed answers can take longer",
    ],
    [
      "dev",
      { routeFunctions: { getItem: { timeout: 9 } }, alarmThresholds: { ...thresholds, durationP99Millis: 9_000 } },
      "items-api:alarmThresholds.durationP99Millis is 9000: it must be below the timeout of getItem, 9000 ms; otherwise the alarm never fires",
    ],
    [
      "dev",
      { canary: { percent: 10, stable: { putItem: "1" } } },
      'items-api:canary.stable.putItem is "1": there is no such route; the routes are listItems, getItem, createItem, followItems',
    ],
    [
      "dev",
      { canary: { percent: 100, stable: {} } },
      "items-api:canary.percent is 100: it must be an integer from 0 to 99",
    ],
    [
      "dev",
      { canary: { percent: 1, stable: { getItem: "$LATEST" } } },
      'items-api:canary.stable.getItem is "$LATEST": it must be the number of a published version, as text',
    ],
    [
      "dev",
      { firewall: { requestsPerAddress: 1 } },
      "items-api:firewall.requestsPerAddress is 1: it must be an integer from 10 to 2000000000",
    ],
    [
      "dev",
      { domain: { name: "https://api.example.com", certificateArn: "x", hostedZoneId: "y" } },
      'items-api:domain.name is "https://api.example.com": it must be a host name in lower case such as api.example.com',
    ],
    [
      "dev",
      { cache: { sizeGb: 1, ttlSeconds: 60, routes: ["getItem"] } },
      "items-api:cache.sizeGb is 1: it must be one of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237",
    ],
    [
      "dev",
      { cache: { sizeGb: 0.5, ttlSeconds: 3601, routes: ["getItem"] } },
      "items-api:cache.ttlSeconds is 3601: it must be an integer from 0 to 3600",
    ],
    [
      "dev",
      { cache: { sizeGb: 0.5, ttlSeconds: 60, routes: [] } },
      "items-api:cache.routes is []: it must name at least one route",
    ],
    [
      "dev",
      { cache: { sizeGb: 0.5, ttlSeconds: 60 } },
      "items-api:cache.routes is missing: it must be a list of route names",
    ],
    [
      "dev",
      { cache: { sizeGb: 0.5, ttlSeconds: 60, routes: ["getItem", "getItem"] } },
      'items-api:cache.routes[1] is "getItem": it is listed twice',
    ],
    [
      "dev",
      { cache: { sizeGb: 0.5, ttlSeconds: 60, routes: ["getItem", "putItem"] } },
      'items-api:cache.routes[1] is "putItem": there is no such route; the GET routes are listItems, getItem',
    ],
    [
      "dev",
      { cache: { sizeGb: 0.5, ttlSeconds: 60, routes: ["createItem"] } },
      'items-api:cache.routes[0] is "createItem": it is a POST, and only answers to GET are cached; the GET routes are listItems, getItem',
    ],
    [
      "prod",
      { provisionedConcurrency: { getItem: 5, putItem: 1 } },
      "items-api:provisionedConcurrency.putItem is 1: there is no such route; the routes are listItems, getItem, createItem, followItems",
    ],
    [
      "prod",
      { provisionedConcurrency: { getItem: 0 } },
      "items-api:provisionedConcurrency.getItem is 0: it must be an integer from 1 to 1000",
    ],
    [
      "prod",
      { provisionedConcurrency: "many" },
      'items-api:provisionedConcurrency is "many": it must be an integer from 1 to 1000, or such integers keyed by route or group',
    ],
    [
      "prod",
      { provisionedConcurrency: { getItem: 41 } },
      "items-api:reservedConcurrency is 40: it must be at least the function's provisioned concurrency, 41",
    ],
    [
      "prod",
      {
        provisionedConcurrency: { getItem: 5 },
        autoscaling: { min: 1, max: 2, targetUtilization: 0.7, routes: ["getItem"] },
      },
      "items-api:provisionedConcurrency is 5: autoscaling is set too and controls this number; remove one of the two",
    ],
    [
      "prod",
      {
        provisionedConcurrency: undefined,
        autoscaling: { min: 1, max: 2, targetUtilization: 0.7, routes: ["putItem"] },
      },
      'items-api:autoscaling.routes.putItem is "putItem": there is no such route; the routes are listItems, getItem, createItem, followItems',
    ],
    [
      "dev",
      { cache: { sizeGb: 0.5, ttlSeconds: 60, routes: ["followItems"] } },
      'items-api:cache.routes[0] is "followItems": its answers are streamed or binary; the GET routes are listItems, getItem',
    ],
    [
      "dev",
      { routeFunctions: { followItems: { timeout: 901 } } },
      "items-api:routeFunctions.followItems.timeout is 901: it must be an integer from 8 to 900",
    ],
    [
      "dev",
      { existing: { tables: { orders: "legacy" } } },
      'items-api:existing.tables.orders is "legacy": there is no such table; the tables are items',
    ],
    [
      "dev",
      { existing: { keys: { "production-key": "a1b2c3d4e5" } } },
      'items-api:existing.keys.production-key is "a1b2c3d4e5": there is no such key; the keys are dev-key',
    ],
    [
      "dev",
      { existing: { tables: { items: "a table" } } },
      'items-api:existing.tables.items is "a table": it must be the name of a DynamoDB table',
    ],
    [
      "dev",
      { existing: { keys: { "dev-key": "arn:aws:apigateway" } } },
      'items-api:existing.keys.dev-key is "arn:aws:apigateway": it must be the id of an API key',
    ],
    ["dev", { customerKey: "yes" }, 'items-api:customerKey is "yes": it must be true or false'],
    [
      "dev",
      { tags: { team: 7 } },
      "items-api:tags.team is 7: it must be at most 256 letters, digits, spaces and _ . : / = + - @",
    ],
    [
      "dev",
      { tags: { "aws:x": "y" } },
      'items-api:tags.aws:x is "aws:x": it must be an object of tags, each name 1 to 128 characters that do not begin with aws:',
    ],
    [
      "dev",
      { accessLogs: true },
      "items-api:accessLogs is true: it requires the setting apiGatewayAccountRole, create or existing",
    ],
    [
      "dev",
      { executionLogs: true },
      "items-api:executionLogs is true: it requires the setting apiGatewayAccountRole, create or existing",
    ],
    ["dev", { alarmEmails: ["ops"] }, 'items-api:alarmEmails[0] is "ops": it must be an e-mail address'],
    [
      "dev",
      { alarmThresholds: { ...thresholds, durationP99Millis: 10_000 } },
      "items-api:alarmThresholds.durationP99Millis is 10000: it must be below the timeout, 10000 ms; otherwise the alarm never fires",
    ],
    [
      "dev",
      { alarmThresholds: { ...thresholds, errors: -1 } },
      "items-api:alarmThresholds.errors is -1: it must be an integer from 0 to 1000000",
    ],
  ];

  for (const [stack, changes, sentence] of cases) {
    it(sentence.slice(0, 90), async () => {
      const error = await read(stack, changes).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error?.message).to.equal(sentence);
      expect(pulumi.RunError.isInstance(error)).to.equal(true);
    });
  }

  it("lists all settings for an unknown key, and suggests the nearest", async () => {
    const error = await read("dev", { memorysize: 128 }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.match(
      /^items-api:memorysize is not a setting: the settings here are stageName, memorySize, .*; did you mean memorySize\?$/,
    );
  });
});

describe("settings with the prefix of another project", () => {
  const refusal = (stack: string, changes: Record<string, unknown>, project?: string) =>
    read(stack, changes, project).then(
      () => undefined,
      (reason: Error) => reason,
    );
  const cases: [stack: string, changes: Record<string, unknown>][] = [
    ["dev", {}],
    ["prod", {}],
    // Two keys that --config adds with the right prefix.
    ["dev", { "items-api-2:stageName": "v2", "items-api-2:tracing": true }],
  ];

  for (const [stack, changes] of cases) {
    it(`are rejected with one sentence: ${stack} ${JSON.stringify(changes)}`, async () => {
      const error = await refusal(stack, changes, "items-api-2");
      expect(error?.message).to.equal(
        `the project is named items-api-2, and the settings in Pulumi.${stack}.yaml begin with items-api: change that to items-api-2, as in items-api-2:stageName`,
      );
      expect(pulumi.RunError.isInstance(error)).to.equal(true);
    });
  }

  it("are not confused with the settings of a provider", async () => {
    expect((await refusal("dev", { timeout: undefined, "aws:timeout": 10 }))?.message).to.equal(
      "items-api:timeout is missing: it must be an integer from 8 to 29",
    );
    expect((await read("dev", { "aws:timeout": 10 })).timeout).to.equal(10);
  });
});
