import { request as sendRaw } from "node:http";
import { expect } from "chai";
import { smallApi, startProgram, type TestCloud } from "../../local-cloud/tests/support/cloud";
import { useLiveApi } from "../liveApi";
import { oddNames } from "../../local-cloud/tests/support/oddNames";
import { operations, findMismatch } from "../../../tests/support/operations";

describe("names of JavaScript's object prototype in a request", () => {
  const send = useLiveApi();
  const pathOf = (path: string, value: string) => path.replace(/\{\w+\}/g, value);

  for (const name of oddNames) {
    it(`${name} is treated like any other name by every operation`, async () => {
      for (const operation of operations) {
        const { method, path, body } = operation;
        const sent = body === undefined ? {} : { body: JSON.stringify(body.example).replace("{", `{"${name}":1,`) };
        const target = pathOf(path, name);
        const answers = [
          await send(method, `${target}?${name}=1&${name}=2`, sent),
          await send(method, target, { ...sent, headers: { [name]: "1", Accept: name } }),
        ];
        for (const answer of answers) expect(findMismatch(operation, answer)).to.equal(undefined);
        for (const { status } of answers) expect(status).to.be.below(500);
      }
    });

    it(`${name} is rejected like any other name by the gateway`, async () => {
      const refusals: [string, string, Record<string, string>, number][] = [
        ["GET", `/${name}`, {}, 404],
        ["OPTIONS", operations[0]!.path, { Accept: name, Origin: "https://a.example" }, 200],
        ["OPTIONS", operations[0]!.path, { "Content-Type": name }, 415],
        ["GET", operations[0]!.path, { "x-api-key": name }, 403],
        ["GET", operations[0]!.path, { "X-HTTP-Method-Override": name }, 404],
      ];
      for (const [method, path, headers, status] of refusals) {
        const answer = await send(method, path, { headers });
        expect(answer.status, `${method} ${path} ${JSON.stringify(headers)}`).to.equal(status);
        if (status < 400) continue;
        expect(answer.json.requestId).to.equal(answer.headers.get("x-amzn-RequestId"));
        expect(answer.headers.get("Access-Control-Allow-Origin")).to.equal("*");
      }
    });
  }
});

describe("a proxy event", () => {
  let cloud: TestCloud;
  before(async () => {
    const handler = "exports.handler = async (event) => ({ body: JSON.stringify(event) });";
    cloud = await startProgram(smallApi({ handler }));
  });
  after(() => cloud.stop());

  /** Uses node:http, because fetch merges equal header names. */
  const eventOf = (target: string, headers: string[]) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(cloud.apiUrl);
      const sent = ["Host", hostname, "Connection", "close", ...headers];
      sendRaw({ hostname, port, path: `/test${target}`, headers: sent as never }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += String(chunk))).on("end", () => resolve(text));
      })
        .on("error", reject)
        .end();
    });

  for (const name of oddNames) {
    it(`contains ${name} in query, headers and path as sent`, async () => {
      const text = await eventOf(`/${name}?${name}=1&${name}=2`, [name, "a", name, "b"]);
      // JSON.parse creates an own property for every name.
      const event = JSON.parse(text) as Record<string, Record<string, unknown>>;
      const own = (map: string) => Object.getOwnPropertyDescriptor(event[map]!, name)?.value as unknown;
      expect([
        own("queryStringParameters"),
        own("multiValueQueryStringParameters"),
        own("headers"),
        own("multiValueHeaders"),
        event["pathParameters"]!["proxy"],
      ]).to.deep.equal(["2", ["1", "2"], "b", ["a", "b"], name]);
    });
  }
});
