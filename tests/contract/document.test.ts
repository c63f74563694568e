import { expect } from "chai";
import { operations, findMismatch } from "../support/operations";
import { Calls, inOrder } from "./calls";
import { target, tokenOperations, type Target } from "./target";

describe("the contract of every operation", () => {
  let t: Target;
  let calls: Calls;
  before(async () => {
    t = await target();
    calls = new Calls(t);
  });

  for (const operation of inOrder) {
    it(`${operation.operationId} answers its own examples as documented`, async () => {
      const expected = calls.expectedStatuses(operation);
      const answer = await calls.call(operation);
      expect(findMismatch(operation, answer)).to.equal(undefined);
      expect(answer.status).to.be.oneOf(expected);
    });

    if (!operation.needsKey) {
      it(`${operation.operationId} answers its own examples without a key`, async () => {
        const expected = calls.expectedStatuses(operation);
        expect((await calls.call(operation, { "x-api-key": "" })).status).to.be.oneOf(expected);
      });
      continue;
    }

    it(`${operation.operationId} returns 403 without a key and with a wrong key, in the shape of errors`, async () => {
      for (const headers of [{}, { "x-api-key": "x".repeat(40) }]) {
        const sent = { method: operation.method, headers: { ...t.tokenHeader, ...headers } };
        const response = await fetch(`${t.apiUrl}${operation.path}`, sent);
        const requestId = response.headers.get("x-amzn-RequestId");
        expect([response.status, await response.json()]).to.deep.equal([403, { error: "Forbidden", requestId }]);
      }
    });
  }

  // Applies to a deployed stage that requires tokens. identity.test.ts tests both checks of tokens in local runs.
  const requiringToken = tokenOperations(operations.map(({ operationId }) => operationId));
  for (const { operationId, method, path } of operations.filter((each) => requiringToken.includes(each.operationId))) {
    it(`${operationId} returns 401 without a token`, async () => {
      const response = await fetch(`${t.apiUrl}${path}`, { method, headers: { "x-api-key": t.apiKey } });
      expect([response.status, response.headers.get("WWW-Authenticate")]).to.deep.equal([401, "Bearer"]);
    });
  }

  for (const path of new Set(operations.map((operation) => operation.path))) {
    it(`a preflight of ${path} returns 200 without a key`, async () => {
      const response = await fetch(`${t.apiUrl}${path}`, {
        method: "OPTIONS",
        headers: { Origin: "https://a.example" },
      });
      expect(response.status).to.equal(200);
    });

    it(`${path} returns 404 for a method that it does not have`, async () => {
      expect(await refused(path, "HEAD")).to.deep.equal([404, undefined]);
    });
  }

  it("an unknown path returns 404, in the shape of errors", async () => {
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
