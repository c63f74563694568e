import { expect } from "chai";
import { checkEach, type TypeChecks } from "../../src/kernel/checks";
import { Refusal } from "../../src/kernel/errors";
import type { Declared, Properties } from "../../src/kernel/resources";

/** A resource as a program declares it; its name is unique among those of a test. */
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

/** The sentence of the refusal; undefined when there is none. */
export function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** A case of what is refused: its state, the sentence without the resource, and what is declared before it. */
export type RefusedCase = readonly [state: Properties, message: string, ...others: readonly Declared[]];

/** Tests what the checks of a service refuse of one type, and that they accept the neighbours. @param besides declared with those */
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
      it(`is refused: ${JSON.stringify(state).slice(0, 90)}`, () => {
        expect(of(state, others)).to.equal(message);
      });
    }
    it("is accepted beside these limits", () => {
      for (const state of accepted) expect(of(state, besides), JSON.stringify(state)).to.equal(undefined);
    });
  });
}
