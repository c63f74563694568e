import { functionNameOf, ofType, type Declared, type Program } from "@onemachine/local-cloud";
import { failureQueues } from "./failureQueues";
import { grantsOf, type Grant } from "./grants";

/** A function with what its bill depends on. */
export interface FunctionWork {
  readonly name: string;
  readonly logicalName: string;
  readonly memoryGb: number;
  readonly arm: boolean;
  /** Seconds. */
  readonly timeout: number;
  /** Minimum number of provisioned environments. */
  readonly provisioned: number;
  /** Log retention; undefined if logs never expire. */
  readonly retentionDays: number | undefined;
  /** Actions that the role allows, without those that only a failure causes. */
  readonly grants: readonly Grant[];
  /** Actions on tables, once for each table. */
  readonly tableActions: readonly TableAction[];
}

export interface TableAction {
  /** Without the prefix: `PutItem`. */
  readonly action: string;
  /** Global secondary indexes of the table. DynamoDB repeats each write in each of them. */
  readonly indexes: number;
}

/** Returns the functions of a program, keyed by name. */
export function functionWorks({ resources }: Program): Map<string, FunctionWork> {
  return new Map(
    ofType(resources, "aws:lambda/function:Function").map((fn) => [String(fn.state["name"]), workOf(fn, resources)]),
  );
}

function workOf(fn: Declared, resources: readonly Declared[]): FunctionWork {
  const {
    name,
    memorySize = 128,
    timeout = 3,
    architectures,
    role,
    loggingConfig,
  } = fn.state as {
    name: string;
    memorySize?: number;
    timeout?: number;
    architectures?: string[];
    role?: string;
    loggingConfig?: { logGroup?: string };
  };
  const group = ofType(resources, "aws:cloudwatch/logGroup:LogGroup").find(
    ({ state }) => state["name"] === loggingConfig?.logGroup,
  );
  const queues = failureQueues(name, resources);
  const grants = grantsOf(role, resources).filter((grant) => !isForFailures(grant, queues));
  return {
    name,
    logicalName: fn.name,
    memoryGb: memorySize / 1024,
    arm: architectures?.includes("arm64") === true,
    timeout,
    provisioned: provisionedOf(name, resources),
    retentionDays: group?.inputs["retentionInDays"] as number | undefined,
    grants,
    tableActions: grants.filter(({ action }) => action.startsWith("dynamodb:")).map(tableAction),
  };
}

function tableAction({ action, target: { inputs } }: Grant): TableAction {
  const indexes = ((inputs["globalSecondaryIndexes"] ?? []) as unknown[]).length;
  return { action: action.replace("dynamodb:", ""), indexes };
}

/** True for sending to a dead-letter queue, and for deleting the record of a failed attempt. */
function isForFailures({ action, target }: Grant, queues: ReadonlySet<unknown>): boolean {
  if (action === "sqs:SendMessage") return queues.has(target.state["arn"]);
  return action === "dynamodb:DeleteItem" && isIdempotencyStore(target);
}

/** True for a table in the form that Powertools' idempotency expects by default. Each event is two writes to it. */
function isIdempotencyStore({ inputs }: Declared): boolean {
  const { hashKey, ttl } = inputs as { hashKey?: string; ttl?: { attributeName?: string } };
  return hashKey === "id" && ttl?.attributeName === "expiration";
}

/** Autoscaling never goes below the provisioned minimum, so it does not count here. */
function provisionedOf(functionName: string, resources: readonly Declared[]): number {
  return ofType(resources, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")
    .filter(({ inputs }) => functionNameOf(inputs["functionName"]) === functionName)
    .reduce((sum, { inputs }) => sum + Number(inputs["provisionedConcurrentExecutions"]), 0);
}
