import { prices } from "./prices";
import { totalOf, type CostLine, type Estimate } from "./estimate";
import type { Traffic } from "./traffic";

/** What no line of an estimate holds. */
export const leftOut: readonly string[] = [
  "preflight requests, and requests that the gateway refuses (AWS bills those that have a valid key or need none)",
  "cold starts, retries of the SDK, and calls that take longer than --duration-ms",
  "calls beyond the provisioned environments, which cost the on-demand rate, and what autoscaling adds above its minimum",
  "execution logs, mails of alarms (a thousand a month are free), queries of logs, and downloads of metrics",
  "what a gateway cache spares: each request is taken to reach its function",
  "uses and rotations of customer managed keys, logs of the firewall, hosted zones",
  "users of a user pool, and calls of a Lambda authorizer: one for each token, method and path while its answer is kept",
  "backups beside point-in-time recovery, and what a global secondary index stores",
  "cheaper tiers above 333 million requests, 10 TB out or 10,000 metrics; savings plans, taxes and support",
];

/** The estimate for a terminal: by service, by route, what is paid without requests, and what it all rests on. */
export function costText(estimate: Estimate, traffic: Traffic, stack: string): string {
  const { region, usage, idle, total } = estimate;
  const sections = [
    `${stack} in ${region}, ${count(traffic.requests)} requests a month: ${usd(total)} a month`,
    table(
      "By service, for the requests",
      grouped(usage, ({ service }) => service),
    ),
    table(
      "By route",
      grouped(usage, ({ route }) => route ?? "all routes together"),
    ),
    table("Without any request", idleRows(idle)),
    list("Assumed", assumptions(traffic)),
    list("Left out", leftOut),
    `Prices: AWS's list prices as of ${oldest(estimate)} or later, with their sources in packages/api-tools/src/cost/prices.ts.`,
  ];
  return `${sections.join("\n\n")}\n`;
}

export function assumptions(traffic: Traffic): string[] {
  const { mix, itemBytes, pageItems, durationMillis, storedGb, logBytes, responseBytes, freeTier } = traffic;
  return [
    mix === undefined
      ? "each route gets the same share of the requests (--mix)"
      : `shares of the requests: ${Object.entries(mix)
          .map(([route, share]) => `${route} ${share}`)
          .join(", ")}`,
    `an item has ${count(itemBytes)} bytes, a page ${count(pageItems)} items; ${count(storedGb)} GB are stored`,
    "a call makes each action of its role once: GetItem consistent, Query and Scan eventually consistent",
    `a call is billed ${count(durationMillis)} ms, and finds a provisioned environment where there are any`,
    `a call logs ${count(logBytes)} bytes, uncompressed as long as they are kept; an answer has ${count(responseBytes)} bytes beside its items`,
    "requests come evenly, so that X-Ray traces as many of each second as its rule says, and the rule's share of the others",
    "API keys, usage plans, roles, topics and reserved concurrency cost nothing",
    freeTier
      ? "what AWS gives every account each month is taken off, as if nothing else in the account used it; what it gives in the first year alone, such as a million gateway requests, and credits are not"
      : "the free tier is not taken off (--free-tier)",
  ];
}

interface Row {
  readonly name: string;
  readonly usd: number;
}

export function grouped(lines: readonly CostLine[], nameOf: (line: CostLine) => string): Row[] {
  const names = [...new Set(lines.map(nameOf))];
  return names.map((name) => ({ name, usd: totalOf(lines.filter((line) => nameOf(line) === name)) }));
}

/** With how much of it there is. */
export function idleRows(idle: readonly CostLine[]): Row[] {
  return grouped(idle, ({ price }) => price).map(({ name, usd: sum }) => {
    const { service, unit } = prices[name as CostLine["price"]];
    const quantity = idle.filter(({ price }) => price === name).reduce((all, line) => all + line.quantity, 0);
    return { name: `${service}: ${count(quantity)} ${unit}`, usd: sum };
  });
}

export function usd(amount: number): string {
  return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function oldest({ usage, idle }: Estimate): string {
  return [...usage, ...idle].map(({ price }) => prices[price].asOf as string).sort()[0] ?? "today";
}

function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

function table(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return `${title}: nothing`;
  const width = Math.max(...rows.map(({ name }) => name.length));
  const sum = rows.reduce((all, row) => all + row.usd, 0);
  const lines = [...rows, { name: "", usd: sum }].map(
    (row) => `  ${row.name.padEnd(width)}  ${usd(row.usd).padStart(12)}`,
  );
  return [title, ...lines].join("\n");
}

function list(title: string, entries: readonly string[]): string {
  return [title, ...entries.map((entry) => `  - ${entry}`)].join("\n");
}
