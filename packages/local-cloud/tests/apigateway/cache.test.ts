import { expect } from "chai";
import type { MethodCacheSettings, Integration } from "../../src/apigateway/declared/model";
import { checkCacheKey } from "../../src/apigateway/declared/refusals";
import type { GatewayAnswer } from "../../src/apigateway/exchange/exchange";
import { answerThroughCache } from "../../src/apigateway/stages/cache";
import { StageCache, StageCaches } from "../../src/apigateway/stages/stageCaches";
import { clockAt, type TestClock } from "../support/clock";
import { exchangeOf, integrationOf, requestOf, stageOf } from "../support/exchange";

interface Asked {
  readonly method?: string;
  readonly query?: string;
  readonly headers?: [string, string][];
  readonly id?: string;
}

const caching: MethodCacheSettings = { enabled: true, ttlSeconds: 60, needsPermission: true, refusal: undefined };
const keptByPath = integrationOf({ cacheKeyParameters: ["method.request.path.id"] });

describe("the cache of a stage", () => {
  let clock: TestClock;
  let caches: StageCaches;
  let calls: number;
  beforeEach(() => {
    clock = clockAt("2026-07-10T00:00:00Z");
    caches = new StageCaches(clock);
    calls = 0;
  });

  /**
   * Declares the stage.
   *
   * @returns a function that sends a request through the cache to an integration that counts its calls.
   */
  function asking(
    methods: Record<string, MethodCacheSettings>,
    integration: Partial<Integration> = keptByPath,
    gigabytes = 0.5,
  ) {
    const stage = stageOf({ cache: { gigabytes, methods } });
    caches.declare(new Map([["api", { stages: new Map([[stage.name, stage]]) }]]));
    /** @param status 0 makes the integration fail. */
    return async ({ method = "GET", query = "", headers = [], id = "1" }: Asked = {}, status = 200) => {
      const declared = { httpMethod: method, resourcePath: "/things/{id}", integration: integrationOf(integration) };
      const { match } = exchangeOf({ method: declared });
      const request = requestOf({ method, headers });
      const exchange = exchangeOf({ stage, query, request, match: { ...match!, pathParameters: { id } } });
      const answer = await answerThroughCache(exchange, caches, () => {
        calls += 1;
        if (status === 0) return Promise.reject(new Error("refused"));
        return Promise.resolve({ status, headers: [["X-Amzn-Trace-Id", "t"]], body: Buffer.from(`call ${calls}`) });
      });
      const [, warning] = answer.headers.find(([name]) => name === "Warning") ?? [];
      return { text: answer.body.toString(), status: answer.status, warning, cache: exchange.cache, exchange, answer };
    };
  }

  it("gives what it keeps until its time is over", async () => {
    const ask = asking({ "things/{id}/GET": caching });
    expect((await ask()).text).to.equal("call 1");
    clock.move(59_999);
    const { text, cache, exchange, answer } = await ask();
    expect([text, cache]).to.deep.equal(["call 1", "hit"]);
    expect(exchange.decisions.made.map(({ stage, detail }) => `${stage}: ${detail}`)).to.deep.equal([
      "cache: from the cache, valid for another 1 s",
    ]);
    // A cached answer does not contain the trace id of the request that filled the cache.
    expect(answer.headers).to.deep.equal([]);
    clock.move(1);
    expect([(await ask()).text, calls]).to.deep.equal(["call 2", 2]);
  });

  it("keeps 300 seconds where nothing else is said, and nothing at 0", async () => {
    const usual = asking({ "things/{id}/GET": { ...caching, ttlSeconds: undefined } });
    await usual();
    clock.move(299_999);
    expect((await usual()).cache).to.equal("hit");
    clock.move(1);
    expect((await usual()).cache).to.equal("miss");
    expect((await asking({ "things/{id}/GET": { ...caching, ttlSeconds: 0 } })()).cache).to.equal(undefined);
  });

  it("keeps errors that the integration answers, and nothing that the gateway refuses", async () => {
    const ask = asking({ "things/{id}/GET": caching });
    await ask({}, 404);
    expect([(await ask()).status, calls]).to.deep.equal([404, 1]);
    await ask({ id: "2" }, 0).catch(() => undefined);
    expect((await ask({ id: "2" })).cache).to.equal("miss");
  });

  it("distinguishes requests only by the declared parameters", async () => {
    const parameters = ["path.id", "querystring.q", "header.X-Mine"].map((each) => `method.request.${each}`);
    const ask = asking({ "things/{id}/GET": caching }, integrationOf({ cacheKeyParameters: parameters }));
    await ask();
    const asked: [Asked, "hit" | "miss"][] = [
      [{ id: "2" }, "miss"],
      [{ query: "q=1" }, "miss"],
      [{ query: "q=" }, "miss"],
      [{ headers: [["X-Mine", "1"]] }, "miss"],
      // Another casing is another cache key.
      [{ headers: [["x-mine", "1"]] }, "hit"],
      [{ query: "other=1", headers: [["X-Other", "1"]] }, "hit"],
    ];
    for (const [request, expected] of asked) {
      expect((await ask(request)).cache, JSON.stringify(request)).to.equal(expected);
    }
  });

  it("knows Authorization in any spelling, as functions do", async () => {
    const parameters = { cacheKeyParameters: ["method.request.header.Authorization"] };
    const ask = asking({ "things/{id}/GET": caching }, integrationOf(parameters));
    await ask({ headers: [["authorization", "a"]] });
    expect((await ask({ headers: [["AUTHORIZATION", "b"]] })).cache).to.equal("miss");
    expect((await ask({ headers: [["Authorization", "a"]] })).cache).to.equal("hit");
  });

  it("gives one answer for every path where no parameter is declared", async () => {
    const ask = asking({ "things/{id}/GET": caching }, integrationOf());
    expect([(await ask({ id: "1" })).text, (await ask({ id: "2" })).text]).to.deep.equal(["call 1", "call 1"]);
  });

  it("takes what a mapping fills for a parameter of the integration", async () => {
    const name = "integration.request.header.X";
    const mapped = { cacheKeyParameters: [name], requestParameters: { [name]: "method.request.querystring.q" } };
    const ask = asking({ "things/{id}/GET": caching }, integrationOf(mapped));
    await ask({ query: "q=1" });
    expect((await ask({ query: "q=2" })).cache).to.equal("miss");
    expect((await ask({ query: "q=1&r=2" })).cache).to.equal("hit");
  });

  it("shares what is kept among methods of one namespace", async () => {
    const shared = { ...keptByPath, cacheNamespace: "all" };
    await asking({ "*/*": caching }, shared)();
    expect((await asking({ "*/*": caching }, keptByPath)()).cache).to.equal("miss");
    expect((await asking({ "*/*": caching }, shared)()).cache).to.equal("hit");
  });

  it("lets the settings of all methods keep GET alone, and a method's own settings any", async () => {
    expect((await asking({ "*/*": caching })()).cache).to.equal("miss");
    expect((await asking({ "*/*": caching })({ method: "POST" })).cache).to.equal(undefined);
    const off = { ...caching, enabled: false };
    expect((await asking({ "*/*": caching, "things/{id}/GET": off })()).cache).to.equal(undefined);
    expect((await asking({ "*/*": off, "things/{id}/POST": caching })({ method: "POST" })).cache).to.equal("miss");
    expect((await asking({})()).cache).to.equal(undefined);
  });

  describe("that a client asks for a fresh answer", () => {
    const fresh: Asked = { headers: [["cache-control", "no-transform, Max-Age=0"]] };
    const ask = async (more: Partial<MethodCacheSettings>) => {
      const asked = asking({ "things/{id}/GET": { ...caching, ...more } });
      await asked();
      return asked(fresh).then(
        ({ text, warning }) => [text, warning],
        ({ responseType, status }: { responseType: string; status: number }) => [responseType, status],
      );
    };
    const warning = "199 Cache-control headers were ignored because the caller was unauthorized.";

    it("returns a fresh answer without a permission check, and replaces the cached one", async () => {
      expect(await ask({ needsPermission: false })).to.deep.equal(["call 2", undefined]);
      expect((await asking({ "things/{id}/GET": caching })()).text).to.equal("call 2");
    });

    it("else does as its settings say: ignores it, with a warning or without, or refuses", async () => {
      expect(await ask({})).to.deep.equal(["call 1", warning]);
      expect(await ask({ refusal: "SUCCEED_WITHOUT_RESPONSE_HEADER" })).to.deep.equal(["call 1", undefined]);
      expect(await ask({ refusal: "FAIL_WITH_403" })).to.deep.equal(["ACCESS_DENIED", 403]);
    });
  });

  it("keeps what it holds from one declaration to the next, and begins empty in another size", async () => {
    await asking({ "*/*": caching })();
    expect((await asking({ "*/*": caching })()).cache).to.equal("hit");
    expect((await asking({ "*/*": caching }, keptByPath, 1.6)()).cache).to.equal("miss");
    caches.declare(new Map());
    expect((await asking({ "*/*": caching }, keptByPath, 1.6)()).cache).to.equal("miss");
  });
});

