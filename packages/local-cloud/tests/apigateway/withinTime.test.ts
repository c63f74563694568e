import { mock } from "node:test";
import { expect } from "chai";
import type { Authorizer } from "../../src/apigateway/declared/model";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { withinTimeout } from "../../src/apigateway/integrations/withinTime";
import type { AuthorizerServices } from "../../src/apigateway/stages/authorize";
import { AuthorizerResults } from "../../src/apigateway/stages/authorizerResults";
import { callAuthorizer } from "../../src/apigateway/stages/lambdaAuthorizer";
import { clockAt } from "../support/clock";
import { exchangeOf } from "../support/exchange";

const never = new Promise<never>(() => undefined);

describe("a call of the gateway that is never answered", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  const outcomeAfter = async (work: Promise<unknown>, millis: number) => {
    let outcome: unknown = "waiting";
    work.catch(({ responseType, status, reason }: GatewayError) => (outcome = [responseType, status, reason]));
    await new Promise(setImmediate);
    mock.timers.tick(millis);
    await new Promise(setImmediate);
    return outcome;
  };

  it("ends after the integration's timeout", async () => {
    const work = withinTimeout(exchangeOf(), never);
    expect(await outcomeAfter(work, 28_999)).to.equal("waiting");
    expect(await outcomeAfter(work, 1)).to.deep.equal(["INTEGRATION_TIMEOUT", 504, "no answer within 29000 ms"]);
  });

  it("ends after 29 seconds where an authorizer is asked", async () => {
    const authorizer: Authorizer = {
      id: "a",
      name: "guard",
      type: "REQUEST",
      uri: "arn:aws:lambda:eu-central-1:123456789012:function:guard",
      identitySources: [],
      ttlSeconds: 0,
      poolArns: [],
    } as unknown as Authorizer;
    const services = {
      functions: { invoke: () => never },
      results: new AuthorizerResults(clockAt("2026-01-01T00:00:00Z")),
    } as unknown as AuthorizerServices;
    const work = callAuthorizer(exchangeOf(), authorizer, services);
    expect(await outcomeAfter(work, 28_999)).to.equal("waiting");
    expect(await outcomeAfter(work, 1)).to.deep.equal([
      "AUTHORIZER_FAILURE",
      500,
      "the authorizer did not answer within 29000 ms",
    ]);
  });
});
