import { declarationsIn, ofKind, type Declarations } from "../kinds";
import type { WorkflowDeclaration, WorkflowTask } from "./declaration";

/** A task with the declarations that its `access` names. */
export interface Task extends WorkflowTask {
  readonly declarations: Declarations;
}

/** Returns the tasks of a workflow. */
export function tasksOf({ tasks }: WorkflowDeclaration): Task[] {
  return tasks.map((task) => {
    return { ...task, declarations: declarationsIn(task.uses as Declarations, task.access) };
  });
}

/** Returns the tasks of all workflows among the declarations. */
export function allTasks(declarations: Declarations): Task[] {
  return Object.values(ofKind(declarations, "workflow")).flatMap(tasksOf);
}

/** Returns the declarations with those that workflows among them use, at any depth. */
export function withUses(declarations: Declarations): Declarations {
  const uses = Object.values(ofKind(declarations, "workflow")).map(({ uses }) => withUses(uses as Declarations));
  return Object.assign({}, ...uses, declarations) as Declarations;
}
