import { knownText, type Check, type TypeChecks } from "../kernel/checks";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { emulationFault } from "./definition/emulation";
import { definitionRefusal } from "./definition/refusal";

const definitionCheck: Check = (state) => {
  const definition = state["definition"];
  // A definition with an unknown output cannot be examined.
  if (typeof definition !== "string" || unknownOutputIn(definition) !== undefined) return undefined;
  const type = knownText(state, "type") === "EXPRESS" ? "EXPRESS" : "STANDARD";
  return definitionRefusal(definition, type) ?? emulationFault(definition);
};

export const machineChecks: readonly TypeChecks[] = [
  {
    type: "aws:sfn/stateMachine:StateMachine",
    label: "state machine",
    code: "InvalidDefinition",
    checks: [definitionCheck],
  },
];
