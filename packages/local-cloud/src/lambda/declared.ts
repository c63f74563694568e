import { objectOf } from "../kernel/checks";
import { Refusal, UserError } from "../kernel/errors";
import { arn, type StackLocation } from "../kernel/identity";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { codeInS3 } from "./archives/codeInS3";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import type { Permission } from "./permissions";
import { eventSettings, textIn, type EventSettings } from "./eventSettings";
import { functionNameOf } from "../kernel/functionName";

/** Log settings of a function (Lambda API reference, LoggingConfig). */
export interface LogSettings {
  readonly format: "Text" | "JSON";
  /** Lowest levels that JSON logs contain. */
  readonly applicationLevel: string;
  readonly systemLevel: string;
}

/** Settings that a published version preserves. */
export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  /** Changes with the code and the configuration. */
  readonly revision: string;
  /** Logical name of the owning component if it owns exactly one function, or else of the function. */
  readonly label: string;
  readonly roleArn: string;
  readonly handler: string;
  readonly runtime: string;
  /** Megabytes. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logging: LogSettings;
  /** True if X-Ray traces sampled calls. */
  readonly tracing: boolean;
}

/** A function with its aliases and concurrency settings. */
export interface FunctionDeclaration {
  readonly configuration: FunctionConfiguration;
  /** A Pulumi archive. */
  readonly code: unknown;
  readonly layers?: readonly LayerDeclaration[];
  /** Reason why the function cannot run locally, such as "it is a container image". Undefined if it can. */
  readonly parked?: string | undefined;
  /** Version that `publish` creates; absent without `publish`. */
  readonly publishedVersion?: string;
  readonly reserved?: number;
  readonly aliases: ReadonlyMap<string, AliasDeclaration>;
  readonly permissions: readonly Permission[];
  readonly provisioned: readonly ProvisionedDeclaration[];
  /** Keyed by qualifier; `$LATEST` for calls without one. */
  readonly events: ReadonlyMap<string, EventSettings>;
  /** True with the recursion setting `Allow`. Default: Lambda stops loops. */
  readonly allowsLoops?: boolean;
  /** ARN of the queue or topic for failed events. */
  readonly deadLetterArn?: string | undefined;
}

export interface LayerDeclaration {
  readonly arn: string;
  /** A Pulumi archive; undefined for a layer that the program does not declare. */
  readonly code: unknown;
}

export interface AliasDeclaration {
  readonly version: string;
  /** Share of calls to another version, 0 to 1. Keyed by version. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface ProvisionedDeclaration {
  /** Alias or version. */
  readonly qualifier: string;
  readonly environments: number;
}

/** Returns the sum of a function's provisioned environments over all qualifiers. */
export function environmentsOf(provisioned: readonly ProvisionedDeclaration[]): number {
  return provisioned.reduce((sum, { environments }) => sum + environments, 0);
}

const recursionType = "aws:lambda/functionRecursionConfig:FunctionRecursionConfig";
const provisionedType = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";

/**
 * Returns the declared functions with their aliases, permissions and concurrency settings.
 *
 * @throws UserError for a variable with an output that only AWS knows.
 * @throws Refusal for provisioned concurrency of an undeclared function.
 */
