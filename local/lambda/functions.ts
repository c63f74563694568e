import { UserError } from "../engine/errors";
import { ofType, type Declared, type Properties } from "../engine/resources";
import { functionNameOf } from "./resources";
import type { Permission } from "./permissions";

/** A function as the program declares it. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly arn: string;
  /** The owning component's logical name where it owns one function, else the function's own. */
  readonly label: string;
  readonly roleArn: string;
  readonly handler: string;
  readonly runtime: string;
  readonly code: unknown;
  /** Megabytes. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** Version that `publish` made; absent when nothing is published. */
  readonly publishedVersion?: string;
  readonly reserved?: number;
  readonly aliases: ReadonlyMap<string, AliasDeclaration>;
  readonly permissions: readonly Permission[];
  readonly provisioned: readonly ProvisionedDeclaration[];
}

export interface AliasDeclaration {
  readonly version: string;
  /** Share of calls, 0 to 1, that another version takes. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface ProvisionedDeclaration {
  /** An alias or a version. */
  readonly qualifier: string;
  readonly environments: number;
}

/** Gathers what belongs to each declared function. @throws UserError for what AWS would refuse. */
export function declaredFunctions(resources: readonly Declared[]): FunctionDeclaration[] {
  const functions = ofType(resources, "aws:lambda/function:Function");
  return functions.map((declared) => {
    const { state } = declared;
    const name = String(state["name"]);
    const own = (property: string) => (resource: Declared) => functionNameOf(resource.state[property]) === name;
    const fn: FunctionDeclaration = {
      name,
      arn: String(state["arn"]),
      label: labelOf(declared, functions),
      roleArn: String(state["role"]),
      handler: String(state["handler"]),
      runtime: String(state["runtime"]),
      code: state["code"],
      memorySize: (state["memorySize"] as number | undefined) ?? 128,
      timeout: (state["timeout"] as number | undefined) ?? 3,
      variables: variablesOf(state),
      logGroup: logGroupOf(name, state),
      ...(state["publish"] === true ? { publishedVersion: String(state["version"]) } : {}),
      ...reservedOf(state),
      aliases: new Map(
        ofType(resources, "aws:lambda/alias:Alias")
          .filter(own("functionName"))
          .map(({ state: alias }) => [String(alias["name"]), aliasOf(alias)]),
      ),
      permissions: ofType(resources, "aws:lambda/permission:Permission").filter(own("function")).map(permissionOf),
      provisioned: ofType(resources, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")
        .filter(own("functionName"))
        .map(({ state: config }) => ({
          qualifier: String(config["qualifier"]),
          environments: Number(config["provisionedConcurrentExecutions"]),
        })),
    };
    check(fn);
    return fn;
  });
}

/** What Lambda refuses when it is declared (recorded: lambda-concurrency/put-on-latest, reserved-below-provisioned). */
function check({ label, aliases, provisioned, reserved, publishedVersion }: FunctionDeclaration): void {
  for (const { qualifier } of provisioned) {
    if (qualifier === "$LATEST") {
      throw new UserError(
        `function ${label}: Provisioned Concurrency Configs cannot be applied to unpublished function versions.`,
      );
    }
    const alias = aliases.get(qualifier);
    if (alias === undefined && qualifier !== publishedVersion) {
      throw new UserError(
        `function ${label}: provisioned concurrency is on ${qualifier}, which is neither an alias nor a published version`,
      );
    }
    if (alias !== undefined && Object.keys(alias.weights).length > 0) {
      throw new UserError(`function ${label}: Alias with weights can not be used with Provisioned Concurrency`);
    }
  }
  const sum = provisioned.reduce((total, { environments }) => total + environments, 0);
  if (reserved !== undefined && sum > reserved) {
    throw new UserError(
      `function ${label}: reserved concurrency ${reserved} is below its provisioned concurrency, ${sum}, and Lambda refuses that`,
    );
  }
}

function labelOf({ name, parent }: Declared, functions: readonly Declared[]): string {
  const siblings = functions.filter((other) => other.parent === parent);
  const owner = parent.slice(parent.lastIndexOf("::") + 2);
  return siblings.length === 1 && owner !== "" && !parent.includes("pulumi:pulumi:Stack") ? owner : name;
}

function variablesOf(state: Properties): Record<string, string> {
  const environment = state["environment"] as { variables?: Record<string, string> } | undefined;
  return environment?.variables ?? {};
}

function logGroupOf(name: string, state: Properties): string {
  const logging = state["loggingConfig"] as { logGroup?: string } | undefined;
  return logging?.logGroup ?? `/aws/lambda/${name}`;
}

/** Pulumi's provider takes -1 for "none". */
function reservedOf(state: Properties): { reserved?: number } {
  const reserved = state["reservedConcurrentExecutions"] as number | undefined;
  return reserved === undefined || reserved < 0 ? {} : { reserved };
}

function aliasOf(state: Properties): AliasDeclaration {
  const routing = state["routingConfig"] as { additionalVersionWeights?: Record<string, number> } | undefined;
  return { version: String(state["functionVersion"]), weights: routing?.additionalVersionWeights ?? {} };
}

function permissionOf({ state }: Declared): Permission {
  const text = (key: string) => state[key] as string | undefined;
  return {
    action: String(state["action"]),
    principal: String(state["principal"]),
    qualifier: text("qualifier"),
    sourceArn: text("sourceArn"),
  };
}
