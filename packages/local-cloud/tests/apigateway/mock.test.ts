import { expect } from "chai";
import { answerMock } from "../../src/apigateway/integrations/mock";
import { exchangeOf, integrationOf, requestOf } from "../support/exchange";

describe("a mock integration whose template hands the client's body on", () => {
  const answer = (body: string) =>
    answerMock(
      exchangeOf({
        method: { integration: integrationOf({ requestTemplates: { "application/json": "$input.body" } }) },
        request: requestOf({ body: Buffer.from(body) }),
      }),
    ).status;

  it("reads JSON, and JSON without quotes", () => {
    expect(answer('{"statusCode": 200}')).to.equal(200);
    expect(answer("{statusCode: 200}")).to.equal(200);
  });

  const hostile: [what: string, body: string][] = [
    ["lines", Array.from({ length: 50_000 }, (_, line) => `k${line}: v`).join("\n")],
    ["lists", "[".repeat(1_000_000)],
    ["JSON", `[${"1,".repeat(1_000_000)}1]`],
  ];
  for (const [what, body] of hostile) {
    // Work that is not linear would not end within the timeout of the test.
    it(`rejects megabytes of ${what}`, () => {
      expect(() => answer(body)).to.throw("Internal server error");
    });
  }
});
