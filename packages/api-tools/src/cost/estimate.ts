import { ofType, type Program, UserError } from "@onemachine/local-cloud";
import { prices, pricedRegions, type PriceName } from "./prices";
import type { Traffic } from "./traffic";
import {
  countAlarmMetrics,
  countDashboardMetrics,
  operationsOf,
  stagesOf,
  type Operation,
  type Sampling,
  type StageWork,
} from "./workload";

/** An item of the monthly bill. */
export interface CostLine {
  readonly price: PriceName;
  readonly service: string;
  /** Absent if all routes share the item. */
  readonly route?: string;
  readonly quantity: number;
  readonly usd: number;
}

export interface Estimate {
  readonly region: string;
  /** Costs that grow with the requests. */
  readonly usage: readonly CostLine[];
  /** Costs that are due without any request. */
  readonly idle: readonly CostLine[];
  readonly total: number;
}

/** Hours of a month in AWS's hourly prices. */
const hours = 730;
const seconds = hours * 3_600;
const gigabyte = 1024 ** 3;

/** Count, Latency, IntegrationLatency, 4XXError and 5XXError (API Gateway metrics and dimensions). */
const metricsOfMethod = 5;

/** Bytes of an access log line of api/gateway/apiLogging.ts, plus CloudWatch's 26 bytes for each event. */
const accessLogBytes = 450;

type Amount = Omit<CostLine, "service" | "usd">;

/** @throws UserError for a region without prices, or an unknown route in --mix */
export function estimate(program: Program, traffic: Traffic): Estimate {
  const { region } = program.location;
  if (!pricedRegions.includes(region)) {
    throw new UserError(
      `cost has no prices for ${region}: packages/api-tools/src/cost/prices.ts lists ${pricedRegions.join(", ")}`,
    );
  }
  const operations = operationsOf(program);
  const stages = stagesOf(program);
  const requests = sharesOf(operations, traffic);
  const usage = operations.flatMap((operation) => routeAmounts(operation, requests(operation), { stages, traffic }));
  const amounts = { usage: [...usage, ...sharedUsage(stages, traffic)], idle: idleAmounts(program, stages, traffic) };
  const factor = traffic.freeTier ? billedShare([...amounts.usage, ...amounts.idle]) : () => 1;
  const priced = (amount: Amount): CostLine => {
    const { service, usd, per } = prices[amount.price];
    const quantity = amount.quantity * factor(amount.price);
    return { ...amount, service, quantity, usd: (quantity * usd[region as keyof typeof usd]) / per };
  };
  const lines = {
    usage: amounts.usage.map(priced).filter(({ quantity }) => quantity > 0),
    idle: amounts.idle.map(priced).filter(({ quantity }) => quantity > 0),
  };
  return { region, ...lines, total: totalOf([...lines.usage, ...lines.idle]) };
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** Returns a function that computes the monthly requests of an operation. */
function sharesOf(operations: readonly Operation[], { requests, mix }: Traffic): (operation: Operation) => number {
  const names = operations.map(({ name }) => name);
  const unknown = Object.keys(mix ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`--mix names the unknown route ${unknown}; the routes are ${names.join(", ")}`);
  }
  const share = (name: string) => (mix === undefined ? 1 : (mix[name] ?? 0));
  const all = names.reduce((sum, name) => sum + share(name), 0);
  return ({ name }) => (requests * share(name)) / all;
}

function routeAmounts(
  { name: route, function: fn }: Operation,
  requests: number,
  { stages, traffic }: { readonly stages: readonly StageWork[]; readonly traffic: Traffic },
): Amount[] {
  const { itemBytes, pageItems, durationMillis, logBytes, responseBytes } = traffic;
  const amount = (price: PriceName, quantity: number): Amount => ({ price, route, quantity });
  const duration = Math.min(durationMillis, fn.timeout * 1_000) / 1_000;
  const units = fn.tableActions.map((each) => unitsOf(each, traffic));
  const reads = units.reduce((sum, { read }) => sum + read, 0);
  const writes = units.reduce((sum, { write }) => sum + write, 0);
  const items = fn.tableActions.some(({ action }) => manyItems.includes(action)) ? pageItems : 1;
  const logs = logBytes / gigabyte;
  return [
    amount("gatewayRequests", requests),
    amount("lambdaRequests", requests),
    amount(durationPrice(fn), requests * duration * fn.memoryGb),
    amount("tableReads", requests * reads),
    amount("tableWrites", requests * writes),
    amount("logIngestion", requests * logs),
    amount("logStorage", requests * logs * countRetentionMonths(fn.retentionDays)),
    amount("transferOut", (requests * (responseBytes + items * itemBytes)) / gigabyte),
    ...stages
      .filter(({ methodMetrics }) => methodMetrics)
      // CloudWatch bills a metric for the hours in which it receives data.
      .map(() => amount("methodMetrics", metricsOfMethod * Math.min(1, requests / hours))),
  ];
}

function durationPrice({ arm, provisioned }: Operation["function"]): PriceName {
  if (provisioned > 0) return arm ? "provisionedDurationArm" : "provisionedDurationX86";
  return arm ? "lambdaDurationArm" : "lambdaDurationX86";
}

const manyItems = ["Query", "Scan", "BatchGetItem", "BatchWriteItem"];

