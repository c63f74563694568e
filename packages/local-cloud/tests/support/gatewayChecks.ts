import { expect } from "chai";
import { apiChecks } from "../../src/apigateway/declared/apiChecks";
import { methodChecks } from "../../src/apigateway/declared/methodChecks";
import { planChecks } from "../../src/apigateway/declared/planChecks";
import { checkEach } from "../../src/kernel/checks";
import type { Declared, Properties } from "../../src/kernel/resources";
import { declared, refusalOf } from "./declared";

export const api = declared("aws:apigateway/restApi:RestApi", {}, { id: "api" });
export const stage = declared("aws:apigateway/stage:Stage", { restApi: "api", stageName: "v1" }, { name: "v1" });

export function refusal(resources: readonly Declared[]): string | undefined {
  return refusalOf(() => checkEach(resources, [...methodChecks, ...apiChecks, ...planChecks]));
}

/** The refusal of one resource, without what names it. */
export function of(type: string, state: Properties, ...others: readonly Declared[]): string | undefined {
  return refusal([...others, declared(`aws:apigateway/${type}`, state)])?.replace(/^[^:]*: /, "");
}

/** A table of one type: what is refused with which words, and the neighbours that are accepted. */
export function describeType(
  type: string,
  refused: readonly (readonly [state: Properties, message: string, ...others: readonly Declared[]])[],
  accepted: readonly Properties[],
) {
  describe(`${type.split(":")[1]}, as API Gateway checks it`, () => {
    for (const [state, message, ...others] of refused) {
      it(`is refused: ${JSON.stringify(state).slice(0, 90)}`, () => {
        expect(of(type, state, ...others)).to.equal(message);
      });
    }
    it("is accepted beside these limits", () => {
      for (const state of accepted) expect(of(type, state, api, stage), JSON.stringify(state)).to.equal(undefined);
    });
  });
}
