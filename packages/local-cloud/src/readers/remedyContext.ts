import { plans } from "../kernel/interfaces/descriptions";
import type { Faults } from "../kernel/faults";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import type { Program } from "../kernel/resources";
import { grantPlace } from "./grantPlace";
import type { RemedyContext } from "./remedy";

/**
 * Returns the current values that remedies mention. They are read on demand, because few requests need a remedy.
 *
 * @param program undefined before the first load
 */
export function remedyContextOf(
  program: Program | undefined,
  registry: ServiceRegistry,
  faults: Faults,
): RemedyContext {
  return {
    get plans() {
      return registry.find(plans)?.descriptions ?? [];
    },
    get faults() {
      return faults.descriptions;
    },
    grantPlace: (label) => program && grantPlace(program, label, registry),
  };
}
