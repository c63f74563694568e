import { connect } from "node:net";
import { expect } from "chai";
import { commandHeaders } from "../src/console/commands/commandToken";
import fc from "fast-check";
import { smallApi, startProgram, type TestCloud } from "./support/cloud";

describe("a request with any target, on any listener of a run", () => {
  let started: TestCloud;
  let ports: Record<"api" | "dynamodb" | "unemulated", number>;
  before(async () => {
    const handler = `exports.handler = async () => ({ body: JSON.stringify(process.env) });`;
    started = await startProgram(smallApi({ handler }));
    const variables = (await (await fetch(`${started.apiUrl}/x`)).json()) as Record<string, string>;
    const portOf = (url: string | undefined) => Number(new URL(url!).port);
    ports = {
      api: portOf(started.apiUrl),
      dynamodb: portOf(variables["AWS_ENDPOINT_URL_DYNAMODB"]),
      unemulated: portOf(variables["AWS_ENDPOINT_URL"]),
    };
  });
  after(() => started.stop());
  beforeEach(() => started.logs.splice(0));

  /** Returns the status of a response; 0 if the connection ends without one. */
  const status = (port: number, line: string, more = "") =>
    new Promise<number>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error(`no answer to ${line}`));
      }, 5_000);
      let received = "";
      socket.on("data", (chunk) => (received += chunk.toString("latin1"))).on("error", () => undefined);
      socket.on("close", () => {
        clearTimeout(timer);
        resolve(Number(received.split(" ")[1] ?? 0));
      });
      socket.write(`${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${more}\r\n`, "latin1");
    });

  /** Defects of this process that are logged. */
  const defects = () => started.logs.map(({ text }) => text).filter((text) => text.includes("internal error"));

  const answers: [line: string, status: number][] = [
    ["GET //", 403],
    ["GET ///", 403],
    ["GET http://x:99999/", 403],
    ["GET http://x:99999/test/x", 200],
    ["GET http://[/test/x", 200],
    ["GET /test/../_local/", 200],
    ["GET /test/%", 200],
    ["GET /test/%E0?%E0=%&%=%E0", 200],
    ["GET /test/%00", 200],
    ["OPTIONS *", 403],
    ["GET /_local/tables/%E0", 400],
    ["GET /_local/keys/%", 400],
    ["GET /_local/requests/%zz", 400],
    ["GET /_local/resources/%", 400],
    ["GET /_local/alarms/%ff", 400],
    ["GET /_local/%", 404],
    ["GET /_local/../../etc/passwd", 404],
    ["GET /_local/tables/x?start=%", 400],
    ["HEAD /_local/events", 200],
    ["GET //_local/", 403],
  ];
  for (const [line, expected] of answers) {
    it(`responds to ${line} with ${expected}`, async () => {
      expect(await status(ports.api, line)).to.equal(expected);
      expect(defects()).to.deep.equal([]);
    });
  }

  it("gets a response, and causes no defect", async () => {
    const piece = fc.constantFrom(
      "/",
      "//",
      "..",
      ".",
      "%",
      "%E0",
      "%2e",
      "test",
      "_local",
      "tables",
      "keys",
      "?",
      "&",
      "=",
      "#",
      ":",
      "@",
      "[",
      "\xff",
      "http://",
      "x:99999",
      "{",
      "*",
    );
    const target = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));
    const method = fc.constantFrom("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PURGE", "REPORT");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.values(ports)), method, target, async (port, verb, path) => {
        expect(await status(port, `${verb} ${path}`)).to.be.greaterThan(0);
      }),
      { numRuns: 300 },
    );
    expect(defects()).to.deep.equal([]);
  });

  const bodies: [name: string, body: string][] = ["faults", "clock", "tokens", "reboot", "", "constructor"].flatMap(
    (name) =>
      [
        "null",
        "1",
        '"x"',
        "[]",
        "[1]",
        "{}",
        "{",
        "",
        '{"spec":{"toString":1}}',
        '{"spec":[]}',
        '{"spec":null}',
        '{"scale":{"valueOf":null,"toString":null}}',
        '{"scale":"60"}',
        '{"scale":[60]}',
        '{"scale":1e999}',
        '{"scopes":[{"toString":1}]}',
        '{"scopes":{"length":1}}',
        '{"expiresSeconds":1e308}',
        '{"expiresSeconds":"1"}',
        '{"user":null}',
        '{"pool":{},"audience":[]}',
        '{"__proto__":1}',
        `${"[".repeat(30_000)}`,
        `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
      ].map((body): [string, string] => [name, body]),
  );
  it("is rejected with one sentence if a command's body has an unexpected type", async () => {
    const { origin } = new URL(started.apiUrl);
    const headers = await commandHeaders(origin);
    for (const [name, body] of bodies) {
      const response = await fetch(`${origin}/_local/${name}`, { method: "POST", headers, body });
      const what = `${name} ${body.slice(0, 60)}`;
      expect([400, 404], what).to.include(response.status);
      expect(await response.text(), what).to.match(/^[^\n]+\n$/);
    }
    expect(defects()).to.deep.equal([]);
  });
});
