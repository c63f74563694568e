import * as pulumi from "@pulumi/pulumi";
import { kindOf, type Declarations } from "../kinds";
import type { Created, Statement } from "../kinds/kind";
import type { Stack } from "../shared/stack";
import { readStatements } from "../parameters/create";
import type { CreatedValue } from "../values/create";
import { valueVariable, type ValueDeclaration } from "../values/declaration";

/** The alias that API Gateway and mappings call. Permissions and provisioned concurrency refer to it. */
export const aliasName = "live";

/** Resources and values that the program created for its functions. */
export interface Resources {
  /** All declared resources of the program. A function gets the names of those that its `access` names. */
  readonly declared: Readonly<Record<string, Created>>;
  /** All values of the program. A function gets those that its declaration names. */
  readonly values: Readonly<Record<string, CreatedValue>>;
  readonly stack: Stack;
}

/** The parts of a route or a consumer from which its variables and permissions follow. */
export interface Accessor {
  readonly access: Readonly<Record<string, readonly string[]>>;
  /** The declarations that `access` names. */
  readonly declarations: Declarations;
  readonly values: readonly ValueDeclaration[];
}

/** Environment variables and permissions of a function. */
export interface FunctionInputs {
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  readonly grants: readonly pulumi.Output<readonly Statement[]>[];
}

/** Derives the inputs of a function from its declaration. */
export function inputsOf({ access, declarations, values: named }: Accessor, resources: Resources): FunctionInputs {
  const accessed = Object.entries(declarations).map(([key, declaration]) => ({
    variable: kindOf(declaration).variable(key),
    actions: access[key]!,
    created: resources.declared[key]!,
  }));
  const values = named.map((declaration) => ({ declaration, created: resources.values[declaration.name]! }));
  return {
    variables: {
      ...Object.fromEntries(accessed.map(({ variable, created }) => [variable, created.name])),
      ...Object.fromEntries(
        values.map(({ declaration, created }) => [
          valueVariable(declaration),
          "text" in created ? created.text : created.parameter.name,
        ]),
      ),
    },
    grants: [
      ...accessed.map(({ created, actions }) => created.statements(actions)),
      pulumi
        .all(values.flatMap(({ created }) => ("parameter" in created ? [created.parameter.arn] : [])))
        .apply(readStatements),
    ],
  };
}
