import * as pulumi from "@pulumi/pulumi";
import { variablePrefix, type Created, type Kind } from "../kinds/kind";
import { accountArn } from "../shared/accountArn";
import { checkDescription } from "../shared/checkDescription";
import type { Stack } from "../shared/stack";
import { readConfigured } from "../values/configured";
import { createParameter, readStatements } from "./create";
import { parameterActions, type ParameterDeclaration } from "./declaration";
import { openParameters } from "./open";

/** Parameters of Parameter Store in `access`. */
export const parameterKind = {
  word: "parameter",
  handles: "parameters",
  isConfigured: true,
  actions: parameterActions,
  variable: (name: string) => `${variablePrefix(name)}_PARAMETER_NAME`,
  check: checkParameter,
  create(name: string, declaration: ParameterDeclaration, stack: Stack): Created {
    const adopted = stack.settings.existing?.parameters[name];
    const configured = readConfigured(name);
    if (adopted !== undefined) {
      if (configured !== undefined) throw new pulumi.RunError(adoptedAndSet(configured.key, adopted));
      const arn = accountArn("ssm", `parameter/${adopted.replace(/^\//, "")}`);
      return { name: pulumi.output(adopted), statements: () => arn.apply((each) => readStatements([each])) };
    }
    const { description } = declaration;
    const value = configured?.text ?? declaration.default;
    if (value === undefined) throw new pulumi.RunError(missing(name, declaration));
    const isSecret = configured?.isSecret ?? false;
    const created = createParameter(declaration.logicalName, { description, value, isSecret }, stack);
    return { name: created.name, statements: () => created.arn.apply((arn) => readStatements([arn])) };
  },
  open: openParameters,
} as const satisfies Kind<ParameterDeclaration>;

function adoptedAndSet(key: string, parameter: string): string {
  return `${key} is set, and the stack adopts the parameter ${parameter}, which has a value: remove one of them`;
}

function missing(name: string, { description }: ParameterDeclaration): string {
  const key = `${pulumi.getProject()}:${name}`;
  return (
    `${key} is missing (${description}): set it with pulumi config set ${key}, for a local run with --config ` +
    `${key}=VALUE, or adopt a parameter with the setting existing.parameters.${name}`
  );
}

function* checkParameter(name: string, declaration: ParameterDeclaration): Generator<string> {
  yield* checkDescription(`parameter ${name}`, declaration.description);
  const { default: text } = declaration;
  // Parameter Store API reference, PutParameter, `Value`: 4 KB for a standard parameter. An empty one is invalid.
  const bytes = text === undefined ? 1 : Buffer.byteLength(text);
  if (bytes < 1 || bytes > 4096) yield `parameter ${name}: its default has ${bytes} bytes, and must have 1 to 4096`;
}
