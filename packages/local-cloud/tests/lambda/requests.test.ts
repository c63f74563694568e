import { expect } from "chai";
import type { InvokeRefused } from "../../src/kernel/interfaces/functions";
import { checkPayload, qualifierOf } from "../../src/lambda/calls/requests";
import { functionNameOf } from "../../src/kernel/functionName";

const location = { project: "p", stack: "s", region: "eu-central-1" };

describe("the function that a call names", () => {
  const arn = "arn:aws:lambda:eu-central-1:123456789012:function:fn";
  for (const [functionName, qualifier] of [
    ["fn", undefined],
    ["fn:live", "live"],
    ["123456789012:function:fn", undefined],
    ["123456789012:function:fn:1", "1"],
    [arn, undefined],
    [`${arn}:live`, "live"],
  ] as const) {
    it(`is fn, ${qualifier ?? "without a qualifier"}, in ${functionName}`, () => {
      expect([functionNameOf(functionName), qualifierOf({ functionName }, location)]).to.deep.equal(["fn", qualifier]);
    });
  }
});

describe("the payload of a call", () => {
  const refusal = (payload: string | Buffer, invocationType: "Event" | "RequestResponse") => {
    try {
      checkPayload({ functionName: "fn", payload, invocationType });
      return undefined;
    } catch (error) {
      const { statusCode, code } = error as InvokeRefused;
      return [statusCode, code];
    }
  };

  it("is at most 6 MB, and 1 MB for an event", () => {
    const tooLarge = [413, "RequestEntityTooLargeException"];
    expect(refusal("1".repeat(6_291_456), "RequestResponse")).to.equal(undefined);
    expect(refusal("1".repeat(6_291_457), "RequestResponse")).to.deep.equal(tooLarge);
    expect(refusal("1".repeat(1_048_577), "Event")).to.deep.equal(tooLarge);
  });

  it("must be JSON in UTF-8 if it is given as bytes", () => {
    expect(refusal(Buffer.from('{"a":"ä"}'), "Event")).to.equal(undefined);
    expect(refusal(Buffer.from([0x22, 0xff, 0x22]), "Event")).to.deep.equal([400, "InvalidRequestContentException"]);
  });
});
