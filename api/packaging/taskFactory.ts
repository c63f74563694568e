import type { Declarations } from "../kinds";
import { openTables } from "../tables/open";
import type { WorkflowTask } from "../workflow/declaration";
import { taskHandler, type OpenedTaskFactory, type TaskHandlerDeclaration } from "../workflow/taskHandler";
import { variablesOf, withHandles, withValues } from "./handlerFactory";

/** Returns the factory that Pulumi serializes. */
export function taskFactory(task: WorkflowTask & { readonly declarations: Declarations }): () => object {
  const tables = variablesOf(task)["tables"] ?? {};
  const { workflow, name, input } = task;
  const declaration = JSON.stringify({ workflow, task: name, tables, input } satisfies TaskHandlerDeclaration);
  const callbackFactory = withHandles(task, withValues(task)) as OpenedTaskFactory;
  if (Object.keys(tables).length === 0) return () => taskHandler(declaration, callbackFactory);
  return () => taskHandler(declaration, callbackFactory, openTables);
}
