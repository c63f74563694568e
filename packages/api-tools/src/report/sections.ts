import { totalOf } from "../cost/lines";
import { unreservedMinimum } from "../concurrency";
import { formatUsd } from "../cost/print";
import type { Report } from "./compare";
import { describeChange } from "./functionCosts";
import type { PolicyChange } from "./policies";
import type { PropertyChange, ResourceChange } from "./resources";

/** A line of the report, independent of the format. */
export interface Entry {
  readonly mark: "+" | "~" | "±" | "-" | "=" | "!";
  readonly text: string;
  readonly bold?: boolean;
  readonly details?: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Returns the sections with entries. */
export function sectionsOf(report: Report): Section[] {
  return [
    { title: "Needs approval", entries: listFindings(report, false) },
    { title: "Approved with --allow", entries: listFindings(report, true) },
    { title: "Routes", entries: listRoutes(report) },
    { title: "Permissions", entries: listPermissions(report) },
    { title: "Policies", entries: listPolicies(report) },
    { title: "Resources", entries: listResources(report) },
    { title: "Settings", entries: listSettings(report) },
    { title: "Alarms", entries: listAlarms(report) },
    { title: "Concurrency", entries: listConcurrency(report) },
    { title: "Cost of functions, a month", entries: listFunctionCosts(report) },
    { title: "Archives, compressed", entries: listArchives(report) },
    { title: "Used by nothing", entries: listUnused(report) },
  ].filter(({ entries }) => entries.length > 0);
}

function listUnused({ unused }: Report): Entry[] {
  return unused.map(({ type, name }) => ({
    mark: "=",
    text: `${type.split(":").at(-1)} ${name}: no function may access it, and nothing else refers to it`,
  }));
}

/** Summarizes the changes in one line. */
export function summaryOf({ resources: changes, cost, packages }: Report): string {
  const count = (kind: ResourceChange["kind"]) => changes.filter((change) => change.kind === kind).length;
  const kinds = (["added", "changed", "replaced", "removed"] as const).map((kind) => `${count(kind)} ${kind}`);
  const functions = packages.functions.length;
  const code = `the code of ${functions} function${functions === 1 ? "" : "s"} with changed packages`;
  if (changes.length === 0) return functions === 0 ? "No resource changes" : `No resource changes but ${code}`;
  return `Resources: ${kinds.join(", ")}${functions === 0 ? "" : `, and ${code}`}${costChange(cost)}`;
}

function costChange({ before, after }: Report["cost"]): string {
  if (before === undefined || after === undefined || formatUsd(before.total) === formatUsd(after.total)) return "";
  return `; ${formatUsd(before.total)} → ${formatUsd(after.total)} a month`;
}

/** Returns the cost before and after, in lines; empty without an estimate. */
export function costLines({ cost: { before, after }, traffic }: Report): string[] {
  if (after === undefined) return [];
  const requests = traffic.requests.toLocaleString("en-US");
  const one = (name: string, was: number | undefined, is: number) =>
    was === undefined ? `${name}: ${formatUsd(is)}` : `${name}: ${formatUsd(was)} → ${formatUsd(is)}`;
  return [
    one(`${requests} requests a month, including idle cost`, before?.total, after.total),
    one("idle, without any request", before === undefined ? undefined : totalOf(before.idle), totalOf(after.idle)),
  ];
}

function listFindings({ findings: all }: Report, allowed: boolean): Entry[] {
  return all
    .filter((finding) => finding.allowed === allowed)
    .map(({ kind, text, name }) => ({
      mark: "!",
      bold: !allowed,
      text: `${kind}: ${text}`,
      ...(allowed ? {} : { details: [`to approve it: --allow ${name}`] }),
    }));
}

function listRoutes({ routes: changes }: Report): Entry[] {
  const marks = { added: "+", changed: "~", removed: "-" } as const;
  return changes.map(({ kind, route, name, details }) => ({
    mark: marks[kind],
    text: `${route} (${name})`,
    bold: details.some(({ breaking }) => breaking),
    details: details.map(({ text, breaking }) => (breaking ? `breaking: ${text}` : text)),
  }));
}

function listPermissions({ permissions: changes }: Report): Entry[] {
  return changes.map(({ kind, text }) => ({ mark: kind === "wider" ? "+" : "-", text, bold: kind === "wider" }));
}

/** Lists open violations one by one, and suppressed ones grouped by policy. */
function listPolicies({ policies: changes }: Report): Entry[] {
  const marks = { new: "+", still: "=", mended: "-" } as const;
  const open = changes.filter(({ accepted }) => accepted === undefined);
  const accepted = changes.filter((change) => change.accepted !== undefined && change.kind !== "mended");
  const old = accepted.filter(({ kind }) => kind === "still").length;
  return [
    ...open.map((change): Entry => {
      const { kind, policy, level, resource, wrong, message } = change;
      const what = `${level}: ${policy} on ${resource}`;
      if (kind === "new") return { mark: marks[kind], text: `new, ${what}`, bold: true, details: [message] };
      return { mark: marks[kind], text: `${kind === "mended" ? "mended, " : ""}${what}: ${wrong}` };
    }),
    ...listNewlySuppressed(accepted),
    ...(old === 0 ? [] : [{ mark: "=", text: `${old} suppressed as before, by policy/suppressions.ts` } as const]),
  ];
}

function listNewlySuppressed(changes: readonly PolicyChange[]): Entry[] {
  const found = changes.filter(({ kind }) => kind === "new");
  const names = [...new Set(found.map(({ policy }) => policy))];
  return names.map((name) => {
    const own = found.filter(({ policy }) => policy === name);
    return { mark: "+", text: `${own.length} new, suppressed: ${name}, because ${own[0]!.accepted}` };
  });
}

function listResources({ resources: changes }: Report): Entry[] {
  const marks = { added: "+", changed: "~", replaced: "±", removed: "-" } as const;
  return changes.map((change) => ({
    mark: marks[change.kind],
    text: `${change.type} ${change.name}: ${change.kind}${change.kind === "changed" ? describeInPlace(change) : ""}`,
    // Every change of the API creates a new deployment, so replacing one is not notable.
    bold: (change.kind === "replaced" && !change.type.endsWith(":Deployment")) || change.kind === "removed",
    details: listProperties(change),
  }));
}

function describeInPlace({ known, type }: ResourceChange): string {
  return known
    ? " in place"
    : `; it is not known whether in place (packages/api-tools/src/report/forceNew.ts does not list ${type})`;
}

/** Properties that the text lists for each resource. The JSON contains all of them. */
const shownProperties = 6;

function listProperties({ type, properties }: ResourceChange): string[] {
  const sorted = [...properties].sort((a, b) => Number(b.replaces) - Number(a.replaces));
  const lines = [...new Set(sorted.map((property) => formatProperty(type, property)))];
  const more = lines.length - shownProperties;
  return [...lines.slice(0, shownProperties), ...(more > 0 ? [`and ${more} more`] : [])];
}

function formatProperty(type: string, { path, before, after, replaces, follows }: PropertyChange): string {
  const why = replaces ? ", which replaces the resource" : "";
  if (type === "aws:lambda/alias:Alias" && path === "functionVersion") return "functionVersion: the new version";
  if (follows) return `${path} follows a replaced resource${why}`;
  const values = `${formatValue(before)} → ${formatValue(after)}`;
  return values.length > 120 || /^content /.test(String(before)) ? `${path} changes${why}` : `${path}: ${values}${why}`;
}

function formatValue(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function listSettings({ settings: changes }: Report): Entry[] {
  return changes.map(({ key, before, after }) => {
    if (before === undefined) return { mark: "+", text: `${key}: ${after}` };
    return after === undefined
      ? { mark: "-", text: `${key}: was ${before}` }
      : { mark: "~", text: `${key}: ${before} → ${after}` };
  });
}

function listAlarms({ alarms: changes }: Report): Entry[] {
  return changes.map(({ name, before, after }) => {
    if (before === undefined) return { mark: "+", text: `${name}: ${after}` };
    return after === undefined
      ? { mark: "-", text: `${name}: ${before}`, bold: true }
      : { mark: "~", text: name, details: [`was ${before}`, `is ${after}`] };
  });
}

/** Reports changed concurrency. A deployment fails at the first function that exceeds the account's limit. */
function listConcurrency({ concurrency: { before, after } }: Report): Entry[] {
  if (before === after) return [];
  const limit =
    after === 0 ? "" : `; the account's limit must be at least ${after + unreservedMinimum} (npm run doctor)`;
  const text = `the functions take ${before} → ${after} of the account's concurrent executions${limit}`;
  return [{ mark: "~", text, bold: after > before }];
}

function listFunctionCosts({ functionCosts: changes }: Report): Entry[] {
  return changes.map((change) => ({
    mark: change.before === undefined ? "+" : change.after === undefined ? "-" : "~",
    text: `${change.function}: ${describeChange(change)}`,
  }));
}

function listArchives({ archives: changes, packages }: Report): Entry[] {
  const sizes = changes.map(({ function: name, before, after, packages: contents = {} }): Entry => {
    const listed = Object.entries(contents).map(([each, bytes]) => `${each} ${formatKilobytes(bytes)}`);
    const details = listed.length === 0 ? {} : { details: [`contains, uncompressed: ${listed.join(", ")}`] };
    if (before === undefined) return { mark: "+", text: `${name}: ${formatKilobytes(after!)}`, ...details };
    if (after === undefined) return { mark: "-", text: `${name}: ${formatKilobytes(before)}` };
    const sign = after >= before ? "+" : "−";
    const difference = `${sign}${Math.abs(after - before).toLocaleString("en-US")} bytes`;
    return {
      mark: "~",
      text: `${name}: ${formatKilobytes(before)} → ${formatKilobytes(after)} (${difference})`,
      ...details,
    };
  });
  const unseen = packages.functions.filter((name) => !changes.some((change) => change.function === name));
  return [...sizes, ...unseen.map((name): Entry => ({ mark: "~", text: `${name}: its packages change` }))];
}

function formatKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
