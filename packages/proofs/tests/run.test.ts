import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { routes } from "../../../api/routes";
import { programSource, smallApi, writeProject } from "../../local-cloud/tests/support/cloud";
import { root } from "../../local-cloud/tests/support/program";
import { request, Run, type Ready } from "../../local-cloud/tests/support/run";

describe("npm start", () => {
  let run: Run;
  let ready: Ready;
  before(async () => {
    run = new Run(["--port", "0", "--json", "--logs", "--verbose"]);
    ready = await run.ready();
  });
  after(async () => {
    run.kill("SIGTERM");
    await run.ended;
  });

  it("prints exactly one line with the outputs and the key", () => {
    expect(run.stdout.trimEnd().split("\n")).to.have.length(1);
    // The outputs of tests/program/approved.txt, without the secret one.
    expect(ready).to.include.keys("apiUrl", "apiEndpoint", "apiKeyId", "tableName", "apiKey", "provisioned");
    expect(ready).not.to.have.any.keys("apiKeyValue");
    expect(ready.apiEndpoint).to.match(/^http:\/\/127\.0\.0\.1:\d+\/v1\/items$/);
    expect(ready.apiKey).to.match(/^[0-9a-z]{40}$/);
    expect([ready.provisioned, ready["concurrency"]]).to.deep.equal([{}, { reserved: 0, provisioned: 0 }]);
  });

  it("lists declared types that are not emulated, with their names", () => {
    expect(run.stderr).to.match(/^ {4}aws:cloudwatch\/logGroup:LogGroup\n {6}\w+-logs, /m);
  });

  it("answers over HTTP, and the gateway's errors have the API's error shape", async () => {
    const created = await request(ready, "POST", "/items", { body: { name: "First" } });
    expect([created.status, created.headers.get("Location")]).to.deep.equal([201, `/v1/items/${created.json.id}`]);
    expect((await request(ready, "GET", `/items/${created.json.id}`)).json).to.deep.equal(created.json);
    const answer = await request(ready, "GET", "/items", { key: null });
    expect(answer.json).to.deep.equal({ error: "Forbidden", requestId: answer.headers.get("x-amzn-RequestId") });
    expect(answer.headers.get("Access-Control-Allow-Origin")).to.equal("*");
  });

  it("answers a preflight with any Content-Type, and never with a 5xx", async () => {
    const statuses = ["text/plain", "application/x-www-form-urlencoded", "image/png"].map(async (type) => {
      return (await request(ready, "OPTIONS", "/items", { key: null, headers: { "Content-Type": type } })).status;
    });
    expect(await Promise.all(statuses)).to.deep.equal([200, 200, 415]);
  });

  it("answers a preflight without a key and without calling a function", async () => {
    const answer = await request(ready, "OPTIONS", "/items", { key: null, headers: { Origin: "https://a.example" } });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("Access-Control-Allow-Methods")).to.equal("GET,POST,OPTIONS");
    expect(answer.headers.get("X-Amzn-Trace-Id")).to.equal(null);
  });

  it("prints a line for each request, with the function or the reason why none was called", async () => {
    const { json } = await request(ready, "POST", "/items", { body: { name: "First" } });
    await request(ready, "GET", `/items/${json.id}`);
    await request(ready, "GET", `/items/${json.id}`, { key: null });
    const lines = run.stderr.split("\n").filter((line) => line.includes(`/items/${json.id}  `));
    expect(lines.map((line) => line.replace(json.id as string, "ID"))).to.satisfy(([first, second]: string[]) => {
      const answered = /^GET {5}\/v1\/items\/ID {2}200 {2}\d+ ms {2}getItem (?:cold \(init \d+ ms\)|warm)$/.test(
        first!,
      );
      return answered && /^GET {5}\/v1\/items\/ID {2}403 {2}\d+ ms {2}no x-api-key$/.test(second!);
    });
  });

  it("prints each invocation's log with its request id", async () => {
    const { headers } = await request(ready, "GET", "/items");
    const requestId = headers.get("x-amzn-RequestId")!;
    const line = run.stderr.split("\n").find((each) => each.includes(`"requestId":"${requestId}"`));
    expect(line).to.match(/^listItems [0-9a-f-]{36} \{"level":"INFO"/);
  });
});

