import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { Command } from "commander";
import type { PriceName, Program } from "@onemachine/local-cloud";
import { cost } from "../../src/cost";
import { estimate } from "../../src/cost/estimate";
import { functionCosts } from "../../src/cost/functions";
import type { Estimate } from "../../src/cost/lines";
import { addTrafficOptions, trafficOf, type TrafficFlags } from "../../src/cost/options";
import { defaultTraffic, type Traffic } from "../../src/cost/traffic";
import { operationsOf } from "../../src/cost/workload";
import { refusalOf } from "../support/commandLine";
import { declare, declared, programSource, root, withProgram } from "../support/program";

/** Three routes on one table with an index; alarms on one metric, on three, and on an anomaly detection band. */
const source = programSource(`
const table = new aws.dynamodb.Table("table", {
  hashKey: "id", attributes: [{ name: "id", type: "S" }, { name: "day", type: "S" }], billingMode: "PAY_PER_REQUEST",
  globalSecondaryIndexes: [{ name: "byDay", hashKey: "day", projectionType: "ALL" }],
  pointInTimeRecovery: { enabled: true },
});
const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = () => {}") });
const route = (name: string, actions: string[], provisioned?: number) => {
  const role = new aws.iam.Role(name + "-role", { assumeRolePolicy: "{}" });
  new aws.iam.RolePolicy(name + "-policy", { role: role.name, policy: pulumi.jsonStringify({ Statement: [
    { Effect: "Allow", Action: actions.map((action) => "dynamodb:" + action), Resource: [table.arn, pulumi.interpolate\`\${table.arn}/index/byDay\`] },
  ] }) });
  const logs = new aws.cloudwatch.LogGroup(name + "-logs", { retentionInDays: 365 });
  const fn = new aws.lambda.Function(name, {
    role: role.arn, code, runtime: "nodejs24.x", handler: "index.handler", publish: true, memorySize: 512, timeout: 10,
    architectures: ["arm64"], loggingConfig: { logFormat: "Text", logGroup: logs.name },
  });
  const alias = new aws.lambda.Alias(name + "-live", { name: "live", functionName: fn.name, functionVersion: fn.version });
  if (provisioned !== undefined) new aws.lambda.ProvisionedConcurrencyConfig(name + "-ready", {
    functionName: fn.name, qualifier: alias.name, provisionedConcurrentExecutions: provisioned });
  return alias.invokeArn;
};
const operation = (operationId: string, uri: string) =>
  ({ operationId, "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri } });
const body = pulumi.all([route("read", ["GetItem"], 2), route("list", ["Scan"]), route("write", ["PutItem"])])
  .apply(([read, list, write]) => JSON.stringify({ openapi: "3.0.1", info: { title: "t", version: "1" }, paths: {
    "/a": { get: operation("read", read), post: operation("write", write), options: {} }, "/b": { get: operation("list", list) },
  } }));
const api = new aws.apigateway.RestApi("api", { body });
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
const stage = new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "v1", xrayTracingEnabled: true });
new aws.apigateway.MethodSettings("settings", { restApi: api.id, stageName: stage.stageName, methodPath: "*/*", settings: { metricsEnabled: true } });
const metric = { namespace: "AWS/Lambda", metricName: "Errors", period: 60, stat: "Sum" };
const alarm = { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 1 };
new aws.cloudwatch.MetricAlarm("one", { ...alarm, namespace: "AWS/Lambda", metricName: "Errors", period: 60, statistic: "Sum" });
new aws.cloudwatch.MetricAlarm("fast", { ...alarm, namespace: "AWS/Lambda", metricName: "Errors", period: 10, statistic: "Sum" });
new aws.cloudwatch.MetricAlarm("math", { ...alarm, metricQueries: [
  { id: "a", metric }, { id: "b", metric }, { id: "c", expression: "a + b", returnData: true } ] });
new aws.cloudwatch.MetricAlarm("band", { ...alarm, thresholdMetricId: "d", metricQueries: [
  { id: "a", metric, returnData: true }, { id: "d", expression: "ANOMALY_DETECTION_BAND(a, 3)", returnData: true } ] });
new aws.cloudwatch.Dashboard("board", { dashboardName: "board", dashboardBody: "{}" });
new aws.kms.Key("key", {});
`);

