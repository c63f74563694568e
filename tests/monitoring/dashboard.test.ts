import { expect } from "chai";
import { routes, tables } from "../../api/routes";
import { LocalCloud } from "../../local/cloud";
import { widgetsOf } from "../../local/cloudwatch/dashboardBody";
import { metricsOf } from "../../local/cloudwatch/publishedMetrics";
import { neverPublished } from "../../local/cloudwatch/dimensionSets";
import { dashboards } from "../../local/engine/monitoring";
import { readProject } from "../../local/engine/project";
import { clockAt } from "../support/clock";
import { operations, type Operation } from "../support/operations";
import { accessTo } from "../support/liveApi";
import { declared, ofType, only, root } from "../support/program";

const type = "aws:cloudwatch/dashboard:Dashboard";

/** Without a throttle they have no value: of these, the sets of dimensions that AWS documents are asked. */
const onBadDays = new Set(["ReadThrottleEvents", "WriteThrottleEvents"]);

describe("the dashboard", () => {
  const widgets = async (stack: string) => widgetsOf(String(only(await declared(stack), type).inputs["dashboardBody"]));

  it("begins with every alarm, and has a row for each route and each table", async () => {
    const all = await widgets("prod");
    const alarms = ofType(await declared("prod"), "aws:cloudwatch/metricAlarm:MetricAlarm");
    expect([...all[0]!.alarms].sort()).to.deep.equal(alarms.map(({ state }) => state["arn"]).sort());
    const titles = all.map(({ title }) => title);
    for (const { name } of routes) {
      expect(
        titles.filter((title) => title.startsWith(`${name}: `)),
        name,
      ).to.have.length(4);
    }
    for (const [key, { alarmName = `table-${key}` }] of Object.entries(tables)) {
      expect(
        titles.filter((title) => title.startsWith(`${alarmName}: `)),
        alarmName,
      ).to.have.length(3);
    }
  });

  it("overlaps nowhere and fills each row", async () => {
    const all = await widgets("dev");
    const ys = [...new Set(all.map(({ place }) => place.y))];
    for (const y of ys) {
      const row = all.filter(({ place }) => place.y === y).sort((a, b) => a.place.x - b.place.x);
      let x = 0;
      for (const { place } of row) {
        expect(place.x).to.equal(x);
        x += place.width;
      }
      expect(x).to.equal(24);
    }
    expect(ys).to.deep.equal(ys.map((_, index) => index * 6));
  });

  it("has a name of the stack's own, and leads to it", async () => {
    const program = await declared("prod");
    const { project } = program.place;
    expect(only(program, type).inputs["dashboardName"]).to.equal(`${project}-prod`);
    expect(program.outputs["dashboardUrl"]!.value).to.equal(
      `https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/${project}-prod`,
    );
  });

  it("draws metrics that are published, and no others", async () => {
    const published = new Set<string>();
    const nameOf = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
      JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
    const cloud = await LocalCloud.start(
      readProject(root, "prod", [
        "stageThrottle.rateLimit=10000",
        "provisionedConcurrency=1",
        "usagePlans[0].rateLimit=1000",
        "usagePlans[0].burstLimit=1000",
      ]),
      {
        host: "127.0.0.1",
        port: 0,
        clock: clockAt("2026-03-15T12:00:00Z"),
        readers: [
          (fact) => {
            for (const { namespace, name, dimensions } of metricsOf(fact, () => true))
              published.add(nameOf(namespace, name, dimensions));
          },
        ],
      },
    );
    try {
      const { apiUrl, apiKey } = accessTo(cloud);
      let made = "nothing";
      const ask = async ({ method, path, body }: Operation) => {
        const sent = body === undefined ? {} : { body: JSON.stringify(body.example) };
        const response = await fetch(`${apiUrl}${path.replace(/\{\w+\}/g, made)}`, {
          method,
          headers: { "x-api-key": apiKey, "Content-Type": "application/json" },
          ...sent,
        });
        await response.arrayBuffer();
        made = response.headers.get("Location")?.split("/").at(-1) ?? made;
      };
      // What makes something comes first, and what removes it last; each twice at once, so that one spills over.
      const order = ["POST", "GET", "PUT", "PATCH", "DELETE"];
      const everything = async (methods: readonly string[]) => {
        for (const method of methods) {
          const some = operations.filter((operation) => operation.method === method);
          await Promise.all([...some, ...some].map(ask));
        }
      };
      await everything(order);
      const [{ widgets: drawn } = { widgets: [] }] = cloud.ports.use(dashboards).described;
      const silent = drawn.flatMap(({ series }) => series.flatMap(({ notEvaluated }) => notEvaluated ?? []));
      expect(silent).to.deep.equal([]);
      const missing = widgetsOf(String(only(cloud.program, type).inputs["dashboardBody"])).flatMap(({ title, chart }) =>
        chart.flatMap(({ query }) =>
          query === undefined ||
          published.has(nameOf(query.namespace, query.name, query.dimensions)) ||
          (onBadDays.has(query.name) && neverPublished(query) === undefined)
            ? []
            : [`${title}: ${query.name} ${JSON.stringify(query.dimensions)}`],
        ),
      );
      expect(missing).to.deep.equal([]);
    } finally {
      await cloud.stop();
    }
  });
});
