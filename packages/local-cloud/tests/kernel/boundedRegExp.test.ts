import { expect } from "chai";
import { validateBody } from "../../src/apigateway/stages/validate";
import { selectResponse } from "../../src/apigateway/integrations/integrationMapping";
import { renderVelocity } from "../../src/apigateway/velocity/render";
import { matchWithin, testWithin } from "../../src/kernel/bounds/boundedRegExp";
import { runWithin, TimeLimitExceeded } from "../../src/kernel/bounds/timeLimit";
import { apiOf, exchangeOf, requestOf } from "../support/exchange";

const hostile = "a".repeat(60) + "!";
const patterns = ["^(a+)+$", "^(a|aa)+$", "^(?=a)(a+)*$", "^(a*)*\\1$", "^(A+)+$"];

describe("a pattern of a program on a text of a client", () => {
  for (const pattern of patterns) {
    it(`${pattern} is aborted after a quarter of a second`, () => {
      expect(() => testWithin(new RegExp(pattern, "i"), hostile)).to.throw(TimeLimitExceeded, "not finished in 250 ms");
    });
  }

  it("returns the result, and throws the error, of the match", () => {
    expect([testWithin(/^a+!$/, hostile), testWithin(/^b+$/, hostile), testWithin(/x/, "x")]).to.deep.equal([
      true,
      false,
      true,
    ]);
    expect(matchWithin(/a+/, hostile, () => hostile.replace(/a+/, "b"))).to.equal("b!");
    expect(() => runWithin(100, () => JSON.parse("{") as unknown)).to.throw(SyntaxError);
    expect(runWithin(100, () => runWithin(100, () => 1) + 1)).to.equal(2);
  });

  const exchange = (body: string, schema: object) =>
    exchangeOf({
      api: apiOf({ models: { Thing: schema } }),
      method: { validator: { parameters: false, body: true }, requestModels: { "application/json": "Thing" } },
      request: requestOf({ body: Buffer.from(body) }),
    });

  it("rejects a body if a pattern of its model takes too long", () => {
    const schema = { type: "string", pattern: "^(a+)+$" };
    expect(() => validateBody(exchange(JSON.stringify(hostile), schema))).to.throw("Invalid request body");
    validateBody(exchange(JSON.stringify("a".repeat(60)), schema));
  });

  it("fails if a selection pattern or a template takes too long", () => {
    const response = { selectionPattern: "(a+)+", statusCode: 400, responseParameters: {}, responseTemplates: {} };
    expect(() => selectResponse([response], hostile)).to.throw("Internal server error");
    expect(selectResponse([response], "a".repeat(60))).to.equal(response);
    for (const call of ["matches('(a+)+')", "replaceAll('(a+)+b', 'x')", "split('(a+)+b')"]) {
      expect(() => renderVelocity(`$text.${call}`, { text: hostile }), call).to.throw(TimeLimitExceeded);
    }
    expect(renderVelocity("$text.replaceAll('a+', 'b')", { text: hostile })).to.equal("b!");
  });
});