describe("npm start, on SIGTERM", () => {
  it("finishes requests in flight, closes the connections of busy clients and exits with 0", async () => {
    const run = new Run(["--port", "0", "--json"]);
    const ready = await run.ready();
    const statuses: number[] = [];
    const client = async () => {
      // Sends until the connection is refused: even a client without pauses must not keep the run alive.
      for (;;) statuses.push((await request(ready, "GET", "/items")).status);
    };
    const clients = Array.from({ length: 5 }, () => client().catch((error: Error) => error.message));
    await request(ready, "GET", "/items");
    run.kill("SIGTERM");
    expect(await run.ended).to.equal(0);
    await Promise.all(clients);
    expect(statuses.length).to.be.above(0);
    expect(statuses.every((status) => status === 200)).to.equal(true);
  });
});

describe("npm start with the prod stack", () => {
  let run: Run;
  let ready: Ready;
  before(async () => {
    run = new Run(["--stack", "prod", "--port", "0", "--json", "--logs", "--config", "usagePlans[0].quota.limit=22"]);
    ready = await run.ready();
  });
  after(async () => {
    run.kill("SIGINT");
    await run.ended;
  });

  it("is ready when each function has five environments", () => {
    expect(ready.provisioned).to.deep.equal(Object.fromEntries(routes.map(({ name }) => [name, 5])));
  });

  it("sends CORS headers to configured origins only", async () => {
    const preflight = async (origin: string) => {
      const { status, headers } = await request(ready, "OPTIONS", "/items", { key: null, headers: { Origin: origin } });
      return [
        status,
        headers.get("Access-Control-Allow-Origin"),
        headers.get("Access-Control-Allow-Methods"),
        headers.get("Vary"),
      ];
    };
    expect(await preflight("https://www.example.com")).to.deep.equal([
      200,
      "https://www.example.com",
      "GET,POST,OPTIONS",
      "Origin",
    ]);
    expect(await preflight("https://evil.example")).to.deep.equal([200, null, null, null]);
  });

  it("throttles above the plan's burst, and rejects requests above its quota", async () => {
    const statuses = async (times: number) => {
      const answers = await Promise.all(Array.from({ length: times }, () => request(ready, "GET", "/items")));
      return answers.map(({ status, json }) => (status === 200 ? "ok" : `${status} ${json.error}`)).sort();
    };
    const first = await statuses(40);
    expect(first.filter((each) => each === "ok").length).to.be.within(20, 22);
    expect(first).to.include("429 Too many requests");
    // DELETE has a separate token bucket but shares the quota.
    const rest = await Promise.all(Array.from({ length: 4 }, () => request(ready, "DELETE", "/items/x")));
    expect(rest.map(({ status, json }) => (status === 204 ? "ok" : `${status} ${json.error}`))).to.include(
      "429 Quota exceeded",
    );
  });

  it("writes access logs with the key's id", async () => {
    const { headers } = await request(ready, "GET", "/nothing");
    const line = run.stderr
      .split("\n")
      .find((each) => each.startsWith("items-access-logs") && each.includes(headers.get("x-amzn-RequestId")!));
    expect(JSON.parse(line!.slice(line!.indexOf("{")))).to.include({
      status: "404",
      errorType: "MISSING_AUTHENTICATION_TOKEN",
      apiKeyId: "-",
    });
  });
});

