import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { programSource, root, withProgram } from "./support/program";
import { parseDuration } from "../src/duration";

const run = promisify(execFile);

/** Runs `npx api-tools token`. */
async function token(...args: string[]) {
  try {
    const tool = ["packages/api-tools/bin.cjs", "token", ...args];
    return { code: 0, ...(await run(process.execPath, tool, { cwd: root })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe("npx api-tools token", () => {
  let small: Cloud;
  let url: string;
  before(async () => {
    const program = programSource(`
      new aws.cognito.UserPool("people", {});
      const integration = { type: "mock", requestTemplates: { "application/json": '{"statusCode":200}' } };
      const get = { "x-amazon-apigateway-integration": integration };
      const body = { openapi: "3.0.1", info: { title: "a", version: "1" }, paths: { "/a": { get } } };
      const api = new aws.apigateway.RestApi("api", { body: JSON.stringify(body) });
      const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
      new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "test" });`);
    small = await withProgram(program, (dir) => startCloud({ program: dir, console: true }));
    url = new URL(small.url).origin;
  });
  after(() => small.stop());

  it("prints a token of the run's pool, with the given scopes and lifetime", async () => {
    const { stdout, stderr } = await token("--url", url, "--scope", "things/read", "--expires", "15m", "--user", "ann");
    expect(stderr).to.equal("");
    const claims = JSON.parse(Buffer.from(stdout.split(".")[1]!, "base64url").toString());
    expect(claims).to.include({ token_use: "access", scope: "things/read", username: "ann" });
    expect(claims.exp - claims.iat).to.equal(900);
  });

  it("prints an expired token for a negative lifetime", async () => {
    const { stdout } = await token("--url", url, "--expires", "-5m");
    const claims = JSON.parse(Buffer.from(stdout.split(".")[1]!, "base64url").toString());
    expect([claims.token_use, claims.exp - claims.iat]).to.deep.equal(["id", -300]);
  });

  it("prints the pool's name and the known pools for an unknown one", async () => {
    const { code, stderr } = await token("--url", url, "--pool", "peeple");
    expect([code, stderr]).to.deep.equal([
      1,
      "there is no user pool peeple: the pools are people; did you mean people?\n",
    ]);
  });

  it("reports a missing run", async () => {
    const { code, stderr } = await token("--url", "http://127.0.0.1:9");
    expect([code, stderr]).to.deep.equal([
      1,
      "no run answers at http://127.0.0.1:9: start it with npm start, or pass its address with --url\n",
    ]);
  });

  it("parses durations, and rejects other texts", () => {
    expect(["30s", "15m", "1h", "2d", "-5m"].map(parseDuration)).to.deep.equal([30, 900, 3_600, 172_800, -300]);
    for (const text of ["", "1", "h", "1w", "1.5h"]) {
      expect(() => parseDuration(text), text).to.throw(
        `--expires is ${text}: it must be a number followed by s, m, h or d, such as 15m`,
      );
    }
  });
});
