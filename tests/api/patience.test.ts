import { expect } from "chai";
import { keyAccepted, patiently } from "../contract/patience";

/** Answers in turn, the last one for ever: a status, or a status with `Retry-After`. */
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

describe("the patience of the contract suite", () => {
  it("waits as long as Retry-After says, each time twice as long", async () => {
    const api = gateway([429, "1"], [429, "1"], 200);
    expect((await patiently("own", api.tools)(request())).status).to.equal(200);
    expect(api.waits).to.deep.equal([1_000, 2_000]);
  });

  it("ends where a quota is used up, and after eight attempts", async () => {
    const message = (...answers: Answer[]) =>
      patiently("own", gateway(...answers).tools)(request()).catch((error: Error) => error.message);
    expect(await message(429)).to.equal("429 after 1 attempts: body");
    expect(await message([429, "1"])).to.equal("429 after 8 attempts: body");
  });

  it("tries again what the stage's own key is refused for, and takes a refusal that stays", async () => {
    const fresh = gateway(403, 403, 200);
    expect((await patiently("own", fresh.tools)(request())).status).to.equal(200);
    expect(fresh.waits).to.deep.equal([2_000, 2_000]);
    const refused = gateway(403);
    expect((await patiently("own", refused.tools)(request())).status).to.equal(403);
    expect(refused.sent()).to.equal(4);
  });

  it("takes the refusal of any other key at once", async () => {
    const api = gateway(403, 200);
    expect((await patiently("own", api.tools)(request("other"))).status).to.equal(403);
    expect(api.waits).to.deep.equal([]);
  });

  it("begins once a new key is accepted three times in a row, whatever the answer is", async () => {
    const api = gateway(403, 403, 404, 403, 200, 200, 429);
    await keyAccepted(api.next, api.wait);
    expect([api.sent(), api.waits]).to.deep.equal([7, [2_000, 2_000, 2_000]]);
  });

  it("ends where the key is refused for three minutes", async () => {
    const api = gateway(403);
    const error = await keyAccepted(api.next, api.wait).catch((reason: Error) => reason);
    expect(error).to.have.property("message", "the stage refuses the key with 403 for 180 s: is it in a usage plan?");
    expect(api.waits.reduce((sum, each) => sum + each, 0)).to.equal(180_000);
  });
});
