import { expect } from "chai";
import { operations, undescribed } from "../support/operations";
import { Calls, inOrder } from "./calls";
import { target, tokenHeader, type Target } from "./target";

describe("the contract of every operation", () => {
  let t: Target;
  let calls: Calls;
  before(async () => {
    t = await target();
    calls = new Calls(t);
  });

  for (const operation of inOrder) {
    it(`${operation.operationId} answers its own examples as the document says`, async () => {
      const answer = await calls.call(operation);
      expect(undescribed(operation, answer)).to.equal(undefined);
      expect(answer.status).to.be.within(200, 299);
    });

    it(`${operation.operationId} is 403 without a key and with a wrong one, in the one error shape`, async () => {
      for (const headers of [{}, { "x-api-key": "x".repeat(40) }]) {
        const sent = { method: operation.method, headers: { ...tokenHeader, ...headers } };
        const response = await fetch(`${t.apiUrl}${operation.path}`, sent);
        const requestId = response.headers.get("x-amzn-RequestId");
        expect([response.status, await response.json()]).to.deep.equal([403, { error: "Forbidden", requestId }]);
      }
    });
  }

  // Of a deployed stage that asks for tokens; local runs of both kinds are in identity.test.ts.
  for (const { operationId, method, path } of Object.keys(tokenHeader).length === 0 ? [] : operations) {
    it(`${operationId} is 401 without a token`, async () => {
      const response = await fetch(`${t.apiUrl}${path}`, { method, headers: { "x-api-key": t.apiKey } });
      expect([response.status, response.headers.get("WWW-Authenticate")]).to.deep.equal([401, "Bearer"]);
    });
  }

  for (const path of new Set(operations.map((operation) => operation.path))) {
    it(`a preflight of ${path} is 200, without a key`, async () => {
      const response = await fetch(`${t.apiUrl}${path}`, {
        method: "OPTIONS",
        headers: { Origin: "https://a.example" },
      });
      expect(response.status).to.equal(200);
    });

    it(`${path} is 404 with a method that it does not have`, async () => {
      expect(await refused(path, "HEAD")).to.deep.equal([404, undefined]);
    });
  }

  it("a path that nothing has is 404, in the one error shape", async () => {
    expect(await refused("/nothing", "GET")).to.deep.equal([404, "Unsupported route"]);
  });

  async function refused(path: string, method: string): Promise<[number, string | undefined]> {
    const response = await fetch(`${t.apiUrl}${path}`, { method, headers: { "x-api-key": t.apiKey } });
    const text = await response.text();
    if (text === "") return [response.status, undefined];
    const { error, requestId } = JSON.parse(text) as { error: string; requestId: string };
    expect(requestId).to.equal(response.headers.get("x-amzn-RequestId"));
    return [response.status, error];
  }
});