describe("what a cache holds", () => {
  const answerOf = (bytes: number): GatewayAnswer => ({ status: 200, headers: [], body: Buffer.alloc(bytes) });

  it("is no answer above 1 MB", () => {
    const kept = new StageCache(0.5, clockAt("2026-07-10T00:00:00Z"));
    kept.keep("a", answerOf(1_048_576), 60);
    kept.keep("b", answerOf(1_048_577), 60);
    expect([kept.find("a") === undefined, kept.find("b")]).to.deep.equal([false, undefined]);
  });

  it("is bounded by its size: what was asked for least lately goes", () => {
    // Room for three answers of 1,000 bytes with keys of one byte.
    const kept = new StageCache(3_003 / 1_073_741_824, clockAt("2026-07-10T00:00:00Z"));
    for (const key of ["a", "b", "c"]) kept.keep(key, answerOf(1_000), 60);
    kept.find("a");
    kept.keep("d", answerOf(1_000), 60);
    expect(["a", "b", "c", "d"].filter((key) => kept.find(key) !== undefined)).to.deep.equal(["a", "c", "d"]);
    // Replacing an entry evicts no other.
    kept.keep("d", answerOf(900), 60);
    expect(["a", "c", "d"].every((key) => kept.find(key) !== undefined)).to.equal(true);
  });

  it("uses only declared parameters as the key", () => {
    const check = (cacheKeyParameters: string[]) =>
      checkCacheKey("api", {
        requestParameters: { "method.request.path.id": true },
        integration: integrationOf({ cacheKeyParameters }),
      });
    expect(() => check(["method.request.path.id"])).not.to.throw();
    expect(() => check(["method.request.querystring.q"])).to.throw(
      "Invalid cache key parameter specified (method.request.querystring.q is not declared)",
    );
  });
});
