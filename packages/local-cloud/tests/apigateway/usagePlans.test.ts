import { expect } from "chai";
import type { ApiKey, Method, UsagePlan } from "../../src/apigateway/declared/model";
import { UsagePlans } from "../../src/apigateway/stages/usagePlans";
import { clockAt } from "../support/clock";
import { exchangeOf, requestOf, stageOf } from "../support/exchange";

const key: ApiKey = { name: "reader", id: "key", value: "k".repeat(20), enabled: true };
const other: ApiKey = { name: "writer", id: "other", value: "o".repeat(20), enabled: true };
const plan: UsagePlan = {
  id: "plan",
  name: "plan",
  throttle: undefined,
  quota: undefined,
  stages: [{ apiId: "api", stage: "v1" }],
  keyIds: new Set(["key", "other"]),
};

/** Sends a request with a key to usage plans. @returns the error, or the id of the accepted key. */
function plans(declared: Partial<UsagePlan> = {}, keys: readonly ApiKey[] = [key, other]) {
  const clock = clockAt("2026-03-31T12:00:00Z");
  const usagePlans = new UsagePlans(clock);
  usagePlans.declare(keys, [{ ...plan, ...declared }]);
  const send = (value?: string, method: Partial<Method> = {}, stage = stageOf()) => {
    const headers: [string, string][] = value === undefined ? [] : [["X-Api-Key", value]];
    const exchange = exchangeOf({
      request: requestOf({ headers }),
      method: { apiKeyRequired: true, ...method },
      stage,
    });
    try {
      usagePlans.admit(exchange);
      return exchange.apiKey?.id ?? "no key";
    } catch (error) {
      return (error as { responseType: string }).responseType;
    }
  };
  const count = (times: number, ...request: Parameters<typeof send>) =>
    Array.from({ length: times }, () => send(...request)).filter((each) => each === "key" || each === "other").length;
  return { clock, send, count };
}

describe("key and plan", () => {
  it("lets a key of a plan of the stage pass, and no other", () => {
    const { send } = plans();
    expect(send(key.value)).to.equal("key");
    expect(send()).to.equal("INVALID_API_KEY");
    expect(send("x".repeat(20))).to.equal("INVALID_API_KEY");
    expect(send(key.value, {}, stageOf({ name: "v2" }))).to.equal("INVALID_API_KEY");
  });

  it("refuses a disabled key, and a key outside every plan", () => {
    expect(plans({}, [{ ...key, enabled: false }]).send(key.value)).to.equal("INVALID_API_KEY");
    expect(plans({ keyIds: new Set() }).send(key.value)).to.equal("INVALID_API_KEY");
  });

  it("asks no key of a method that needs none, and counts nothing for it", () => {
    const { send } = plans({ quota: { limit: 1, period: "DAY", offset: 0 } });
    expect(send(key.value, { apiKeyRequired: false })).to.equal("no key");
    expect(send(key.value)).to.equal("key");
  });

  it("throttles per key and method", () => {
    const { count, clock } = plans({ throttle: { burstLimit: 5, rateLimit: 2 } });
    expect(count(9, key.value)).to.equal(5);
    expect(count(9, key.value, { httpMethod: "PUT" })).to.equal(5);
    expect(count(9, key.value, { resourcePath: "/others" })).to.equal(5);
    expect(count(9, other.value)).to.equal(5);
    clock.move(1_500);
    expect(count(9, key.value)).to.equal(3);
  });

  it("counts the quota per key and plan, whatever the method, and throttled requests not at all", () => {
    const { send, count, clock } = plans({
      throttle: { burstLimit: 2, rateLimit: 1 },
      quota: { limit: 4, period: "MONTH", offset: 0 },
    });
    expect(count(9, key.value)).to.equal(2);
    expect(count(9, key.value, { httpMethod: "PUT" })).to.equal(2);
    expect(send(key.value, { httpMethod: "DELETE" })).to.equal("QUOTA_EXCEEDED");
    expect(send(other.value)).to.equal("other");
    clock.set("2026-04-01T00:00:00Z");
    expect(send(key.value)).to.equal("key");
  });

  it("throttles a stage's method by its own settings before those of all, behind the plan", () => {
    const throttles = {
      "*/*": { burstLimit: 3, rateLimit: 1 },
      "things/GET": { burstLimit: 1, rateLimit: 1 },
    };
    const { count } = plans();
    expect(count(9, key.value, {}, stageOf({ throttles }))).to.equal(1);
    expect(count(9, key.value, { httpMethod: "PUT" }, stageOf({ throttles }))).to.equal(3);
  });
});
