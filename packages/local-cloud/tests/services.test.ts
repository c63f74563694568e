import { expect } from "chai";
import { LocalCloud } from "../src/cloud";
import type { Fact } from "../src/kernel/facts/facts";
import { serviceKey } from "../src/kernel/serviceRegistry";
import { readProject } from "../src/program/project/readProject";
import type { ServiceDefinition } from "../src/kernel/service";
import { services } from "../src/services";
import { programSource, smallApi, startProgram, withProgram } from "./support/cloud";

/** Interface that the example service offers. */
const greetings = serviceKey<() => readonly string[]>("greetings");

/** An example service in one file: a type, a check, an interface, facts that it reads and reports. */
function pretended(log: string[]): ServiceDefinition {
  return {
    emulates: {
      "pretend:index/greeting:Greeting": {
        reads: ["to"],
        ignores: [],
        provide: ({ name, inputs }) => ({ id: name, state: { text: `hello ${String(inputs["to"])}` } }),
      },
    },
    create: ({ facts, registry }) => {
      let texts: readonly string[] = [];
      registry.offer(greetings, () => texts);
      facts.read((fact) => void (fact.kind === "request" && log.push(`saw ${fact.status}`)));
      return {
        start: () => Promise.resolve(void log.push("started")),
        check: () => void log.push("checked"),
        declare: ({ resources }) => {
          texts = resources.flatMap(({ type, state }) => (type.startsWith("pretend:") ? [String(state["text"])] : []));
          facts.report(() => ({
            kind: "state",
            resource: "greeting",
            type: "pretend",
            state: "READY",
            before: "",
            reason: undefined,
          }));
        },
        stop: () => Promise.resolve(void log.push("stopped")),
      };
    },
  };
}

describe("a further service", () => {
  it("needs one folder and one line: types, checks, its interface, its facts", async () => {
    const log: string[] = [];
    const states: Fact[] = [];
    const source = `${smallApi({ handler: "exports.handler = async () => ({ statusCode: 204 });" })}
      class Greeting extends pulumi.CustomResource {
        constructor(name: string, to: string) { super("pretend:index/greeting:Greeting", name, { to, text: undefined }); }
      }
      new Greeting("g", "you");`;
    await withProgram(programSource(source), async (dir) => {
      const cloud = await LocalCloud.start(readProject(dir, "dev", []), {
        host: "127.0.0.1",
        port: 0,
        services: [pretended(log), ...services],
        readers: [(fact) => void (fact.kind === "state" && states.push(fact))],
      });
      const stage = cloud.program.resources.find(({ type }) => type === "aws:apigateway/stage:Stage")!;
      await fetch(`${String(stage.state["invokeUrl"])}/x`);
      expect(cloud.registry.use(greetings)()).to.deep.equal(["hello you"]);
      expect(cloud.notEmulated.map(({ type }) => type)).to.deep.equal([]);
      await cloud.stop();
    });
    expect(log).to.deep.equal(["started", "checked", "saw 204", "stopped"]);
    expect(states.map((fact) => fact.kind === "state" && fact.resource)).to.deep.equal(["greeting"]);
  });
});

describe("the facts of a request", () => {
  it("have the same trace: the response, the call of the function, the call to the table and the allowing statement", async () => {
    const facts: Fact[] = [];
    const handler = `const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
      const client = new DynamoDBClient({});
      exports.handler = async () => {
        await client.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { id: { S: "1" } } }));
        return { statusCode: 200 };
      };`;
    const cloud = await startProgram(
      smallApi({
        handler,
        statements: `[{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }]`,
        functionArgs: "timeout: 10, environment: { variables: { TABLE: table.name } },",
      }).replace(
        "const fn =",
        `const table = new aws.dynamodb.Table("things", { attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" });\nconst fn =`,
      ),
    );
    cloud.cloud.facts.read((fact) => facts.push(fact));
    try {
      expect((await fetch(`${cloud.apiUrl}/x`)).status).to.equal(200);
      expect((await fetch(`${cloud.apiUrl}/x`)).status).to.equal(200);
    } finally {
      await cloud.stop();
    }
    const requests = facts.flatMap((fact) => (fact.kind === "request" ? [fact] : []));
    const [first, second] = requests.map(({ trace }) =>
      facts.flatMap((fact) => {
        if (!("trace" in fact) || fact.trace !== trace) return [];
        if (fact.kind === "invocation") return [`${fact.label} ${fact.cold ? "cold" : "warm"}`];
        return [fact.kind === "dataCall" ? `${fact.operation} ${fact.status}` : fact.kind];
      }),
    );
    expect(first).to.deep.equal(["GetItem 200", "fn cold", "request"]);
    expect(second).to.deep.equal(["GetItem 200", "fn warm", "request"]);
    expect(new Set(requests.map(({ trace }) => trace)).size).to.equal(2);
    const granted = facts.flatMap((fact) =>
      fact.kind === "authorization" && fact.action === "dynamodb:GetItem" ? [fact.allowed] : [],
    );
    expect(granted).to.deep.equal([true, true]);
  });
});
