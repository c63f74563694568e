import type { Resources } from "../functions/inputs";
import { StateMachine, type StateMachineArgs } from "../workflow/stateMachine";
import { withUses } from "../workflow/tasks";
import { kindOf, type Declarations } from "./index";
import type { Created, Creation, Receiver } from "./kind";

/** Parts that the declared resources share, and those that workflows use. */
export interface DeclaredArgs extends Pick<Resources, "stack" | "values">, Pick<StateMachineArgs, "pack"> {
  /** All consumers. The timeouts and retries of a queue follow from its consumer. */
  readonly consumers?: readonly Receiver[];
}

/** The resources that a program declares, by their names in `access`, and the workflows among them. */
export interface DeclaredResources {
  readonly declared: Readonly<Record<string, Created>>;
  readonly workflows: readonly StateMachine[];
}

/** Returns the services that encrypt what is declared with a customer key. DynamoDB always does. */
export function encryptingServices(declarations: Declarations): string[] {
  const services = Object.values(declarations).flatMap((declaration) => kindOf(declaration).encryptedBy ?? []);
  return [...new Set(["dynamodb", ...services])];
}

/** Declares the resources in AWS. Workflows come last, because their tasks use the others. */
export function createDeclared(
  declarations: Declarations,
  { stack, values, pack, consumers = [] }: DeclaredArgs,
): DeclaredResources {
  const declared: Record<string, Created> = {};
  const workflows: StateMachine[] = [];
  const creation: Creation = {
    ...stack,
    consumers,
    createWorkflow: (workflow) => {
      const args = { workflow, declared, values, stack, pack };
      const machine = new StateMachine(workflow.logicalName, args, stack.options);
      workflows.push(machine);
      return machine.created;
    },
  };
  for (const [name, declaration] of inOrderOfUse(declarations)) {
    declared[name] = kindOf(declaration).create(name, declaration, creation);
  }
  return { declared, workflows };
}

/** Returns the entries so that each workflow follows what it uses. */
function inOrderOfUse(declarations: Declarations) {
  const usesOf = ([name]: readonly [string, unknown]) => Object.keys(withUses({ [name]: declarations[name]! })).length;
  // A workflow uses more than each of the workflows that it uses.
  return Object.entries(declarations).sort((one, other) => usesOf(one) - usesOf(other));
}