describe("the cost estimate", () => {
  let program: Program;
  before(async () => {
    program = await withProgram(source, (dir) => declare({ program: dir }));
  });

  /** Returns quantity and dollars of a price, of one route if it is given. */
  function line({ usage, idle }: Estimate, price: PriceName, route?: string): [number, number] {
    const found = [...usage, ...idle].filter((each) => each.price === price && each.route === route);
    const round = (value: number) => Math.round(value * 1e6) / 1e6;
    return [
      round(found.reduce((sum, { quantity }) => sum + quantity, 0)),
      round(found.reduce((sum, { usd }) => sum + usd, 0)),
    ];
  }

  const traffic = (changes: Partial<Traffic> = {}): Traffic => ({ ...defaultTraffic, requests: 3_000_000, ...changes });

  it("prices a reading route by the price list", () => {
    const found = estimate(program, traffic());
    // One of the three million requests, at $3.70 and $0.20 a million.
    expect(line(found, "gatewayRequests", "read")).to.deep.equal([1_000_000, 3.7]);
    expect(line(found, "lambdaRequests", "read")).to.deep.equal([1_000_000, 0.2]);
    // 1,000,000 × 0.02 s × 0.5 GB = 10,000 GB-seconds, in provisioned environments, at $0.0000077778.
    expect(line(found, "provisionedDurationArm", "read")).to.deep.equal([10_000, 0.077778]);
    expect(line(found, "lambdaDurationArm", "read")).to.deep.equal([0, 0]);
    // 1 KB read consistently is one unit, at $0.1525 a million.
    expect(line(found, "tableReads", "read")).to.deep.equal([1_000_000, 0.1525]);
    expect(line(found, "tableWrites", "read")).to.deep.equal([0, 0]);
    // 700 MB are 0.651926 GB, at $0.63; kept a year, 12 × 0.651926 GB at $0.0324.
    expect(line(found, "logIngestion", "read")).to.deep.equal([0.651926, 0.410713]);
    expect(line(found, "logStorage", "read")).to.deep.equal([7.82311, 0.253469]);
    // 1,524 MB out are 1.419336 GB, at $0.09.
    expect(line(found, "transferOut", "read")).to.deep.equal([1.419336, 0.12774]);
    // Five metrics of the method, at $0.30.
    expect(line(found, "methodMetrics", "read")).to.deep.equal([5, 1.5]);
  });

  it("rounds a page by its total bytes, and repeats a write in each index", () => {
    const found = estimate(program, traffic({ itemBytes: 3000 }));
    // 50 × 3,000 bytes are 37 blocks of 4 KB, half a unit each. A write of 3,000 bytes takes 3 units, and 3 for the index.
    expect(line(found, "tableReads", "list")).to.deep.equal([18_500_000, 2.82125]);
    expect(line(found, "tableWrites", "write")).to.deep.equal([6_000_000, 4.575]);
    // 1,000,000 × 0.02 s × 0.5 GB on demand, at $0.0000133334.
    expect(line(found, "lambdaDurationArm", "write")).to.deep.equal([10_000, 0.133334]);
    // 5 KB read consistently are two units.
    expect(line(estimate(program, traffic({ itemBytes: 5000 })), "tableReads", "read")[0]).to.equal(2_000_000);
  });

  it("counts X-Ray's default sampling: one trace each second and 5 percent of the rest", () => {
    // A month has 2,628,000 seconds; 372,000 requests are left, of which 18,600 are traced.
    expect(line(estimate(program, traffic()), "traces")).to.deep.equal([2_646_600, 13.233]);
  });

  for (const service of ["pulumi.interpolate`${api.name}/v1`", "pulumi.interpolate`${api.name}/v?`", '"*/v1"'])
    it(`applies the sampling rule of the stage, ${service}`, async () => {
      const rule = `new aws.xray.SamplingRule("rule", { serviceName: ${service}, reservoirSize: 0,
        fixedRate: 0.01, priority: 1, version: 1, host: "*", httpMethod: "*", resourceArn: "*", serviceType: "*", urlPath: "*" });`;
      const sampled = await withProgram(`${source}\n${rule}`, (dir) => declare({ program: dir }));
      // One in a hundred of three million requests, at $5 a million.
      expect(line(estimate(sampled, traffic()), "traces")).to.deep.equal([30_000, 0.15]);
    });

  it("separates idle cost from usage", () => {
    const found = estimate(program, traffic({ requests: 0 }));
    expect(found.usage).to.deep.equal([]);
    // 2 × 0.5 GB × 2,628,000 s, at $0.0000033334.
    expect(line(found, "provisionedArm")).to.deep.equal([2_628_000, 8.760175]);
    // One, two and three metrics, at $0.10; one more in periods of 10 s, at $0.30.
    expect(line(found, "alarmMetrics")).to.deep.equal([6, 0.6]);
    expect(line(found, "fastAlarmMetrics")).to.deep.equal([1, 0.3]);
    expect(line(found, "smallDashboards")).to.deep.equal([1, 3]);
    expect(line(found, "customerKeys")).to.deep.equal([1, 1]);
    expect(line(found, "tableStorage")).to.deep.equal([1, 0.306]);
    expect(line(found, "pointInTimeRecovery")).to.deep.equal([1, 0.2448]);
    expect(found.total).to.be.closeTo(8.760175 + 0.6 + 0.3 + 3 + 1 + 0.306 + 0.2448, 1e-6);
  });

  it("prices a cache by hours and size, without any request", async () => {
    const settings = `const cache = new aws.apigateway.Stage("cached", { restApi: api.id, deployment: deployment.id,
      stageName: "v2", cacheClusterEnabled: true, cacheClusterSize: "6.1" });`;
    const cached = await withProgram(`${source}\n${settings}`, (dir) => declare({ program: dir }));
    // 730 hours, at $0.20.
    expect(line(estimate(cached, traffic({ requests: 0 })), "cache6_1")).to.deep.equal([730, 146]);
  });

  it("subtracts the free tier only with freeTier, from the sum of all routes", () => {
    const found = estimate(program, traffic({ freeTier: true }));
    // One of three million Lambda calls is free, so two thirds of each route's calls are billed.
    expect(line(found, "lambdaRequests", "read")).to.deep.equal([666_666.666667, 0.133333]);
    expect(line(found, "tableStorage")).to.deep.equal([0, 0]);
    expect(line(found, "smallDashboards")).to.deep.equal([0, 0]);
    // The free million gateway requests end with the account's first year.
    expect(line(found, "gatewayRequests", "read")).to.deep.equal([1_000_000, 3.7]);
    // Lambda's free tier excludes provisioned environments.
    expect(line(found, "provisionedDurationArm", "read")).to.deep.equal([10_000, 0.077778]);
  });

  const metric = (name: string) => ["AWS/Lambda", name, "FunctionName", "fn", { stat: "Sum" }];
  const names = (count: number) => Array.from({ length: count }, (_, index) => metric(`Metric${index}`));
  const dashboards: readonly (readonly [what: string, widgets: readonly object[], price: PriceName])[] = [
    ["50 metrics", [{ properties: { metrics: names(50) } }], "smallDashboards"],
    ["51 metrics", [{ properties: { metrics: names(30) } }, { properties: { metrics: names(51) } }], "dashboards"],
    [
      "metrics that repeat",
      [{ properties: { metrics: names(40) } }, { properties: { metrics: names(40) } }],
      "smallDashboards",
    ],
    [
      "expressions and text",
      [
        { properties: { metrics: [...names(50), [{ expression: "m1 / m2" }]] } },
        { type: "text", properties: { markdown: "a" } },
        {},
      ],
      "smallDashboards",
    ],
    [
      "metrics in short",
      [
        {
          properties: {
            metrics: [metric("Errors"), ["...", "a"], [".", "Errors", ".", "a"], [".", "Throttles", ".", "."]],
          },
        },
        { properties: { metrics: names(48) } },
      ],
      "dashboards",
    ],
  ];
  for (const [what, widgets, price] of dashboards) {
    it(`prices a dashboard with ${what} in the tier of its distinct metrics`, async () => {
      const body = JSON.stringify({ widgets });
      const board = `new aws.cloudwatch.Dashboard("other", { dashboardName: "other", dashboardBody: ${JSON.stringify(body)} });`;
      const other = await withProgram(`${source}\n${board}`, (dir) => declare({ program: dir }));
      const free = estimate(other, traffic({ freeTier: true }));
      expect(line(free, price)).to.deep.equal(price === "dashboards" ? [1, 3] : [0, 0]);
      expect(line(free, price === "dashboards" ? "smallDashboards" : "dashboards")).to.deep.equal([0, 0]);
    });
  }

  it("gives the stacks' dashboards no free tier, because they show more than 50 metrics", async () => {
    for (const stack of ["dev", "prod"]) {
      expect(line(estimate(await declared(stack), traffic({ freeTier: true })), "dashboards")).to.deep.equal([1, 3]);
    }
  });

  it("states what each function costs idle, and for a million requests to each of its routes", () => {
    const found = functionCosts(program, traffic({ requests: 5, freeTier: true }));
    expect(found.map(({ function: name, perMillion }) => [name, perMillion.map(({ route }) => route)])).to.deep.equal([
      ["read", ["read"]],
      ["list", ["list"]],
      ["write", ["write"]],
    ]);
    const [read, list] = found;
    // Two provisioned environments; no alarm of the program measures one function.
    expect(read!.idle).to.be.closeTo(8.760175, 1e-6);
    expect(list!.idle).to.equal(0);
    // The amounts of the first test, without what the routes share and without the free tier.
    expect(read!.perMillion[0]!.usd).to.be.closeTo(
      3.7 + 0.2 + 0.077778 + 0.1525 + 0.410713 + 0.253469 + 0.12774 + 1.5,
      1e-5,
    );
  });

  it("distributes the requests by the mix", () => {
    const found = estimate(program, traffic({ mix: { read: 3, write: 1 } }));
    expect(line(found, "gatewayRequests", "read")).to.deep.equal([2_250_000, 8.325]);
    expect(line(found, "gatewayRequests", "write")).to.deep.equal([750_000, 2.775]);
    expect(line(found, "gatewayRequests", "list")).to.deep.equal([0, 0]);
  });

  it("contains every route of the program on each stack, and rejects unknown ones", async () => {
    for (const stack of ["dev", "prod"]) {
      const whole = await declared(stack);
      const live = whole.outputs["liveVersions"]!.value as object;
      const functions = whole.resources.filter(
        ({ type, name }) =>
          type === "aws:lambda/function:Function" && Object.hasOwn(live, name.replace(/-function$/, "")),
      );
      expect(operationsOf(whole).map(({ function: fn }) => fn.name)).to.have.members(
        functions.map(({ state }) => state["name"]),
      );
      const found = estimate(whole, defaultTraffic);
      const routes = new Set(found.usage.flatMap(({ route }) => route ?? []));
      expect(routes.size).to.equal(functions.length);
      const names = operationsOf(whole).map(({ name }) => name);
      expect(() => estimate(whole, traffic({ mix: { nowhere: 1 } }))).to.throw(
        `--mix names the unknown route nowhere; the routes are ${names.join(", ")}`,
      );
    }
  });
});

