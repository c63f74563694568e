import { prices } from "@onemachine/local-cloud";
import type { FunctionCost } from "./functions";
import { totalOf, type CostLine, type Estimate } from "./lines";
import type { Traffic } from "./traffic";

/** Costs that an estimate does not contain. */
export const omissions: readonly string[] = [
  "preflight requests, and requests that the gateway rejects (AWS bills them if the key is valid or not required)",
  "cold starts, retries of the SDK, and calls that take longer than --duration-ms",
  "calls beyond provisioned concurrency, billed at the on-demand rate, and environments that autoscaling adds",
  "execution logs, alarm mails (1,000 a month are free), log queries, and metric downloads",
  "savings of a gateway cache: every request is assumed to reach its function",
  "requests to and rotations of customer managed keys, firewall logs, hosted zones",
  "deliveries of topics to HTTP, mail and SMS, FIFO topics, pipes, replays, and events that rules do not match",
  "retries and errors of state machines, cached answers and invalidations of distributions, advanced parameters, storage classes of buckets, and replaced versions of objects",
  "user pool users, and Lambda authorizer calls: one per token, method and path while the result is cached",
  "backups other than point-in-time recovery, and storage of global secondary indexes",
  "lower tiers above 333 million requests, 10 TB out or 10,000 metrics; savings plans, taxes and support",
];

/** Formats an estimate for a terminal: cost by service, route and function, idle cost, assumptions and omissions. */
export function formatCost(
  estimate: Estimate & { readonly functions: readonly FunctionCost[] },
  traffic: Traffic,
  stack: string,
): string {
  const { region, usage, idle, total, functions } = estimate;
  const sections = [
    `${stack} in ${region}, ${formatCount(traffic.requests)} requests a month: ${formatUsd(total)} a month`,
    formatTable(
      "Requests and events, by service",
      sumBy(usage, ({ service }) => service),
    ),
    formatTable(
      "Requests and events, by route and consumer",
      sumBy(usage, ({ route, function: fn }) => route ?? (fn === undefined ? "shared" : `events to ${fn}`)),
    ),
    formatTable("Idle, without any request", listIdleRows(idle)),
    formatFunctions(functions),
    formatList("Assumed", listAssumptions(traffic)),
    formatList("Not included", omissions),
    `Prices: AWS's list prices as of ${findOldestPriceDate(estimate)} or later, each with its source in packages/local-cloud/src/pricing/lists/.`,
  ];
  return `${sections.join("\n\n")}\n`;
}

export function listAssumptions(traffic: Traffic): string[] {
  const { mix, itemBytes, pageItems, durationMillis, storedGb, logBytes, responseBytes, freeTier } = traffic;
  const { bucketGb, objectBytes, eventBytes } = traffic;
  return [
    mix === undefined
      ? "every route gets the same share of the requests (--mix)"
      : `shares of the requests: ${Object.entries(mix)
          .map(([route, share]) => `${route} ${share}`)
          .join(", ")}`,
    `an item has ${formatCount(itemBytes)} bytes, a page ${formatCount(pageItems)} items; the tables store ${formatCount(storedGb)} GB`,
    "a call performs every action of its role once: GetItem consistently, Query and Scan eventually consistently",
    "each change, message and event that a call causes reaches every consumer of its source, one in each call; none fails",
    `a message or event has ${formatCount(eventBytes)} bytes; each environment reads a secret every five minutes`,
    `the buckets store ${formatCount(bucketGb)} GB; GetObject sends ${formatCount(objectBytes)} bytes to the client`,
    `an execution enters each state that follows without an error once; a map has ${formatCount(pageItems)} items`,
    "Lambda polls an empty queue with five connections, each every 20 seconds",
    `a call is billed ${formatCount(durationMillis)} ms, in a provisioned environment if the function has any`,
    `a call logs ${formatCount(logBytes)} bytes, stored uncompressed; a response has ${formatCount(responseBytes)} bytes without its items`,
    "requests arrive evenly: X-Ray traces the reservoir of its sampling rule each second, and the rule's rate of the rest",
    "API keys, usage plans, roles, topics, rules, streams that Lambda reads, and reserved concurrency cost nothing",
    freeTier
      ? "the monthly free tier is subtracted, as if the account used it for nothing else; the first year's free tier, such as a million gateway requests, and credits are not"
      : "the free tier is not subtracted (--free-tier)",
  ];
}

interface Row {
  readonly name: string;
  readonly usd: number;
}

export function sumBy(lines: readonly CostLine[], nameOf: (line: CostLine) => string): Row[] {
  const names = [...new Set(lines.map(nameOf))];
  return names.map((name) => ({ name, usd: totalOf(lines.filter((line) => nameOf(line) === name)) }));
}

/** Rows of the idle costs, each with its quantity. */
export function listIdleRows(idle: readonly CostLine[]): Row[] {
  return sumBy(idle, ({ price }) => price).map(({ name, usd: sum }) => {
    const { service, unit } = prices[name as CostLine["price"]];
    const quantity = idle.filter(({ price }) => price === name).reduce((all, line) => all + line.quantity, 0);
    return { name: `${service}: ${formatCount(quantity)} ${unit}`, usd: sum };
  });
}

export function formatUsd(amount: number): string {
  return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function findOldestPriceDate({ usage, idle }: Estimate): string {
  return [...usage, ...idle].map(({ price }) => prices[price].asOf).sort()[0] ?? "today";
}

function formatCount(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** Lists what each function adds: its idle cost, and what a million requests to each of its routes cost. */
function formatFunctions(functions: readonly FunctionCost[]): string {
  const width = Math.max(0, ...functions.map((cost) => cost.function.length));
  const lines = functions.map(({ function: name, idle, perMillion }) => {
    const usage = perMillion.map(({ route, usd }) => `${route} ${formatUsd(usd)}`);
    return `  ${name.padEnd(width)}  ${formatUsd(idle).padStart(12)}  ${usage.join(", ")}`.trimEnd();
  });
  return ["By function: idle, and a million requests to each route, or a million events", ...lines].join("\n");
}

function formatTable(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return `${title}: nothing`;
  const width = Math.max(...rows.map(({ name }) => name.length));
  const sum = rows.reduce((all, row) => all + row.usd, 0);
  const lines = [...rows, { name: "", usd: sum }].map(
    (row) => `  ${row.name.padEnd(width)}  ${formatUsd(row.usd).padStart(12)}`,
  );
  return [title, ...lines].join("\n");
}

function formatList(title: string, entries: readonly string[]): string {
  return [title, ...entries.map((entry) => `  - ${entry}`)].join("\n");
}
