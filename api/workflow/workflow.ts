import type { ObjectSchema, ValueOf } from "../http/schemas";
import type { AccessTo, Declarations, Handles } from "../kinds";
import { captureCallSite } from "../route/callSite";
import type { ValueDeclaration, ValuesIn } from "../values/declaration";
import type { TaskCall, WorkflowDeclaration, WorkflowTask } from "./declaration";
import type { State } from "./states";

/** The argument of `task`. Its parts determine the types of the callback's handles and input. */
export interface TaskDeclaration<
  D extends Declarations,
  Access extends AccessTo<D>,
  Input extends ObjectSchema,
  Values extends readonly ValueDeclaration[],
> extends Pick<WorkflowTask, "archiveBudget"> {
  readonly access?: Access & { readonly [Name in Exclude<keyof Access, keyof D>]: never };
  readonly values?: Values;
  readonly input: Input;
  /**
   * Runs once per Lambda environment and returns the function that processes each input. The result becomes the result
   * of the state. Retriers and catchers match the `name` of a thrown error. Pulumi serializes it, so it may only use
   * imported functions and literals (docs/decisions.md, "Callbacks").
   */
  readonly callbackFactory: (
    context: Handles<D, Access> & ValuesIn<Values>,
  ) => (input: ValueOf<Input>, call: TaskCall) => Promise<unknown>;
}

type NewTask = Omit<WorkflowTask, "name" | "workflow" | "uses">;

/** Declares a task. `D` limits the names in its `access`. */
export type TaskOf<D extends Declarations> = <
  const Input extends ObjectSchema,
  const Access extends AccessTo<D> = Readonly<Record<never, never>>,
  const Values extends readonly ValueDeclaration[] = readonly [],
>(
  declaration: TaskDeclaration<D, Access, Input, Values>,
) => NewTask;

/** The argument of `workflow`. */
export interface WorkflowArgs<
  D extends Declarations,
  Input extends ObjectSchema,
  Tasks extends Readonly<Record<string, NewTask>>,
  Name extends string,
> extends Pick<WorkflowDeclaration, "summary"> {
  /** Prefix of logical names. Permanent: another name replaces the machine and deletes its executions. */
  readonly name: string;
  readonly input: Input;
  /** Declarations that its tasks use, and buckets that its maps read, keyed by the names that `access` uses. */
  readonly uses: D;
  /** Returns its tasks, each declared with the given function, keyed by name. */
  readonly tasks: (task: TaskOf<D>) => Tasks;
  readonly definition: {
    readonly StartAt: NoInfer<Name>;
    readonly States: { readonly [Key in Name]: NoInfer<State<Name, keyof Tasks & string>> };
  };
  /** Default: 86,400, a day. */
  readonly timeoutSeconds?: number;
}

/**
 * Declares a workflow. A route, a consumer or another workflow starts it, if its `access` names it.
 *
 * The names of states and tasks are checked by the compiler, those of nested states when the program starts.
 */
export function workflow<
  const D extends Declarations,
  const Input extends ObjectSchema,
  const Tasks extends Readonly<Record<string, NewTask>>,
  const Name extends string,
>({ name, tasks, ...rest }: WorkflowArgs<D, Input, Tasks, Name>): WorkflowDeclaration<Input> {
  const { summary, input, uses, definition, timeoutSeconds = 86_400 } = rest;
  const task = (declaration: Partial<NewTask> & Pick<NewTask, "input" | "callbackFactory">): NewTask => ({
    ...declaration,
    access: declaration.access ?? {},
    values: declaration.values ?? [],
    origin: captureCallSite(task),
  });
  const declared = Object.entries<NewTask>(tasks(task));
  return {
    kind: "workflow",
    logicalName: name,
    summary,
    input,
    uses,
    tasks: declared.map(([key, each]) => ({ ...each, name: key, workflow: name, uses })),
    definition: definition,
    timeoutSeconds,
  };
}
