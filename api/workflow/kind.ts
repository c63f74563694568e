import { variablePrefix, type Creation, type Kind, type Statement } from "../kinds/kind";
import { checkDefinition } from "./checkDefinition";
import { workflowActions, type WorkflowDeclaration } from "./declaration";
import { openWorkflows } from "./open";

/** Workflows in `access`. */
export const workflowKind = {
  word: "workflow",
  handles: "workflows",
  actions: workflowActions,
  variable: (name: string) => `${variablePrefix(name)}_WORKFLOW_ARN`,
  check: (name: string, declaration: WorkflowDeclaration) => checkDefinition(name, declaration),
  create: (_name: string, declaration: WorkflowDeclaration, { createWorkflow }: Creation) =>
    createWorkflow(declaration),
  open: openWorkflows,
} as const satisfies Kind<WorkflowDeclaration>;

/**
 * Returns the statements of actions on a machine or its executions (Service Authorization Reference, "Actions defined by
 * AWS Step Functions").
 */
export function statementsOnWorkflow(arn: string, actions: readonly string[]): Statement[] {
  const allow = (each: readonly string[], Resource: string): Statement[] =>
    each.length === 0 ? [] : [{ Effect: "Allow", Action: each.map((action) => `states:${action}`), Resource }];
  const isStart = (action: string) => action === "StartExecution";
  const isOfToken = (action: string) => action.startsWith("SendTask");
  return [
    ...allow(actions.filter(isStart), arn),
    ...allow(
      actions.filter((action) => !isStart(action) && !isOfToken(action)),
      `${arn.replace(":stateMachine:", ":execution:")}:*`,
    ),
    // These actions support no resource: the token decides.
    ...allow(actions.filter(isOfToken), "*"),
  ];
}
