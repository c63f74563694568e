import { plans } from "../kernel/described";
import type { Faults } from "../kernel/faults";
import type { Ports } from "../kernel/ports";
import type { Program } from "../kernel/resources";
import { grantPlace } from "./grantPlace";
import type { Surroundings } from "./remedy";

/** What remedies name of a run, as it is now. @param program undefined before the first one is loaded */
export function surroundingsOf(program: Program | undefined, ports: Ports, faults: Faults): Surroundings {
  return {
    plans: ports.find(plans)?.described ?? [],
    faults: faults.described,
    grantPlace: (label) => program && grantPlace(program, label, ports),
  };
}
