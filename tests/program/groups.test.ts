import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parsePolicy, type Program } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { findViolations } from "../../api/route/checks";
import type { Route } from "../../api/route/resource";
import { things } from "./groups/routes";
import { declare, declareWithoutCode, groupsProgram, ofType, only } from "../support/program";

const { program } = groupsProgram;
const stackOf = (settings: Readonly<Record<string, unknown>>) => ({
  program,
  config: Object.entries(settings).map(([name, value]) => `groups:${name}=${JSON.stringify(value)}`),
});
const withoutPlanLimits = {
  usagePlans: [{ name: "p", burstLimit: 1, rateLimit: 1, quota: { limit: 1, period: "DAY" }, keys: ["k"] }],
};

describe("a group of routes", () => {
  let declared: Program;
  before(async () => {
    declared = await declare({ program });
  });
  const names = (type: string) =>
    ofType(declared, type)
      .map(({ name }) => name)
      .sort();

  it("has one function, alias, role and log group, named after the group", () => {
    expect(names("aws:lambda/function:Function")).to.deep.equal(["reads-function", "writeThing-function"]);
    expect(names("aws:lambda/alias:Alias")).to.deep.equal(["reads-live", "writeThing-live"]);
    expect(names("aws:iam/role:Role")).to.deep.equal(["reads-role", "writeThing-role"]);
    expect(names("aws:cloudwatch/logGroup:LogGroup")).to.include.members(["reads-logs", "writeThing-logs"]);
  });

  it("grants the union of the actions of its routes, on the tables that they name", () => {
    const statements = (role: string) =>
      parsePolicy(String(only(declared, "aws:iam/rolePolicy:RolePolicy", `${role}-policy`).inputs["policy"]))
        .filter(({ actions }) => actions.some((action) => action.startsWith("dynamodb:")))
        .map(({ actions, resources }) => [actions, resources]);
    const arn = (table: string) => only(declared, "aws:dynamodb/table:Table", table).state["arn"];
    expect(statements("reads")).to.deep.equal([
      [["dynamodb:GetItem", "dynamodb:Scan"], [arn("Things")]],
      [["dynamodb:Query"], [arn("Notes")]],
    ]);
    expect(statements("writeThing")).to.deep.equal([[["dynamodb:PutItem"], [arn("Things")]]]);
  });

  it("lets API Gateway call its alias for each of its routes, and for no other", () => {
    const alias = only(declared, "aws:lambda/alias:Alias", "reads-live");
    const permissions = ofType(declared, "aws:lambda/permission:Permission").map(({ name, inputs }) => [
      name,
      inputs["function"] === alias.inputs["functionName"],
      String(inputs["sourceArn"]).split("/v1/")[1],
    ]);
    expect(permissions).to.have.deep.members([
      ["readThing-permission", true, "GET/things/{id}"],
      ["listThings-permission", true, "GET/things"],
      ["writeThing-permission", false, "PUT/things/{id}"],
    ]);
  });

  it("has the callback of each route in its archive", async () => {
    const code = only(declared, "aws:lambda/function:Function", "reads-function").inputs["code"];
    const assets = (await (code as pulumi.asset.AssetArchive).assets) as Record<string, pulumi.asset.StringAsset>;
    const text = await assets["__index.js"]!.text;
    expect(text).to.include("read: params.id").and.to.include('fail("tooMany")');
  });

  it("has the alarms of a function, and alarms of each route where API Gateway has metrics", () => {
    const alarms = names("aws:cloudwatch/metricAlarm:MetricAlarm").filter((name) => /reads|Thing/.test(name));
    const ofFunctions = ["duration", "error-rate", "errors", "throttles"].flatMap((alarm) =>
      ["reads", "writeThing"].map((fn) => `things-${alarm}-${fn}`),
    );
    const ofRoutes = ["latency", "server-errors"].flatMap((alarm) =>
      ["listThings", "readThing"].map((route) => `things-${alarm}-${route}`),
    );
    expect(alarms).to.have.members([...ofFunctions, ...ofRoutes]);
    const { metricName, dimensions, threshold } = only(
      declared,
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "things-server-errors-readThing",
    ).inputs;
    const { name: api } = only(declared, "aws:apigateway/restApi:RestApi").state;
    expect({ metricName, dimensions, threshold }).to.deep.equal({
      metricName: "5XXError",
      dimensions: { ApiName: api, Method: "GET", Resource: "/things/{id}", Stage: "v1" },
      threshold: 0.01,
    });
  });

  it("has a row for its function and one for each route on the dashboard", () => {
    const body = String(only(declared, "aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"]);
    const { widgets } = JSON.parse(body) as { widgets: { y: number; properties: { title: string } }[] };
    const rows = new Map<number, string[]>();
    for (const { y, properties } of widgets) rows.set(y, [...(rows.get(y) ?? []), properties.title]);
    expect([...rows.values()].slice(-4)).to.deep.equal([
      ["reads: failures", "reads: time (ms)", "reads: environments"],
      ["readThing: requests", "readThing: latency (ms)"],
      ["listThings: requests", "listThings: latency (ms)"],
      ["writeThing: requests", "writeThing: failures", "writeThing: time (ms)", "writeThing: environments"],
    ]);
  });

  it("counts once where concurrency is provisioned and reserved", async () => {
    const { outputs, resources } = await declareWithoutCode(
      stackOf({ provisionedConcurrency: 5, reservedConcurrency: 40, ...withoutPlanLimits }),
    );
    expect(outputs["concurrency"]!.value).to.include({ provisioned: 10, reserved: 80 });
    const provisioned = resources.filter(({ type }) => type.endsWith(":ProvisionedConcurrencyConfig"));
    expect(provisioned.map(({ name }) => name).sort()).to.deep.equal(["reads-provisioned", "writeThing-provisioned"]);
  });

  it("takes settings and canary releases by its name", async () => {
    const program = await declareWithoutCode(
      stackOf({ routeFunctions: { reads: { memorySize: 256 } }, canary: { percent: 10, stable: { reads: "1" } } }),
    );
    expect(only(program, "aws:lambda/function:Function", "reads-function").inputs["memorySize"]).to.equal(256);
    expect(only(program, "aws:lambda/alias:Alias", "reads-live").inputs["functionVersion"]).to.equal("1");
  });

  const refused: [Readonly<Record<string, unknown>>, string][] = [
    [
      { routeFunctions: { readThing: { memorySize: 256 } } },
      'groups:routeFunctions.readThing is {"memorySize":256}: the route is in the group reads, whose routes share a function; name reads instead',
    ],
    [
      { routeConcurrency: { listThings: { provisionedConcurrency: 1 } } },
      'groups:routeConcurrency.listThings is {"provisionedConcurrency":1}: the route is in the group reads, whose routes share a function; name reads instead',
    ],
    [
      { canary: { percent: 10, stable: { readThing: "1" } } },
      'groups:canary.stable.readThing is "1": the route is in the group reads, whose routes share a function; name reads instead',
    ],
    [
      { routeFunctions: { writes: { memorySize: 256 } } },
      'groups:routeFunctions.writes is {"memorySize":256}: there is no such route; the routes are reads, writeThing',
    ],
  ];
  for (const [settings, sentence] of refused) {
    it(`refuses ${JSON.stringify(settings)}`, async () => {
      const error = await declareWithoutCode(stackOf(settings)).catch(String);
      expect(error).to.equal(`UserError: ${sentence}`);
    });
  }
});

