import { type Declared, functionNameOf, ofType, parsePolicy, type Program } from "@onemachine/local-cloud";

/** An operation that a function answers, with that function's billing data. */
export interface Operation {
  /** The operationId, or method and path without one. */
  readonly name: string;
  readonly function: FunctionWork;
}

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
  /** Actions that the role allows on tables, once for each table. */
  readonly tableActions: readonly TableAction[];
}

export interface TableAction {
  /** Without the prefix: `PutItem`. */
  readonly action: string;
  /** Global secondary indexes of the table. DynamoDB repeats each write in each of them. */
  readonly indexes: number;
}

/** Sampling rule: requests traced each second, and the share of the others. */
export interface Sampling {
  readonly perSecond: number;
  readonly share: number;
}

/** X-Ray's default rule (X-Ray Developer Guide, "Configuring sampling rules"). */
const defaultSampling: Sampling = { perSecond: 1, share: 0.05 };

/** A stage of an API, with its billed features. */
export interface StageWork {
  readonly accessLogs: boolean;
  readonly accessLogRetentionDays: number | undefined;
  /** Undefined without tracing. */
  readonly sampling: Sampling | undefined;
  readonly methodMetrics: boolean;
  /** Gigabytes as API Gateway writes them, such as `0.5`; undefined without a cache. */
  readonly cacheSize: string | undefined;
  /** True if a web ACL is associated with the stage. */
  readonly webAcl: boolean;
}

export function operationsOf(program: Program): Operation[] {
  const { resources } = program;
  const works = new Map(ofType(resources, functionType).map((fn) => [String(fn.state["name"]), workOf(fn, resources)]));
  return ofType(resources, "aws:apigateway/restApi:RestApi").flatMap(({ inputs }) =>
    methodsOf(inputs["body"]).flatMap(({ method, path, operationId, uri }) => {
      const work = works.get(functionNameOf(functionArnIn(uri)));
      return work === undefined ? [] : [{ name: operationId ?? `${method.toUpperCase()} ${path}`, function: work }];
    }),
  );
}

export function stagesOf({ resources }: Program): StageWork[] {
  const settings = ofType(resources, "aws:apigateway/methodSettings:MethodSettings");
  const associations = ofType(resources, "aws:wafv2/webAclAssociation:WebAclAssociation");
  return ofType(resources, "aws:apigateway/stage:Stage").map(({ state }) => {
    const { accessLogSettings, cacheClusterEnabled, cacheClusterSize } = state as {
      accessLogSettings?: { destinationArn: string };
      cacheClusterEnabled?: boolean;
      cacheClusterSize?: string;
    };
    const group = ofType(resources, logGroupType).find(
      ({ state: log }) => log["arn"] === accessLogSettings?.destinationArn,
    );
    const own = settings.filter(({ state: each }) => each["restApi"] === state["restApi"]);
    return {
      accessLogs: accessLogSettings !== undefined,
      accessLogRetentionDays: group?.inputs["retentionInDays"] as number | undefined,
      sampling: state["xrayTracingEnabled"] === true ? samplingOf(state, resources) : undefined,
      methodMetrics: own.some(({ inputs }) => (inputs["settings"] as { metricsEnabled?: boolean }).metricsEnabled),
      cacheSize: cacheClusterEnabled === true ? String(cacheClusterSize ?? "0.5") : undefined,
      webAcl: associations.some(({ inputs }) => inputs["resourceArn"] === state["arn"]),
    };
  });
}

/**
 * Finds the sampling rule of a stage. X-Ray names its service `API/STAGE`, and rules may contain the wildcards `*` and
 * `?` (X-Ray Developer Guide, "Configuring sampling rules").
 */
function samplingOf(stage: Declared["state"], resources: readonly Declared[]): Sampling {
  const api = ofType(resources, "aws:apigateway/restApi:RestApi").find(({ id }) => id === stage["restApi"]);
  const service = `${String(api?.state["name"])}/${String(stage["stageName"])}`;
  const rule = ofType(resources, "aws:xray/samplingRule:SamplingRule").find(({ inputs }) =>
    matchesService(String(inputs["serviceName"]), service),
  );
  if (rule === undefined) return defaultSampling;
  return { perSecond: Number(rule.inputs["reservoirSize"]), share: Number(rule.inputs["fixedRate"]) };
}

function matchesService(pattern: string, service: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(service);
}

const functionType = "aws:lambda/function:Function";
const logGroupType = "aws:cloudwatch/logGroup:LogGroup";

interface DocumentMethod {
  readonly method: string;
  readonly path: string;
  readonly operationId: string | undefined;
  readonly uri: string | undefined;
}

function methodsOf(body: unknown): DocumentMethod[] {
  if (typeof body !== "string") return [];
  const { paths = {} } = JSON.parse(body) as { paths?: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, value]) => {
      const operation = value as { operationId?: string; "x-amazon-apigateway-integration"?: { uri?: string } };
      const { uri } = operation["x-amazon-apigateway-integration"] ?? {};
      return { method, path, operationId: operation.operationId, uri };
    }),
  );
}

/** Extracts the function from an integration's URI: `…:lambda:path/2015-03-31/functions/ARN/invocations`. */
function functionArnIn(uri: string | undefined): string | undefined {
  return /\/functions\/([^/]+)\/invocations$/.exec(uri ?? "")?.[1];
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
  const group = ofType(resources, logGroupType).find(({ state }) => state["name"] === loggingConfig?.logGroup);
  return {
    name,
    logicalName: fn.name,
    memoryGb: memorySize / 1024,
    arm: architectures?.includes("arm64") === true,
    timeout,
    provisioned: provisionedOf(name, resources),
    retentionDays: group?.inputs["retentionInDays"] as number | undefined,
    tableActions: tableActions(role, resources),
  };
}

/** Autoscaling never goes below the provisioned minimum, so it does not count here. */
function provisionedOf(functionName: string, resources: readonly Declared[]): number {
  return ofType(resources, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")
    .filter(({ inputs }) => functionNameOf(inputs["functionName"]) === functionName)
    .reduce((sum, { inputs }) => sum + Number(inputs["provisionedConcurrentExecutions"]), 0);
}

function tableActions(roleArn: string | undefined, resources: readonly Declared[]): TableAction[] {
  const role = ofType(resources, "aws:iam/role:Role").find(({ state }) => state["arn"] === roleArn);
  const tables = ofType(resources, "aws:dynamodb/table:Table");
  const policies = ofType(resources, "aws:iam/rolePolicy:RolePolicy").filter(
    ({ inputs }) => inputs["role"] === role?.state["name"] || inputs["role"] === role?.id,
  );
  const statements = policies.flatMap(({ inputs }) => parsePolicy(String(inputs["policy"])));
  return statements.flatMap(({ effect, actions, resources: arns }) => {
    if (effect !== "Allow") return [];
    return tables
      .filter(({ state }) => arns.includes(String(state["arn"])))
      .flatMap(({ inputs }) => {
        const indexes = ((inputs["globalSecondaryIndexes"] ?? []) as unknown[]).length;
        return actions
          .filter((action) => action.startsWith("dynamodb:"))
          .map((action) => ({ action: action.replace("dynamodb:", ""), indexes }));
      });
  });
}