describe("npx api-tools cost", () => {
  it("prints cost by service and by route, idle cost, assumptions and omissions", async () => {
    const text = await cost(root, { traffic: { ...defaultTraffic, requests: 2e6 } });
    expect(text).to.match(/^prod in eu-central-1, 2,000,000 requests a month: \$\d+\.\d\d a month\n/);
    for (const part of [
      "Requests and events, by service",
      "Requests and events, by route and consumer",
      "Idle",
      "By function",
      "Assumed",
      "Not included",
      "Prices: ",
    ]) {
      expect(text).to.include(`\n${part}`);
    }
    expect(text).to.match(/^ {2}\w+-function +\$22\.40 {2}\w+ \$\d\.\d\d$/m);
    expect(text).to.include("the free tier is not subtracted (--free-tier)");
    const whole = JSON.parse(await cost(root, { stack: "dev", json: true })) as Estimate & { leftOut: string[] };
    expect(whole.total).to.be.closeTo(
      [...whole.usage, ...whole.idle].reduce((sum, { usd }) => sum + usd, 0),
      1e-9,
    );
    expect(whole.leftOut).not.to.deep.equal([]);
  });

  const wrong: readonly (readonly [readonly string[], string])[] = [
    [
      ["--requests", "many"],
      "--requests is many: it must be a number from 0 to 1000000000000, written as 1500 or 1.5e3",
    ],
    [["--item-bytes", "0"], "--item-bytes is 0: it must be a number from 1 to 409600, written as 1500 or 1.5e3"],
    [["--mix", "read"], "--mix is read: it must be ROUTE=SHARE"],
    [["--mix", "read=0"], "--mix gives every route the share 0: at least one share must be above 0"],
    [["--stak", "prod"], "unknown option '--stak' (Did you mean --stack?)"],
    [
      ["--config", "aws:region=eu-west-3"],
      "cost has no prices for eu-west-3: the price list contains eu-central-1 and us-east-1; compare with --config aws:region=us-east-1",
    ],
    [["--stack", "--json"], "--stack is --json: it must be a value, not another option"],
    [["--config", "a:b=1", "--config", "--json"], "--config is --json: it must be a value, not another option"],
  ];
  for (const [argv, sentence] of wrong) {
    it(`rejects ${argv.join(" ")}`, async () => {
      expect(await refusalOf("--program", root, "cost", ...argv)).to.equal(sentence);
    });
  }

  it("reads the traffic options", () => {
    const traffic = (...argv: string[]) =>
      trafficOf(addTrafficOptions(new Command()).parse(argv, { from: "user" }).opts<TrafficFlags>());
    expect(traffic()).to.deep.equal(defaultTraffic);
    const numbers = ["--requests", "1.5e3", "--item-bytes=2", "--page-items", "3", "--duration-ms", "4"];
    const more = ["--stored-gb", "0.5", "--log-bytes", "6", "--response-bytes", "7", "--free-tier"];
    const events = ["--bucket-gb", "8", "--object-bytes", "9", "--event-bytes", "10"];
    expect(traffic(...numbers, ...more, ...events, "--mix", "list=3", "--mix", "get=1")).to.deep.equal({
      requests: 1_500,
      itemBytes: 2,
      pageItems: 3,
      durationMillis: 4,
      storedGb: 0.5,
      logBytes: 6,
      responseBytes: 7,
      bucketGb: 8,
      objectBytes: 9,
      eventBytes: 10,
      freeTier: true,
      mix: { list: 3, get: 1 },
    });
  });

  it("prints one line and exits with 1 for a wrong option", () => {
    const run = spawnSync(process.execPath, ["packages/api-tools/bin.cjs", "cost", "--requests", "many"], {
      cwd: root,
      encoding: "utf8",
    });
    expect([run.status, run.stdout, run.stderr]).to.deep.equal([1, "", `${wrong[0]![1]}\n`]);
  });
});
