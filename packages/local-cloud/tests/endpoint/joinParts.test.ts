import { expect } from "chai";
import { joinParts } from "../../src/endpoint/joinParts";
import type { EndpointRequest, EndpointService } from "../../src/kernel/protocols/serviceEndpoint";

const part = (name: string, isSelective = true): EndpointService => {
  const answer = () => ({ statusCode: 200, headers: {}, body: "", operation: name });
  const handles = ({ target }: { readonly target: string }) => target === `/${name}`;
  return { signingName: "lambda", ...(isSelective ? { handles } : {}), answer, refuse: answer };
};
const partsOf = (): EndpointService[] => [part("a"), part("b"), part("rest", false)];

describe("parts of a service", () => {
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    it(`answer their own requests when they join in the order ${order.join(", ")}`, async () => {
      const [first, ...others] = order.map((index) => partsOf()[index]!);
      const joined = others.reduce((before, next) => joinParts(next, before), first!);
      const answerOf = async (target: string) => joined.answer({ method: "POST", target } as EndpointRequest);
      const answers = await Promise.all(["/a", "/b", "/c"].map(answerOf));
      expect(answers.map(({ operation }) => operation)).to.deep.equal(["a", "b", "rest"]);
    });
  }
});
