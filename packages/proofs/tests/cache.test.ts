import { get } from "node:http";
import { expect } from "chai";
import { routes } from "../../../api/routes";
import type { LocalCloud } from "../../local-cloud/src/cloud";
import type { RequestFact } from "../../local-cloud/src/kernel/facts/facts";
import { startCloud } from "../../local-cloud/src/start";
import { parseOptions } from "../../local-cloud/src/terminal/options";
import { accessTo } from "../liveApi";
import { root } from "../../local-cloud/tests/support/program";

/** Caches all GET routes, for browsers of one origin. */
const cache = {
  sizeGb: 0.5,
  ttlSeconds: 3_600,
  routes: routes.filter(({ method }) => method === "GET").map(({ name }) => name),
};
const origin = "https://shop.example.com";

describe("a stack with a cache", () => {
  let cloud: LocalCloud;
  const requests: RequestFact[] = [];
  before(async () => {
    const settings = [`cache=${JSON.stringify(cache)}`, `corsOrigins=${JSON.stringify([origin])}`];
    const options = parseOptions(["--port", "0", ...settings.flatMap((each) => ["--config", each])], root);
    cloud = await startCloud(options, [(fact) => void (fact.kind === "request" && requests.push(fact))]);
  });
  after(() => cloud.stop());

  const send = async (method: string, path: string, headers: Record<string, string> = {}, body?: object) => {
    const { apiUrl, apiKey } = accessTo(cloud);
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { "x-api-key": apiKey, "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = text === "" ? undefined : JSON.parse(text);
    return {
      status: response.status,
      headers: response.headers,
      json,
      cache: requests.at(-1)!.cache,
      fact: requests.at(-1)!,
    };
  };
  /** Sends header names as spelled; fetch would send them in lower case. */
  const statusAsSpelled = (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { apiUrl, apiKey } = accessTo(cloud);
      const sent = get(`${apiUrl}${path}`, { headers: { "x-api-key": apiKey, ...headers } }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      sent.on("error", reject);
    });
  const createItem = async (name: string): Promise<string> =>
    `/items/${(await send("POST", "/items", {}, { name })).json.id}`;

  it("returns the cached item after a write too", async () => {
    const path = await createItem("before");
    expect((await send("GET", path)).cache).to.equal("miss");
    expect((await send("PUT", path, {}, { name: "after" })).cache).to.equal("not asked");
    const { status, json, cache: found } = await send("GET", path);
    expect([status, json.name, found]).to.deep.equal([200, "before", "hit"]);
  });

  it("caches items, pages of a list and missing items separately", async () => {
    const [one, other] = [await createItem("one"), await createItem("other")];
    expect((await send("GET", one)).json.name).to.equal("one");
    expect((await send("GET", other)).json.name).to.equal("other");
    await send("GET", "/items?limit=1");
    expect((await send("GET", "/items?limit=2")).cache).to.equal("miss");
    expect((await send("GET", "/items?limit=1")).cache).to.equal("hit");
    const missing = "/items/0b36cd1f-1a39-4d3c-8c7e-3b6c1a0f4f5e";
    await send("GET", missing);
    const { status, cache: found } = await send("GET", missing);
    expect([status, found]).to.deep.equal([404, "hit"]);
  });

  it("returns 304 only to clients with the current revision, in either spelling of the header", async () => {
    const path = await createItem("revised");
    const ETag = String((await send("GET", path)).headers.get("ETag"));
    for (const name of ["If-None-Match", "if-none-match"]) {
      expect(await statusAsSpelled(path, { [name]: ETag }), name).to.equal(304);
    }
    expect(await statusAsSpelled(path, { "If-None-Match": '"of another time"' })).to.equal(200);
    expect((await send("GET", path)).status).to.equal(200);
  });

  it("returns each origin its own response", async () => {
    const path = await createItem("asked from pages");
    const allowed = async (headers: Record<string, string>) =>
      (await send("GET", path, headers)).headers.get("Access-Control-Allow-Origin");
    expect(await allowed({})).to.equal(null);
    expect(await allowed({ Origin: origin })).to.equal(origin);
    expect(await allowed({ Origin: "https://other.example.com" })).to.equal(null);
  });

  it("counts cache hits against throttle and quota, and requires a key for them", async () => {
    const path = await createItem("counted");
    const left = (fact: RequestFact) =>
      Number(/^\d+/.exec(fact.decisions.find(({ stage }) => stage === "quota")!.detail)![0]);
    const [miss, hit] = [await send("GET", path), await send("GET", path)];
    expect([hit.cache, left(miss.fact) - left(hit.fact)]).to.deep.equal(["hit", 1]);
    const refused = await send("GET", path, { "x-api-key": "none" });
    expect([refused.status, refused.cache]).to.deep.equal([403, "not asked"]);
  });

  it("warns a client that may not invalidate the cache", async () => {
    const path = await createItem("reloaded");
    await send("GET", path);
    const { headers, cache: found } = await send("GET", path, { "Cache-Control": "max-age=0" });
    expect([found, headers.get("Warning")?.slice(0, 3)]).to.deep.equal(["hit", "199"]);
  });
});
