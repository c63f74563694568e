import { checkAccess } from "../kinds/checks";
import { checkSchema } from "../route/checkSchema";
import type { WorkflowDeclaration } from "./declaration";
import { tasksOf, type Task } from "./tasks";

/**
 * Returns a sentence for each mistake in the tasks and inputs of workflows. `checkDefinition` finds those in their
 * definitions.
 *
 * @param taken names of routes and consumers, which name functions too.
 */
export function* findWorkflowViolations(
  workflows: readonly WorkflowDeclaration[],
  taken: readonly string[],
): Generator<string> {
  const names = new Set(taken);
  for (const workflow of workflows) {
    yield* checkSchema({ what: `workflow ${workflow.logicalName}` }, "its input", workflow.input);
    for (const task of tasksOf(workflow)) {
      yield* checkTask(task);
      if (names.has(task.name)) yield `two of the routes, consumers and tasks are named ${task.name}; rename one`;
      names.add(task.name);
    }
  }
}

function* checkTask(task: Task): Generator<string> {
  const { name, input } = task;
  if (!/^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(name)) {
    yield `task ${name}: a name is 1 to 41 letters, digits and underscores, and begins with a letter`;
  }
  yield* checkAccess({ ...task, declarations: task.declarations }, "task");
  yield* checkSchema({ what: `task ${name}` }, "its input", input);
}
