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
