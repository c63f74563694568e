import { expect } from "chai";
import { routes, tables } from "../../../api/routes";
import { widgetsOf } from "../../local-cloud/src/cloudwatch/dashboardBody";
import { isPublished } from "../../local-cloud/src/cloudwatch/dimensionSets";
import { LiveDashboards } from "../../local-cloud/src/cloudwatch/liveDashboards";
import { MetricStore } from "../../local-cloud/src/cloudwatch/metricStore";
import { clockAt } from "../../local-cloud/tests/support/clock";
import { declared, ofType, only } from "../../local-cloud/tests/support/program";

const type = "aws:cloudwatch/dashboard:Dashboard";

describe("the dashboard", () => {
  const widgets = async (stack: string) => widgetsOf(String(only(await declared(stack), type).inputs["dashboardBody"]));

  it("begins with all alarms, and has a row for each route and each table", async () => {
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

  it("has full rows without overlaps", async () => {
    const all = await widgets("dev");
    const ys = [...new Set(all.map(({ position }) => position.y))];
    for (const y of ys) {
      const row = all.filter(({ position }) => position.y === y).sort((a, b) => a.position.x - b.position.x);
      let x = 0;
      for (const { position } of row) {
        expect(position.x).to.equal(x);
        x += position.width;
      }
      expect(x).to.equal(24);
    }
    expect(ys).to.deep.equal(ys.map((_, index) => index * 6));
  });

  it("has the stack's name, and a URL to it is an output", async () => {
    const program = await declared("prod");
    const { project } = program.location;
    expect(only(program, type).inputs["dashboardName"]).to.equal(`${project}_on_prod`);
    expect(program.outputs["dashboardUrl"]!.value).to.equal(
      `https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/${project}_on_prod`,
    );
  });

  it("shows only metrics that AWS publishes with these dimensions", async () => {
    const drawn = (await widgets("prod")).flatMap(({ title, chart }) =>
      chart.map(({ query }) => ({ title, query: query! })),
    );
    expect(drawn.length).to.be.greaterThan(50);
    const others = drawn.filter(({ query }) => !isPublished(query));
    expect(
      others.map(({ title, query }) => `${title}: ${query.name} ${JSON.stringify(query.dimensions)}`),
    ).to.deep.equal([]);
  });

  it("is rendered locally from the same declaration", async () => {
    const store = new MetricStore();
    const clock = clockAt("2026-03-15T12:00:30Z");
    const boards = new LiveDashboards({ clock, log: () => undefined }, store);
    boards.declare((await declared("prod")).resources);
    const query = (await widgets("prod")).find(({ title }) => title === "Requests")!.chart[0]!.query!;
    for (let request = 0; request < 3; request += 1) store.put({ ...query, value: 1, at: clock.now() });
    const [board] = boards.descriptions;
    const [series] = board!.widgets.find(({ title }) => title === "Requests")!.series;
    expect(series!.values.at(-1)).to.equal(3);
    const silent = board!.widgets.flatMap(({ series: lines }) =>
      lines.flatMap(({ notEvaluated }) => notEvaluated ?? []),
    );
    expect(silent).to.deep.equal([]);
  });
});