/** Request units of one call: 4 KB a read, 1 KB a write (DynamoDB Developer Guide, "Read and write operations"). */
function unitsOf(
  { action, indexes }: Operation["function"]["tableActions"][number],
  { itemBytes, pageItems }: Traffic,
): { read: number; write: number } {
  const read = Math.ceil(itemBytes / 4096);
  const write = Math.ceil(itemBytes / 1024) * (1 + indexes);
  switch (action) {
    case "GetItem":
      return { read, write: 0 };
    case "BatchGetItem":
      return { read: read * pageItems, write: 0 };
    case "Query":
    case "Scan":
    case "PartiQLSelect":
      // DynamoDB sums the sizes before it rounds. An eventually consistent read takes half a unit.
      return { read: Math.ceil((itemBytes * pageItems) / 4096) / 2, write: 0 };
    case "BatchWriteItem":
      return { read: 0, write: write * pageItems };
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
    case "PartiQLInsert":
    case "PartiQLUpdate":
    case "PartiQLDelete":
      return { read: 0, write };
    case "ConditionCheckItem":
      // A check consumes two write units for each KB of the item ("Managing complex workflows with transactions").
      return { read: 0, write: 2 * Math.ceil(itemBytes / 1024) };
    default:
      return { read: 0, write: 0 };
  }
}

/** Usage of the stages, shared by all routes. */
function sharedUsage(stages: readonly StageWork[], { requests }: Traffic): Amount[] {
  return stages.flatMap(({ accessLogs, accessLogRetentionDays, sampling, webAcl }): Amount[] => {
    const logs = accessLogs ? (requests * accessLogBytes) / gigabyte : 0;
    return [
      { price: "logIngestion", quantity: logs },
      { price: "logStorage", quantity: logs * countRetentionMonths(accessLogRetentionDays) },
      { price: "traces", quantity: sampling === undefined ? 0 : tracesOf(requests, sampling) },
      { price: "webAclRequests", quantity: webAcl ? requests : 0 },
    ];
  });
}

function tracesOf(requests: number, { perSecond, share }: Sampling): number {
  const first = Math.min(requests, perSecond * seconds);
  return first + share * (requests - first);
}

/** Months of logs that are stored at any time. Logs without expiration count as one year. */
function countRetentionMonths(days = 365): number {
  return (days * 24) / hours;
}

function idleAmounts({ resources }: Program, stages: readonly StageWork[], { storedGb }: Traffic): Amount[] {
  const count = (type: string) => ofType(resources, type).length;
  const tables = ofType(resources, "aws:dynamodb/table:Table");
  const recovered = tables.filter(
    ({ inputs }) => (inputs["pointInTimeRecovery"] as { enabled?: boolean } | undefined)?.enabled === true,
  );
  return [
    ...provisionedAmounts(resources),
    ...ofType(resources, "aws:cloudwatch/metricAlarm:MetricAlarm").map((alarm): Amount => {
      const { metrics, fast } = countAlarmMetrics(alarm);
      return { price: fast ? "fastAlarmMetrics" : "alarmMetrics", quantity: metrics };
    }),
    { price: "compositeAlarms", quantity: count("aws:cloudwatch/compositeAlarm:CompositeAlarm") },
    ...ofType(resources, "aws:cloudwatch/dashboard:Dashboard").map((dashboard): Amount => {
      return { price: countDashboardMetrics(dashboard) > 50 ? "dashboards" : "smallDashboards", quantity: 1 };
    }),
    { price: "customerKeys", quantity: count("aws:kms/key:Key") },
    { price: "webAcls", quantity: count("aws:wafv2/webAcl:WebAcl") },
    {
      price: "webAclRules",
      quantity: ofType(resources, "aws:wafv2/webAcl:WebAcl").reduce(
        (sum, { inputs }) => sum + ((inputs["rules"] ?? []) as unknown[]).length,
        0,
      ),
    },
    { price: "tableStorage", quantity: tables.length === 0 ? 0 : storedGb },
    { price: "pointInTimeRecovery", quantity: tables.length === 0 ? 0 : (storedGb * recovered.length) / tables.length },
    ...stages.flatMap(({ cacheSize }): Amount[] =>
      cacheSize === undefined ? [] : [{ price: cachePrice(cacheSize), quantity: hours }],
    ),
  ];
}

function provisionedAmounts(resources: Program["resources"]): Amount[] {
  const functions = ofType(resources, "aws:lambda/function:Function");
  return ofType(resources, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig").map(({ inputs }) => {
    const fn = functions.find(({ state }) => state["name"] === inputs["functionName"]);
    const { memorySize = 128, architectures = [] } = (fn?.inputs ?? {}) as {
      memorySize?: number;
      architectures?: string[];
    };
    return {
      price: architectures.includes("arm64") ? "provisionedArm" : "provisionedX86",
      quantity: Number(inputs["provisionedConcurrentExecutions"]) * (memorySize / 1024) * seconds,
    };
  });
}

function cachePrice(size: string): PriceName {
  const name = `cache${size.replace(".", "_")}`;
  if (!Object.hasOwn(prices, name)) throw new UserError(`there is no price for a cache of ${size} GB`);
  return name as PriceName;
}

/** Returns the share of a price's total quantity that is billed after the free tier. */
function billedShare(amounts: readonly Amount[]): (price: PriceName) => number {
  const sums = new Map<PriceName, number>();
  for (const { price, quantity } of amounts) sums.set(price, (sums.get(price) ?? 0) + quantity);
  return (price) => {
    const sum = sums.get(price) ?? 0;
    return sum === 0 ? 1 : Math.max(0, sum - prices[price].free) / sum;
  };
}
