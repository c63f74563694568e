import { readFileSync } from "node:fs";
import { join } from "node:path";
import { request as httpRequest } from "node:http";
import { expect } from "chai";
import type { LocalCloud } from "../../../local-cloud/src/cloud";
import { commandHeaders } from "../../../local-cloud/src/console/commands/commandToken";
import type { Events } from "../../../local-cloud/src/console/wire";
import { smallApi, startProgram } from "../../../local-cloud/tests/support/cloud";
import { root } from "../../../local-cloud/tests/support/program";
import { accessTo, useLiveApi } from "../../liveApi";

interface ConsoleResponse {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string | undefined;
}

/** Returns the 1-based number of the first line that contains a text. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
}

describe("the console's server under /_local/", () => {
  let cloud: LocalCloud;
  const send = useLiveApi((started) => (cloud = started));
  const origin = () => new URL(accessTo(cloud).apiUrl).origin;

  /** Sends a request with any headers, including those that `fetch` forbids. */
  function ask(
    path: string,
    more: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<ConsoleResponse> {
    const { method = "GET", headers = {}, body } = more;
    return new Promise((resolve, reject) => {
      const request = httpRequest(`${origin()}${path}`, { method, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode!,
            text,
            header: (name) => response.headers[name] as string | undefined,
          }),
        );
      });
      request.on("error", reject).end(body);
    });
  }

  /** Returns the first event that a page receives. */
  async function readHello(): Promise<Events["hello"]> {
    const response = await fetch(`${origin()}/_local/events`);
    const reader = response.body!.getReader();
    let text = "";
    while (!/\n\n$/.test(text)) text += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
    return JSON.parse(/event: hello\ndata: (.*)/.exec(text)![1]!) as Events["hello"];
  }

  const command = async (name: string, body: object, headers: Record<string, string> = {}) =>
    ask(`/_local/${name}`, {
      method: "POST",
      headers: { ...(await commandHeaders(origin())), ...headers },
      body: JSON.stringify(body),
    });

  it("serves a page and the program's document, without external sources", async () => {
    for (const path of ["/_local/", "/_local/reference"]) {
      const { text } = await ask(path);
      const sources = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
      expect(sources.length, path).to.be.greaterThan(1);
      for (const source of sources.filter((each) => each !== "data:,")) {
        expect((await ask(source)).status, source).to.equal(200);
      }
    }
    const document = await ask("/_local/openapi.json");
    expect(document.header("content-type")).to.equal("application/json");
    expect((JSON.parse(document.text) as { servers: unknown }).servers).to.deep.equal([
      { url: accessTo(cloud).apiUrl },
    ]);
  });

  it("allows only its own scripts, forbids frames, and disables caching", async () => {
    for (const path of [
      "/_local/",
      "/_local/reference",
      "/_local/openapi.json",
      "/_local/architecture",
      "/_local/nothing",
    ]) {
      const { text, header } = await ask(path);
      expect(text, path).not.to.match(/<script>|\son\w+=|\sstyle=/);
      expect(header("content-security-policy"), path).to.equal(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(header("x-content-type-options"), path).to.equal("nosniff");
      expect(header("x-frame-options"), path).to.equal("DENY");
      expect(header("cache-control"), path).to.equal("no-store");
    }
  });

  it("serves no other files", async () => {
    for (const path of ["/_local/page/main.ts", "/_local/reference/package.json", "/_local/..%2fmain.ts"]) {
      expect((await ask(path)).status, path).to.equal(404);
    }
  });

  const elsewhere: [string, Record<string, string>][] = [
    ["of another site", { "Sec-Fetch-Site": "cross-site" }],
    ["of another port", { "Sec-Fetch-Site": "same-site" }],
    ["that names another origin", { Origin: "https://evil.example" }],
  ];
  for (const [what, headers] of elsewhere) {
    it(`returns 403 to a page ${what}, and executes no command from it`, async () => {
      for (const path of ["events", "requests/1", "keys/x", "tables/x", "architecture"]) {
        expect((await ask(`/_local/${path}`, { headers })).status, path).to.equal(403);
      }
      expect((await command("faults", { spec: "lambda:crash=1" }, headers)).status).to.equal(403);
      expect((await readHello()).state.faults.every(({ value }) => value === 0)).to.equal(true);
    });
  }

  it("rejects commands in a content type that forms can send", async () => {
    const body = JSON.stringify({ spec: "lambda:crash=1" });
    const sent = await ask("/_local/faults", { method: "POST", headers: { "Content-Type": "text/plain" }, body });
    expect([sent.status, sent.text]).to.deep.equal([415, "a command must have the content type application/json\n"]);
  });

  const tokens: [string, Record<string, string>][] = [
    ["no token", {}],
    ["an empty token", { "X-Console-Token": "" }],
    ["another token", { "X-Console-Token": "A".repeat(32) }],
    ["the token's place in the page", { "X-Console-Token": "CONSOLE_TOKEN" }],
  ];
  for (const [what, headers] of tokens) {
    it(`rejects a command with ${what}`, async () => {
      for (const [name, body] of [
        ["faults", { spec: "lambda:crash=1" }],
        ["clock", { scale: 60 }],
        ["tokens", {}],
        ["nothing", {}],
      ] as const) {
        const more = { "Content-Type": "application/json", ...headers };
        const sent = await ask(`/_local/${name}`, { method: "POST", headers: more, body: JSON.stringify(body) });
        expect([sent.status, sent.text], name).to.deep.equal([
          403,
          "a command must contain the token of the console's page in the header x-console-token\n",
        ]);
      }
      const { state } = await readHello();
      expect([state.scale, state.faults.every(({ value }) => value === 0)]).to.deep.equal([1, true]);
    });
  }

  it("gives each run a different token, which only the page contains", async () => {
    const { "x-console-token": token } = await commandHeaders(origin());
    expect(token).to.match(/^[\w-]{32}$/);
    const others = ["console.js", "openapi.json", "reference", "architecture"].map((name) => ask(`/_local/${name}`));
    for (const { text } of await Promise.all(others)) expect(text).not.to.include(token);
    expect(JSON.stringify(await readHello())).not.to.include(token);
    const small = await startProgram(smallApi({ handler: "exports.handler = async () => ({})" }));
    try {
      expect(await commandHeaders(new URL(small.apiUrl).origin)).not.to.deep.equal(await commandHeaders(origin()));
    } finally {
      await small.stop();
    }
  });

  it("accepts only host names of this machine", async () => {
    expect((await ask("/_local/events", { headers: { Host: "evil.example" } })).status).to.equal(403);
  });

  it("sends program, state and requests to a new page", async () => {
    await send("GET", "/items?limit=1");
    const { program, state, requests } = await readHello();
    expect([program.project, program.stack]).to.deep.equal([cloud.program.location.project, "dev"]);
    expect(state.functions.map(({ label }) => label)).to.have.members([
      ...program.apis[0]!.methods.flatMap(({ operationName }) => operationName ?? []),
      "publishItemEvents",
    ]);
    expect(requests.at(-1)).to.include({ method: "GET", path: "/v1/items?limit=1", status: 200 });
  });

  it("describes a request: decisions of each stage, data calls with the allowing statement, and its log", async () => {
    await send("POST", "/items", { body: '{"name":"read"}' });
    const { headers } = await send("GET", "/items");
    const { requests } = await readHello();
    const line = requests.find(({ requestId }) => requestId === headers.get("x-amzn-RequestId"))!;
    const timeline = JSON.parse((await ask(`/_local/requests/${line.id}`)).text);
    expect(timeline.decisions.map(({ stage, passed }: any) => `${stage} ${passed}`)).to.deep.equal([
      "route true",
      "API key true",
      "throttle true",
      "quota true",
      "integration true",
    ]);
    const data = timeline.spans.find(({ kind }: any) => kind === "data");
    expect(data.name).to.match(/^Scan /);
    const details = Object.fromEntries(data.details);
    expect(details["allowed by"]).to.equal("listItems-policy, statement 1");
    expect(details["status"]).to.equal("200");
    expect(Number(details["capacity units"])).to.be.greaterThan(0);
    expect(timeline.logs[0]).to.match(/^START RequestId: /);
    expect(JSON.parse(timeline.event).resource).to.equal("/items");
  });

  it("explains in a sentence why a request was rejected", async () => {
    await send("GET", "/items", { headers: { "x-api-key": "nobody's key" } });
    expect((await readHello()).requests.at(-1)!.why).to.equal(
      "403: the gateway rejected the request at the stage API key: unknown x-api-key",
    );
    await send("POST", "/items", { body: "{}" });
    expect((await readHello()).requests.at(-1)!.why).to.match(/^400: \w+ answered it: name is required$/);
  });

  it("masks keys unless they are requested", async () => {
    const { apiKey } = accessTo(cloud);
    await send("GET", "/items", { headers: { Authorization: "Bearer something-secret" } });
    const { requests, state } = await readHello();
    const { id } = requests.at(-1)!;
    const { text } = await ask(`/_local/requests/${id}`);
    expect(text).not.to.include(apiKey);
    expect(text).not.to.include("something-secret");
    expect(text).to.include(`••••${apiKey.slice(-4)}`);
    expect((await ask(`/_local/requests/${id}?reveal`)).text).to.include(apiKey);
    expect(JSON.parse((await ask(`/_local/keys/${state.plans[0]!.keys[0]!.id}`)).text)).to.equal(apiKey);
    const urn = cloud.program.resources.find(({ type }) => type.endsWith(":UsagePlanKey"))!.urn;
    expect((await ask(`/_local/resources/${encodeURIComponent(urn)}`)).status).to.equal(200);
    expect(JSON.stringify(await readHello())).not.to.include(apiKey);
  });

  it("counts the tokens and the quota of each key", async () => {
    const before = (await readHello()).state.plans[0]!;
    await send("GET", "/items");
    const after = (await readHello()).state.plans[0]!;
    expect(before.keys[0]!.quotaLeft! - after.keys[0]!.quotaLeft!).to.equal(1);
    expect(after.keys[0]!.buckets.map(({ method }) => method)).to.include("/items/GET");
    expect(after.quota!.resetsAt).to.be.greaterThan(Date.now());
  });

  it("pages through a table", async () => {
    const created = await Promise.all(
      Array.from({ length: 30 }, () => send("POST", "/items", { body: '{"name":"paged"}' })),
    );
    const table = (await readHello()).state.tables.find(({ label }) => label === "Items");
    const first = JSON.parse((await ask(`/_local/tables/${table!.name}`)).text);
    const next = JSON.parse(
      (await ask(`/_local/tables/${table!.name}?start=${encodeURIComponent(JSON.stringify(first.next))}`)).text,
    );
    const ids = [...first.rows, ...next.rows].map((row: any) => row[table!.keys[0]!].S);
    expect(first.rows).to.have.length(25);
    expect(ids).to.include.members(created.map(({ json }) => json.id));
    expect((await ask("/_local/tables/other")).status).to.equal(404);
    expect((await ask(`/_local/tables/${table!.name}?start=x`)).text).to.equal("start is not JSON\n");
  });

  it("describes the architecture: the sources and targets of each function", async () => {
    const { nodes, edges } = JSON.parse((await ask("/_local/architecture")).text);
    const labelOf = (urn: string) => nodes.find((node: any) => node.urn === urn).label;
    const lines = edges.map(({ from, to, label }: any) => `${labelOf(from)} → ${labelOf(to)}: ${label}`);
    expect(lines).to.include.members([
      "dev-plan → items-api: v1",
      "items-api → getItem: GET /items/{id}",
      "getItem → Items: GetItem",
      "Items → ops-topic: alarms",
    ]);
  });

  it("describes a declaration, the grants of its role, and which of them were used", async () => {
    await send("GET", "/items");
    const urn = cloud.program.resources.find(({ name }) => name === "listItems-function")!.urn;
    const { inputs, grants, source } = JSON.parse((await ask(`/_local/resources/${encodeURIComponent(urn)}`)).text);
    expect(JSON.parse(inputs)).to.include({ code: "(archive)", handler: "__index.handler" });
    expect(source).to.equal(
      `api/functions/lambdaFunction.ts:${lineOf("api/functions/lambdaFunction.ts", "new aws.lambda.Function(")}`,
    );
    expect(grants.find(({ action }: any) => action === "dynamodb:Scan").used).to.equal(true);
    expect((await ask("/_local/resources/urn:nothing")).status).to.equal(404);
  });

  it("sets faults, and counts how often they struck", async () => {
    const fault = async () => (await readHello()).state.faults.find(({ kind }) => kind === "dynamodb:throttle")!;
    expect((await command("faults", { spec: "dynamodb:throttle=1" })).status).to.equal(200);
    await send("GET", "/items");
    expect((await fault()).value).to.equal(1);
    expect((await fault()).struck).to.be.greaterThan(0);
    await command("faults", { spec: "dynamodb:throttle=0" });
    expect((await send("GET", "/items")).status).to.equal(200);
  });

  it("sets the scale of the clock", async () => {
    expect((await command("clock", { scale: 60 })).status).to.equal(200);
    expect((await readHello()).state.scale).to.equal(60);
    await command("clock", { scale: 1 });
  });

  const refused: [string, object, number, string][] = [
    ["faults", { spec: "lambda:crash=2" }, 400, "--fault lambda:crash=2: the value must be a share from 0 to 1\n"],
    ["clock", { scale: 0 }, 400, "the time scale: it must be a number above 0, up to 1000000\n"],
    ["clock", {}, 400, "the time scale: it must be a number above 0, up to 1000000\n"],
    ["reboot", {}, 404, "there is no command /_local/reboot\n"],
  ];
  for (const [name, body, status, sentence] of refused) {
    it(`rejects the command ${name} ${JSON.stringify(body)} with a sentence`, async () => {
      const { text, status: answered } = await command(name, body);
      expect([answered, text]).to.deep.equal([status, sentence]);
    });
  }

  it("rejects a command that is not JSON, one that is too long, and another method", async () => {
    const headers = await commandHeaders(origin());
    const post = (body: string) => ask("/_local/faults", { method: "POST", headers, body });
    expect((await post("{")).text).to.equal("a command must be a JSON object\n");
    expect((await post(" ".repeat(65_537))).status).to.equal(413);
    expect((await ask("/_local/faults", { method: "PUT" })).status).to.equal(405);
  });

  it("explains how to publish a document, for a program without one", async () => {
    const small = await startProgram(smallApi({ handler: "exports.handler = async () => ({})" }));
    try {
      const response = await fetch(`${new URL(small.apiUrl).origin}/_local/openapi.json`);
      expect([response.status, await response.text()]).to.deep.equal([
        404,
        "this program publishes no document: set openapi in package.json to the module that exports it\n",
      ]);
    } finally {
      await small.stop();
    }
  });

  it("reserves the stage name _local", async () => {
    const source = smallApi({ handler: "//" }).replace('stageName: "test"', 'stageName: "_local"');
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      "stage stage: the stage name _local is reserved for the local cloud's own pages",
    );
  });
});
