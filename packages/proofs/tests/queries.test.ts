import { expect } from "chai";
import { LocalCloud } from "../../local-cloud/src/cloud";
import { Faults } from "../../local-cloud/src/kernel/faults";
import { type Declared, readProject } from "@onemachine/local-cloud";
import { queries } from "../../../monitoring/queries";
import { runQuery, parseRow, type Row } from "../insights";
import { accessTo } from "../liveApi";
import { declared, ofType, root } from "../../local-cloud/tests/support/program";

function denyData(resource: Declared): Declared {
  if (resource.type !== "aws:iam/rolePolicy:RolePolicy") return resource;
  const policy = String(resource.inputs["policy"]).replaceAll("dynamodb:", "nothing:");
  return { ...resource, inputs: { ...resource.inputs, policy } };
}

describe("the saved queries", () => {
  const rows: Row[] = [];
  let cloud: LocalCloud;
  let first: string;
  let failed: string;
  let slow: string;

  before(async () => {
    const faults = new Faults();
    cloud = await LocalCloud.start(readProject(root, "dev", []), {
      host: "127.0.0.1",
      port: 0,
      faults,
      readers: [
        (fact) => {
          if (fact.kind !== "log" || fact.inGroup !== true) return;
          for (const line of fact.text.trimEnd().split("\n")) rows.push(parseRow(fact.source, line, fact.at));
        },
      ],
    });
    const { apiUrl, apiKey } = accessTo(cloud);
    const get = async () =>
      (await fetch(`${apiUrl}/items`, { headers: { "x-api-key": apiKey } })).headers.get("x-amzn-RequestId")!;
    first = await get();
    faults.set("dynamodb:latency=30");
    slow = await get();
    faults.set("dynamodb:latency=0");
    // A role without data access causes an unexpected error: it is logged once and rethrown.
    await cloud.apply({ ...cloud.program, resources: cloud.program.resources.map(denyData) });
    failed = await get();
  });
  after(() => cloud.stop());

  const result = (name: string) => runQuery(queries[name]!, rows);

  it("each have a test here", () => {
    expect(Object.keys(queries).sort()).to.deep.equal([
      "cold-starts",
      "errors-by-route",
      "one-request",
      "slowest-requests",
    ]);
  });

  it("list the slowest requests first", () => {
    const found = result("slowest-requests");
    expect(found.map(({ requestId }) => requestId)).to.have.members([first, slow]);
    const durations = found.map(({ durationMs }) => Number(durationMs));
    expect(durations).to.deep.equal([...durations].sort((a, b) => b - a));
    expect(found.find(({ requestId }) => requestId === slow)!["durationMs"]).to.be.greaterThan(29);
  });

  it("count cold starts by function", () => {
    const [found, ...others] = result("cold-starts");
    expect(others).to.deep.equal([]);
    expect(found).to.include({ "@log": "listItems", coldStarts: 1 });
    expect(found!["average"]).to.equal(found!["longest"]);
  });

  it("list all lines of one request in order", () => {
    const query = queries["one-request"]!.replace("REPLACE-BY-A-REQUEST-ID", slow);
    const found = runQuery(query, rows);
    expect(found.map(({ route, message, status }) => [route, message, status])).to.deep.equal([
      ["listItems", "request", 200],
    ]);
  });

  it("count errors by route and message", () => {
    const found = result("errors-by-route");
    expect(found.map(({ route, errors }) => [route, errors])).to.deep.equal([["listItems", 1]]);
    const byId = runQuery(queries["one-request"]!.replace("REPLACE-BY-A-REQUEST-ID", failed), rows);
    expect(byId.map(({ message }) => message)).to.include(found[0]!["message"]);
  });

  it("search the functions' log groups, and have the stack's name", async () => {
    const program = await declared("prod");
    const definitions = ofType(program, "aws:cloudwatch/queryDefinition:QueryDefinition");
    const groups = ofType(program, "aws:lambda/function:Function").map(
      ({ state }) => (state["loggingConfig"] as { logGroup: string }).logGroup,
    );
    expect(definitions.map(({ inputs }) => inputs["name"])).to.deep.equal(
      Object.keys(queries).map((name) => `${program.location.project}/prod/${name}`),
    );
    for (const { inputs } of definitions) expect(inputs["logGroupNames"]).to.have.members(groups);
  });

  it("read lines that contain the trace id", () => {
    const lines = rows.filter(({ level }) => level !== undefined);
    for (const line of lines)
      expect(line["xray_trace_id"], String(line["@message"])).to.match(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(lines.length).to.be.greaterThan(2);
  });
});
