import { expect } from "chai";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { declare, only } from "../support/program";
import { shippedStack } from "../support/shipped";
import { loadFunction, type Artefact } from "../support/artefact";

const aGoodShape = (() => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: "https://login.example.com/", sub: "someone", aud: "this-api", exp: 4_000_000_000 };
  return `${part({ alg: "RS256", kid: "unknown" })}.${part(claims)}.c2lnbmVk`;
})();

const event = (headers: Record<string, string>) =>
  ({
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:eu-central-1:123456789012:abc/v1/GET/things/1",
    httpMethod: "GET",
    resource: "/things/{id}",
    headers,
  }) as never;

/** Returns a port on which no process listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("the authorizer's archive", () => {
  let authorizer: Artefact;
  before(async () => {
    const identity = {
      by: "authorizer",
      issuer: "https://login.example.com/",
      audience: "this-api",
      keysUrl: `https://127.0.0.1:${await closedPort()}/keys`,
    };
    const program = await declare({
      ...shippedStack("dev"),
      config: [`items-api:identity=${JSON.stringify(identity)}`],
    });
    authorizer = await loadFunction(only(program, "aws:lambda/function:Function", "identity-authorizer-function"), {});
  });
  after(() => authorizer?.stop());

  const failureOf = async (headers: Record<string, string>) => {
    const outcome = await authorizer.call(event(headers));
    return outcome.kind === "result" ? outcome.payload : outcome.failure.errorMessage;
  };

  it("throws Unauthorized for a missing or malformed token", async () => {
    for (const headers of [{}, { Authorization: "" }, { authorization: "Bearer secret" }]) {
      expect(await failureOf(headers)).to.equal("Unauthorized");
    }
  });

  it("fails with another error than Unauthorized if the issuer's keys cannot be fetched, also at the second call", async () => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await failureOf({ Authorization: `Bearer ${aGoodShape}` })).not.to.equal("Unauthorized");
    }
  });

  it("logs why it rejected a token, but not the token", () => {
    const lines = authorizer.logs.join("\n");
    expect(lines).to.include("token refused");
    expect(lines).not.to.include(aGoodShape);
  });
});
