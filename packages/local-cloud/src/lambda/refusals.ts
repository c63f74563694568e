import { Refusal, type RefusalAnswer } from "../kernel/errors";
import {
  environmentsOf,
  type AliasDeclaration,
  type FunctionConfiguration,
  type FunctionDeclaration,
} from "./declared";

/** Concurrent executions of an account and region (Lambda quotas, the default). */
export const accountConcurrency = 1_000;

/**
 * Concurrency that reservations must leave for functions without one (Lambda Developer Guide, "Configuring reserved
 * concurrency").
 */
const minimumUnreserved = 100;

/** State of a function before a declaration is applied. */
export interface DeployedState {
  /** Published versions, including the version that the declaration publishes. */
  readonly versions: ReadonlySet<string>;
  /** Number of provisioned environments of all versions. */
  readonly provisioned: number;
}

/**
 * Rejects declarations as Lambda does (recorded: lambda-versions/weights-*, lambda-concurrency/put-*).
 *
 * @throws Refusal
 */
export function checkFunction(declaration: FunctionDeclaration, before: DeployedState): void {
  const { aliases, provisioned, configuration } = declaration;
  const refusals = [
    ...[...aliases].map(([name, alias]) => aliasRefusal(name, alias, { configuration, versions: before.versions })),
    ...provisioned.map((_, index) => provisionedRefusal(index, declaration, before.versions)),
    reservedRefusal(declaration, before.provisioned),
    configurationRefusal(configuration),
  ];
  const [refused] = refusals.filter((refusal) => refusal !== undefined);
  if (refused !== undefined) throw new Refusal(`function ${configuration.label}`, refused);
}

/** @throws Refusal if reservations leave too little concurrency, or functions without one provision too much. */
export function checkAccount(declarations: readonly FunctionDeclaration[]): void {
  checkReservations(declarations);
  checkShared(declarations);
}

/** Checks provisioned concurrency of functions without a reservation, which share the unreserved concurrency. */
function checkShared(declarations: readonly FunctionDeclaration[]): void {
  let unreserved = declarations.reduce((left, { reserved = 0 }) => left - reserved, accountConcurrency);
  for (const { configuration, reserved, provisioned } of declarations) {
    if (reserved !== undefined) continue;
    const total = environmentsOf(provisioned);
    const refuse = (message: string) => {
      throw new Refusal(`function ${configuration.label}`, invalid(message));
    };
    const specified = "Specified ConcurrentExecutions for function";
    if (total > unreserved) refuse(`${specified} is greater than account's unreserved concurrency [${unreserved}].`);
    if (total > 0 && unreserved - total < minimumUnreserved) {
      refuse(
        `${specified} decreases account's UnreservedConcurrentExecution below its minimum value of [${minimumUnreserved}].`,
      );
    }
    unreserved -= total;
  }
}

function checkReservations(declarations: readonly FunctionDeclaration[]): void {
  let unreserved = accountConcurrency;
  for (const { configuration, reserved = 0 } of declarations) {
    unreserved -= reserved;
    if (unreserved >= minimumUnreserved || reserved === 0) continue;
    throw new Refusal(
      `function ${configuration.label}`,
      invalid(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
          `below its minimum value of [${minimumUnreserved}].`,
      ),
    );
  }
}

