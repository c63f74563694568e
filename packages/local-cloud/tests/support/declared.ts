import { expect } from "chai";
import { checkEach, type TypeChecks } from "../../src/kernel/checks";
import { Refusal } from "../../src/kernel/errors";
import type { Declared, Properties } from "../../src/kernel/resources";

/** Returns a declared resource with a name that is unique in a test. */
export function declared(type: string, state: Properties, more: Partial<Declared> = {}): Declared {
  const options = {
    dependencies: [],
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    additionalSecretOutputs: [],
    importId: "",
  };
  return { type, name: "r", urn: "", parent: "", custom: true, id: "id", inputs: state, state, options, ...more };
}

/** Returns the message of the rejection; undefined if nothing is rejected. */
export function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** An invalid state, the expected message without the resource, and resources declared before it. */
export type RefusedCase = readonly [state: Properties, message: string, ...others: readonly Declared[]];

/** Tests that the checks of a service reject states of a type and accept others. @param besides declared with them */
export function describeChecks(
  checks: readonly TypeChecks[],
  type: string,
  refused: readonly RefusedCase[],
  accepted: readonly Properties[],
  besides: readonly Declared[] = [],
): void {
  const of = (state: Properties, others: readonly Declared[]) => {
    const resources = [...others, declared(type, state)];
    return refusalOf(() => checkEach(resources, checks))?.replace(/^[^:]*: /, "");
  };
  describe(`${type.split(":").at(-1)}, as AWS checks it`, () => {
    for (const [state, message, ...others] of refused) {
      it(`is rejected: ${JSON.stringify(state).slice(0, 90)}`, () => {
        expect(of(state, others)).to.equal(message);
      });
    }
    it("is accepted beside these limits", () => {
      for (const state of accepted) expect(of(state, besides), JSON.stringify(state)).to.equal(undefined);
    });
  });
}
