import { plans } from "../kernel/descriptions";
import type { Faults } from "../kernel/faults";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import type { Program } from "../kernel/resources";
import { grantPlace } from "./grantPlace";
import type { Surroundings } from "./remedy";

/** What remedies name of a run, as it is now. @param program undefined before the first one is loaded */
export function surroundingsOf(program: Program | undefined, registry: ServiceRegistry, faults: Faults): Surroundings {
  return {
    plans: registry.find(plans)?.descriptions ?? [],
    faults: faults.descriptions,
    grantPlace: (label) => program && grantPlace(program, label, registry),
  };
}