export function declaredFunctions(resources: readonly Declared[], location: StackLocation): FunctionDeclaration[] {
  const functions = ofType(resources, "aws:lambda/function:Function");
  checkProvisioned(functions, ofType(resources, provisionedType), location);
  return functions.map((declared) => {
    const { state } = declared;
    const configuration = configurationOf(state, labelOf(declared, functions));
    const ownedBy = (type: string, property: string) =>
      ofType(resources, type).filter(({ state }) => functionNameOf(state[property]) === configuration.name);
    const owned = (type: string, property: string) => ownedBy(type, property).map((resource) => resource.state);
    return {
      configuration,
      code: codeOf(state, resources),
      layers: ((state["layers"] ?? []) as string[]).map((layer) => layerOf(layer, resources)),
      parked: parkedReason(state, codeOf(state, resources)),
      ...(state["publish"] === true ? { publishedVersion: String(state["version"]) } : {}),
      ...reservedOf(state),
      aliases: new Map(
        owned("aws:lambda/alias:Alias", "functionName").map((alias) => [String(alias["name"]), aliasOf(alias)]),
      ),
      permissions: ownedBy("aws:lambda/permission:Permission", "function").map(permissionOf),
      provisioned: owned(provisionedType, "functionName").map(provisionedOf),
      events: new Map(
        owned("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "functionName").map(eventSettings),
      ),
      allowsLoops: owned(recursionType, "functionName").some((config) => config["recursiveLoop"] === "Allow"),
      deadLetterArn: textIn(objectOf(state, "deadLetterConfig"), "targetArn"),
    };
  });
}

function layerOf(layerArn: string, resources: readonly Declared[]): LayerDeclaration {
  const layers = ofType(resources, "aws:lambda/layerVersion:LayerVersion");
  const layer = layers.find(({ state }) => state["arn"] === layerArn);
  return { arn: layerArn, code: layer && codeOf(layer.state, resources) };
}

function codeOf(state: Properties, resources: readonly Declared[]): unknown {
  return state["code"] ?? codeInS3(state, resources);
}

/** Returns why a function cannot run locally. Run as Node.js, other runtimes would fail with misleading errors. */
function parkedReason({ packageType, runtime, s3Bucket, s3Key }: Properties, code: unknown): string | undefined {
  if (packageType === "Image") return "it is a container image";
  if (!/^nodejs/.test(String(runtime))) return `its runtime is ${String(runtime)}; only Node.js runs locally`;
  if (code !== undefined) return undefined;
  return s3Bucket === undefined
    ? "it has no code"
    : `its code is in S3 (${s3Bucket as string}/${s3Key as string}), where this program puts no archive`;
}

/**
 * Rejects provisioned concurrency of undeclared functions.
 *
 * @throws Refusal with PutProvisionedConcurrencyConfig's error.
 */
function checkProvisioned(functions: readonly Declared[], configs: readonly Declared[], location: StackLocation): void {
  for (const { name, state } of configs) {
    const functionName = functionNameOf(state["functionName"]);
    if (functions.some((fn) => fn.state["name"] === functionName)) continue;
    const target = arn(location, "lambda", `function:${functionName}`);
    throw new Refusal(`provisioned concurrency ${name}`, {
      statusCode: 404,
      code: "ResourceNotFoundException",
      message: `Function not found: ${target}:${String(state["qualifier"])}`,
    });
  }
}

function configurationOf(state: Properties, label: string): FunctionConfiguration {
  const name = String(state["name"]);
  return {
    name,
    arn: String(state["arn"]),
    revision: String(state["revision"]),
    label,
    roleArn: String(state["role"]),
    handler: String(state["handler"]),
    runtime: String(state["runtime"]),
    memorySize: (state["memorySize"] as number | undefined) ?? 128,
    timeout: (state["timeout"] as number | undefined) ?? 3,
    variables: variablesOf(state, label),
    ...loggingOf(state, name),
    tracing: (state["tracingConfig"] as { mode?: string } | undefined)?.mode === "Active",
  };
}

/** Returns log group and settings. The default level of JSON logs is INFO (Lambda API reference, LoggingConfig). */
function loggingOf(state: Properties, name: string): Pick<FunctionConfiguration, "logGroup" | "logging"> {
  const { logGroup, logFormat, applicationLogLevel, systemLogLevel } = (state["loggingConfig"] ?? {}) as Readonly<
    Record<string, string | undefined>
  >;
  return {
    logGroup: logGroup ?? `/aws/lambda/${name}`,
    logging: {
      format: logFormat === "JSON" ? "JSON" : "Text",
      applicationLevel: applicationLogLevel ?? "INFO",
      systemLevel: systemLogLevel ?? "INFO",
    },
  };
}

/** @throws UserError for a variable with an output that only AWS knows. */
function variablesOf(state: Properties, label: string): Readonly<Record<string, string>> {
  const { variables = {} } = (state["environment"] ?? {}) as { variables?: Record<string, string> };
  for (const [name, value] of Object.entries(variables)) {
    const unknown = unknownOutputIn(String(value));
    if (unknown === undefined) continue;
    throw new UserError(
      `function ${label}: its variable ${name} contains ${unknown}, which only AWS knows: set it under resources in a file, and pass --answers FILE`,
    );
  }
  return variables;
}

function labelOf({ name, parent }: Declared, functions: readonly Declared[]): string {
  const siblings = functions.filter((other) => other.parent === parent);
  const owner = parent.slice(parent.lastIndexOf("::") + 2);
  return siblings.length === 1 && owner !== "" && !parent.includes("pulumi:pulumi:Stack") ? owner : name;
}

/** Returns the reserved concurrency. In the provider, -1 means no reservation. */
function reservedOf(state: Properties): { reserved?: number } {
  const reserved = state["reservedConcurrentExecutions"] as number | undefined;
  return reserved === undefined || reserved < 0 ? {} : { reserved };
}

function aliasOf(state: Properties): AliasDeclaration {
  const routing = state["routingConfig"] as { additionalVersionWeights?: Record<string, number> } | undefined;
  return { version: String(state["functionVersion"]), weights: routing?.additionalVersionWeights ?? {} };
}

function permissionOf({ name, state }: Declared): Permission {
  // The provider does not send an empty text.
  const text = (key: string) => (state[key] === "" ? undefined : (state[key] as string | undefined));
  return {
    name,
    action: String(state["action"]),
    principal: String(state["principal"]),
    qualifier: text("qualifier"),
    sourceArn: text("sourceArn"),
    sourceAccount: text("sourceAccount"),
    principalOrgId: text("principalOrgId"),
    eventSourceToken: text("eventSourceToken"),
    functionUrlAuthType: text("functionUrlAuthType"),
    invokedViaFunctionUrl: state["invokedViaFunctionUrl"] === true,
  };
}

function provisionedOf(state: Properties): ProvisionedDeclaration {
  return {
    qualifier: String(state["qualifier"]),
    environments: Number(state["provisionedConcurrentExecutions"]),
  };
}