describe("the checks of groups", () => {
  const sentences = (change: (route: Route) => Partial<Route>) => {
    const routes = things.routes.map((route) => ({ ...route, ...change(route) }));
    return [...findViolations([{ ...things, routes }])];
  };
  const onRead = (change: Partial<Route>) => (route: Route) => (route.name === "readThing" ? change : {});

  const wrong: [string, (route: Route) => Partial<Route>, string[]][] = [
    [
      "the name of a route",
      onRead({ group: "writeThing" }),
      ["route readThing: the group writeThing has the name of a route, and both name a function; rename the group"],
    ],
    [
      "another character",
      onRead({ group: "a-b" }),
      ["route readThing: the group a-b must be 1 to 41 letters, digits and underscores, and begin with a letter"],
    ],
    [
      "different archive budgets",
      onRead({ archiveBudget: 9 }),
      [
        "routes readThing and listThings of the group reads have different archiveBudgets, 9 and none, and share an archive",
      ],
    ],
    [
      "a streamed answer",
      onRead({ responses: { 200: { description: "x", contentType: "application/pdf" } } }),
      ["route readThing: its answers are streamed or binary, so it has a function of its own; remove its group reads"],
    ],
  ];
  for (const [what, change, expected] of wrong) {
    it(`reject ${what}`, () => expect(sentences(change)).to.deep.equal(expected));
  }
  it("accept the routes that these tests change", () => expect(sentences(() => ({}))).to.deep.equal([]));
});

describe("a local run of a group", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ program, clock: "running" });
  });
  after(() => cloud.stop());

  const get = async (path: string) => {
    const response = await fetch(`${cloud.url}${path}`, { headers: { "x-api-key": cloud.apiKey! } });
    return [response.status, await response.json()] as const;
  };

  it("answers each route with its own callback, input and errors, from one environment", async () => {
    expect(await get("/things/a%20b")).to.deep.equal([200, { read: "a b", tables: ["things"] }]);
    expect(await get("/things")).to.deep.equal([200, { size: 3, isShared: true }]);
    const [status, body] = await get("/things?size=101");
    expect([status, (body as { error: string }).error]).to.deep.equal([409, "There are too many"]);
    const lines = cloud
      .logs()
      .flatMap(({ text }) => text.split("\n"))
      .filter((text) => text.startsWith('{"level"'))
      .map((text) => JSON.parse(text) as { route: string; coldStart: boolean });
    expect(lines.map(({ route, coldStart }) => [route, coldStart])).to.deep.equal([
      ["readThing", true],
      ["listThings", false],
      ["listThings", false],
    ]);
  });
});
