import { expect } from "chai";
import { waitForKey, fetchWithRetries } from "../contract/patience";

/** Status of a simulated response, or its status and its `Retry-After` header. */
type Answer = number | readonly [status: number, retryAfter: string];

function gateway(...answers: readonly Answer[]) {
  const waits: number[] = [];
  let sent = 0;
  const next = () => {
    const answer = answers[Math.min(sent, answers.length - 1)]!;
    sent += 1;
    const [status, retryAfter] = typeof answer === "number" ? [answer, undefined] : answer;
    const headers = retryAfter === undefined ? {} : { "Retry-After": retryAfter };
    return Promise.resolve(new Response("body", { status, headers }));
  };
  const wait = (millis: number) => {
    waits.push(millis);
    return Promise.resolve();
  };
  return { tools: { fetch: next, wait }, next, wait, waits, sent: () => sent };
}

const request = (key = "own") => new Request("http://localhost/items", { headers: { "x-api-key": key } });

describe("the retries of the contract suite", () => {
  it("wait for the seconds of Retry-After, doubled with each attempt", async () => {
    const api = gateway([429, "1"], [429, "1"], 200);
    expect((await fetchWithRetries("own", api.tools)(request())).status).to.equal(200);
    expect(api.waits).to.deep.equal([1_000, 2_000]);
  });

  it("end if a quota is used up, or after eight attempts", async () => {
    const message = (...answers: Answer[]) =>
      fetchWithRetries("own", gateway(...answers).tools)(request()).catch((error: Error) => error.message);
    expect(await message(429)).to.equal("429 after 1 attempts: body");
    expect(await message([429, "1"])).to.equal("429 after 8 attempts: body");
  });

  it("repeat a request if the stage's key is rejected, and return a permanent 403", async () => {
    const fresh = gateway(403, 403, 200);
    expect((await fetchWithRetries("own", fresh.tools)(request())).status).to.equal(200);
    expect(fresh.waits).to.deep.equal([2_000, 2_000]);
    const refused = gateway(403);
    expect((await fetchWithRetries("own", refused.tools)(request())).status).to.equal(403);
    expect(refused.sent()).to.equal(4);
  });

  it("return a 403 of any other key immediately", async () => {
    const api = gateway(403, 200);
    expect((await fetchWithRetries("own", api.tools)(request("other"))).status).to.equal(403);
    expect(api.waits).to.deep.equal([]);
  });

  it("begin after a new key was accepted three times in a row, with any status", async () => {
    const api = gateway(403, 403, 404, 403, 200, 200, 429);
    await waitForKey(api.next, api.wait);
    expect([api.sent(), api.waits]).to.deep.equal([7, [2_000, 2_000, 2_000]]);
  });

  it("end if the key is rejected for three minutes", async () => {
    const api = gateway(403);
    const error = await waitForKey(api.next, api.wait).catch((reason: Error) => reason);
    expect(error).to.have.property("message", "the stage rejects the key with 403 for 180 s: is it in a usage plan?");
    expect(api.waits.reduce((sum, each) => sum + each, 0)).to.equal(180_000);
  });
});