function aliasRefusal(
  name: string,
  { version, weights }: AliasDeclaration,
  { configuration: { arn }, versions }: Pick<FunctionDeclaration, "configuration"> & Pick<DeployedState, "versions">,
): RefusalAnswer | undefined {
  if (!/^(?!\d+$)[\w-]+$/.test(name)) {
    const pattern = "(?!^[0-9]+$)([a-zA-Z0-9-_]+)";
    return constraint(`Value '${name}' at 'name'`, `Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (version !== "$LATEST" && !versions.has(version)) return notFound(`Function not found: ${arn}:${version}`);
  const [entry, second] = Object.entries(weights);
  if (second !== undefined) return invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
  if (entry === undefined) return undefined;
  const [other, weight] = entry;
  const at = `Value '{${other}=${Number.isInteger(weight) ? weight.toFixed(1) : weight}}' at 'routingConfig.additionalVersionWeights'`;
  if (weight < 0 || weight > 1) {
    return constraint(
      at,
      "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, " +
        "Member must have value greater than or equal to 0.0, Member must not be null]",
    );
  }
  if (other === version) {
    return invalid(
      `Invalid function version ${other}. Function version ${other} is already included in routing configuration.`,
    );
  }
  if ([version, other].includes("$LATEST"))
    return invalid("$LATEST is not supported for an alias pointing to more than 1 version");
  return versions.has(other) ? undefined : notFound(`Function not found: ${arn}:${other}`);
}

function provisionedRefusal(
  index: number,
  { configuration: { arn }, aliases, provisioned }: FunctionDeclaration,
  versions: ReadonlySet<string>,
): RefusalAnswer | undefined {
  const { qualifier, environments } = provisioned[index]!;
  const earlier = provisioned.slice(0, index).map((other) => other.qualifier);
  if (environments < 1) {
    return constraint(
      `Value '${environments}' at 'provisionedConcurrentExecutions'`,
      "Member must have value greater than or equal to 1",
    );
  }
  if (qualifier === "$LATEST") {
    return invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
  }
  const alias = aliases.get(qualifier);
  if (alias === undefined) {
    if (versions.has(qualifier)) {
      return earlier.some((other) => aliases.get(other)?.version === qualifier)
        ? conflict("Version is pointed by a Provisioned Concurrency alias")
        : undefined;
    }
    return notFound(
      /^\d+$/.test(qualifier)
        ? `Function not found: ${arn}:${qualifier}`
        : `Cannot find alias arn: ${arn}:${qualifier}`,
    );
  }
  if (alias.version === "$LATEST") {
    return invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
  }
  if (Object.keys(alias.weights).length > 0) {
    return invalid("Alias with weights can not be used with Provisioned Concurrency");
  }
  // If both are declared together, Lambda rejects the later one.
  return earlier.some((other) => other === alias.version)
    ? conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version")
    : undefined;
}

/** Seconds (Lambda quotas). */
const maxTimeout = 900;

/** Variables that Lambda sets itself (Lambda Developer Guide, "Defined runtime environment variables"). */
const reservedVariables =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR)|AWS_(?:DEFAULT_REGION|REGION|EXECUTION_ENV|ACCESS_KEY(?:_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN)|AWS_LAMBDA_(?:FUNCTION_(?:NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(?:GROUP|STREAM)_NAME|RUNTIME_API))$/;

/** Runtimes with which Lambda creates no function (Lambda Developer Guide, "Lambda runtimes", deprecated runtimes). */
const retiredRuntimes = /^nodejs(?:$|4\.3|6\.10|8\.10|10\.x|12\.x)/;

function configurationRefusal({
  timeout = 3,
  variables = {},
  runtime = "",
}: Partial<FunctionConfiguration>): RefusalAnswer | undefined {
  if (retiredRuntimes.test(runtime)) {
    return invalid(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
        "We recommend you use a supported runtime while creating or updating functions.",
    );
  }
  if (timeout > maxTimeout) {
    return constraint(`Value '${timeout}' at 'timeout'`, `Member must have value less than or equal to ${maxTimeout}`);
  }
  const reserved = Object.keys(variables).filter((name) => reservedVariables.test(name));
  if (reserved.length === 0) return undefined;
  return invalid(
    "Lambda was unable to configure your environment variables because the environment variables you have provided " +
      "contains reserved keys that are currently not supported for modification. " +
      `Reserved keys used in this request: ${reserved.join(", ")}`,
  );
}

/**
 * Compares provisioned with reserved concurrency. If the provisioned environments existed before, Lambda rejects the
 * reservation; otherwise it rejects the provisioned concurrency.
 */
function reservedRefusal({ reserved, provisioned }: FunctionDeclaration, before: number): RefusalAnswer | undefined {
  const total = environmentsOf(provisioned);
  if (reserved === undefined || total <= reserved) return undefined;
  return invalid(
    total <= before
      ? ` ReservedConcurrentExecutions  ${reserved} should not be lower than function's total provisioned concurrency [${total}].`
      : "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
  );
}

function invalid(message: string): RefusalAnswer {
  return { statusCode: 400, code: "InvalidParameterValueException", message };
}

function conflict(message: string): RefusalAnswer {
  return { statusCode: 409, code: "ResourceConflictException", message };
}

function notFound(message: string): RefusalAnswer {
  return { statusCode: 404, code: "ResourceNotFoundException", message };
}

function constraint(what: string, rule: string): RefusalAnswer {
  return {
    statusCode: 400,
    code: "ValidationException",
    message: `1 validation error detected: ${what} failed to satisfy constraint: ${rule}`,
  };
}