describe("npm start --watch", () => {
  it("applies a change within two seconds, and keeps the old program while the new one is broken", async () => {
    const dir = mkdtempSync(join(root, "packages", "local-cloud", "tests", "tmp-"));
    const write = (body: string, imports = "") =>
      writeFileSync(
        join(dir, "index.ts"),
        imports + programSource(smallApi({ handler: `exports.handler = async () => ({ body: "${body}" });` })),
      );
    writeProject(dir);
    mkdirSync(join(dir, "node_modules"));
    write("one");
    const run = new Run(["--program", dir, "--watch", "--port", "0", "--json"]);
    const { apiUrl } = await run.ready();
    const text = async () => (await fetch(`${apiUrl}/x`)).text();
    const until = async (holds: () => boolean | Promise<boolean>, millis = 2_000) => {
      const deadline = Date.now() + millis;
      while (!(await holds()) && Date.now() < deadline) await new Promise((next) => setTimeout(next, 20));
      return holds();
    };
    try {
      expect(await text()).to.equal("one");
      write("two");
      expect(await until(async () => (await text()) === "two")).to.equal(true);
      writeFileSync(join(dir, "index.ts"), "const broken = ;");
      expect(await until(() => run.stderr.includes("not reloaded"), 5_000)).to.equal(true);
      expect(run.stderr).to.match(
        /\n[^\n]*index\.ts\(1,16\): error TS1109: Expression expected\.\nnot reloaded: [^\n]*\n$/,
      );
      expect(await text()).to.equal("two");
      write("three");
      expect(await until(async () => (await text()) === "three")).to.equal(true);
      expect(run.stderr).to.match(/\nreloaded in \d+ ms\n {2}changed: function fn\n/);
      write("four", 'import "late-package";\n');
      expect(await until(() => run.stderr.includes("Cannot find module 'late-package'"), 5_000)).to.equal(true);
      const late = join(dir, "node_modules", "late-package");
      mkdirSync(late);
      writeFileSync(join(late, "package.json"), '{"name":"late-package","exports":"./late.js"}');
      writeFileSync(join(late, "late.js"), "module.exports = {};");
      // The arrival of the package reloads the program, without another save.
      expect(await until(async () => (await text()) === "four", 5_000)).to.equal(true);
      run.kill("SIGTERM");
      expect(await run.ended).to.equal(0);
    } finally {
      run.kill("SIGKILL");
      rmSync(dir, { recursive: true });
    }
  });
});

describe("npm start --fault", () => {
  it("injects failures: 503 with Retry-After when DynamoDB throttles", async () => {
    const run = new Run(["--port", "0", "--json", "--fault", "dynamodb:throttle=1"]);
    const answer = await request(await run.ready(), "GET", "/items");
    run.kill("SIGTERM");
    expect([answer.status, answer.json.error, answer.headers.get("Retry-After")]).to.deep.equal([
      503,
      "Service unavailable",
      "1",
    ]);
    expect(await run.ended).to.equal(0);
  });
});

describe("npm start --data", () => {
  it("keeps items and the key across a restart and a killed process", async () => {
    const dir = mkdtempSync(join(tmpdir(), "items-data-"));
    try {
      const first = new Run(["--port", "0", "--json", "--data", dir]);
      const before = await first.ready();
      const { json: kept } = await request(before, "POST", "/items", { body: { name: "kept" } });
      first.kill("SIGTERM");
      expect(await first.ended).to.equal(0);

      const second = new Run(["--port", "0", "--json", "--data", dir]);
      const after = await second.ready();
      expect(after.apiKey).to.equal(before.apiKey);
      expect((await request(after, "GET", `/items/${kept.id}`)).json).to.deep.equal(kept);
      const { json: late } = await request(after, "POST", "/items", { body: { name: "late" } });
      second.kill("SIGKILL");
      await second.ended;

      const third = new Run(["--port", "0", "--json", "--data", dir]);
      expect((await request(await third.ready(), "GET", `/items/${late.id}`)).json).to.deep.equal(late);
      third.kill("SIGTERM");
      expect(await third.ended).to.equal(0);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
