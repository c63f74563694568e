import { totalOf } from "../cost/estimate";
import { keptUnreserved } from "../concurrency";
import { usd } from "../cost/print";
import type { Report } from "./compare";
import type { PolicyChange } from "./policies";
import type { PropertyChange, ResourceChange } from "./resources";

/** A line of the report, which each format writes in its own way. */
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

/** The parts of a report that have anything to say. */
export function sectionsOf(report: Report): Section[] {
  return [
    { title: "Stops here", entries: findings(report, false) },
    { title: "Allowed by name", entries: findings(report, true) },
    { title: "Routes", entries: routes(report) },
    { title: "Permissions", entries: permissions(report) },
    { title: "Policies", entries: policies(report) },
    { title: "Resources", entries: resources(report) },
    { title: "Settings", entries: settings(report) },
    { title: "Alarms", entries: alarms(report) },
    { title: "Concurrency", entries: concurrency(report) },
    { title: "Archives, compressed", entries: archives(report) },
  ].filter(({ entries }) => entries.length > 0);
}

/** How much of what, in a line. */
export function summaryOf({ resources: changes, cost, packages }: Report): string {
  const count = (kind: ResourceChange["kind"]) => changes.filter((change) => change.kind === kind).length;
  const kinds = (["added", "changed", "replaced", "removed"] as const).map((kind) => `${count(kind)} ${kind}`);
  const functions = packages.functions.length;
  const code = `the code of ${functions} function${functions === 1 ? "" : "s"}, whose packages change`;
  if (changes.length === 0) return functions === 0 ? "No resource changes" : `No resource changes but ${code}`;
  return `Resources: ${kinds.join(", ")}${functions === 0 ? "" : `, and ${code}`}${costChange(cost)}`;
}

function costChange({ before, after }: Report["cost"]): string {
  if (before === undefined || after === undefined || usd(before.total) === usd(after.total)) return "";
  return `; ${usd(before.total)} → ${usd(after.total)} a month`;
}

/** Cost before and after, in lines; none where nothing is priced. */
export function costLines({ cost: { before, after }, traffic }: Report): string[] {
  if (after === undefined) return [];
  const requests = traffic.requests.toLocaleString("en-US");
  const one = (name: string, was: number | undefined, is: number) =>
    was === undefined ? `${name}: ${usd(is)}` : `${name}: ${usd(was)} → ${usd(is)}`;
  return [
    one(`${requests} requests a month and what is paid without any`, before?.total, after.total),
    one("without any request", before === undefined ? undefined : totalOf(before.idle), totalOf(after.idle)),
  ];
}

function findings({ findings: all }: Report, allowed: boolean): Entry[] {
  return all
    .filter((finding) => finding.allowed === allowed)
    .map(({ kind, text, name }) => ({
      mark: "!",
      bold: !allowed,
      text: `${kind}: ${text}`,
      ...(allowed ? {} : { details: [`if it is meant: --allow ${name}`] }),
    }));
}

function routes({ routes: changes }: Report): Entry[] {
  const marks = { added: "+", changed: "~", removed: "-" } as const;
  return changes.map(({ kind, route, name, details }) => ({
    mark: marks[kind],
    text: `${route} (${name})`,
    bold: details.some(({ breaking }) => breaking),
    details: details.map(({ text, breaking }) => (breaking ? `breaking: ${text}` : text)),
  }));
}

function permissions({ permissions: changes }: Report): Entry[] {
  return changes.map(({ kind, text }) => ({ mark: kind === "wider" ? "+" : "-", text, bold: kind === "wider" }));
}

/** What is broken, new or not, and what no longer is; of what is accepted, the reasons with how many are new. */
function policies({ policies: changes }: Report): Entry[] {
  const marks = { new: "+", still: "=", mended: "-" } as const;
  const shownOnes = changes.filter(({ accepted }) => accepted === undefined);
  const accepted = changes.filter((change) => change.accepted !== undefined && change.kind !== "mended");
  const old = accepted.filter(({ kind }) => kind === "still").length;
  return [
    ...shownOnes.map((change): Entry => {
      const { kind, policy, level, resource, wrong, message } = change;
      const what = `${level}: ${policy} on ${resource}`;
      if (kind === "new") return { mark: marks[kind], text: `new, ${what}`, bold: true, details: [message] };
      return { mark: marks[kind], text: `${kind === "mended" ? "mended, " : ""}${what}: ${wrong}` };
    }),
    ...newlyAccepted(accepted),
    ...(old === 0 ? [] : [{ mark: "=", text: `${old} accepted as before, by policy/suppressions.ts` } as const]),
  ];
}

function newlyAccepted(changes: readonly PolicyChange[]): Entry[] {
  const found = changes.filter(({ kind }) => kind === "new");
  const names = [...new Set(found.map(({ policy }) => policy))];
  return names.map((name) => {
    const own = found.filter(({ policy }) => policy === name);
    return { mark: "+", text: `${own.length} new, accepted: ${name}, because ${own[0]!.accepted}` };
  });
}

function resources({ resources: changes }: Report): Entry[] {
  const marks = { added: "+", changed: "~", replaced: "±", removed: "-" } as const;
  return changes.map((change) => ({
    mark: marks[change.kind],
    text: `${change.type} ${change.name}: ${change.kind}${change.kind === "changed" ? inPlace(change) : ""}`,
    // A deployment is a snapshot of the API: each change of it makes a new one.
    bold: (change.kind === "replaced" && !change.type.endsWith(":Deployment")) || change.kind === "removed",
    details: propertyLines(change),
  }));
}

function inPlace({ known, type }: ResourceChange): string {
  return known
    ? " in place"
    : `; whether in place is not known (packages/api-tools/src/report/forceNew.ts does not list ${type})`;
}

/** Properties that a resource shows; the whole list is in the JSON. */
const shownProperties = 6;

function propertyLines({ type, properties }: ResourceChange): string[] {
  const sorted = [...properties].sort((a, b) => Number(b.replaces) - Number(a.replaces));
  const lines = [...new Set(sorted.map((property) => propertyLine(type, property)))];
  const more = lines.length - shownProperties;
  return [...lines.slice(0, shownProperties), ...(more > 0 ? [`and ${more} more`] : [])];
}

function propertyLine(type: string, { path, before, after, replaces, follows }: PropertyChange): string {
  const why = replaces ? ", which makes a new one" : "";
  if (type === "aws:lambda/alias:Alias" && path === "functionVersion") return "functionVersion: the new version";
  if (follows) return `${path} follows what is replaced${why}`;
  const values = `${shown(before)} → ${shown(after)}`;
  return values.length > 120 || /^content /.test(String(before)) ? `${path} changes${why}` : `${path}: ${values}${why}`;
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function settings({ settings: changes }: Report): Entry[] {
  return changes.map(({ key, before, after }) => {
    if (before === undefined) return { mark: "+", text: `${key}: ${after}` };
    return after === undefined
      ? { mark: "-", text: `${key}: was ${before}` }
      : { mark: "~", text: `${key}: ${before} → ${after}` };
  });
}

function alarms({ alarms: changes }: Report): Entry[] {
  return changes.map(({ name, before, after }) => {
    if (before === undefined) return { mark: "+", text: `${name}: ${after}` };
    return after === undefined
      ? { mark: "-", text: `${name}: ${before}`, bold: true }
      : { mark: "~", text: name, details: [`was ${before}`, `is ${after}`] };
  });
}

/** A limit that is too low ends a deployment at the function that meets it. */
function concurrency({ concurrency: { before, after } }: Report): Entry[] {
  if (before === after) return [];
  const limit = after === 0 ? "" : `; its limit must be at least ${after + keptUnreserved} (npm run doctor)`;
  const text = `the functions take ${before} → ${after} of the account's concurrent executions${limit}`;
  return [{ mark: "~", text, bold: after > before }];
}

function archives({ archives: changes, packages }: Report): Entry[] {
  const sizes = changes.map(({ function: name, before, after, packages: contents = {} }): Entry => {
    const listed = Object.entries(contents).map(([each, bytes]) => `${each} ${kilobytes(bytes)}`);
    const details = listed.length === 0 ? {} : { details: [`contains, uncompressed: ${listed.join(", ")}`] };
    if (before === undefined) return { mark: "+", text: `${name}: ${kilobytes(after!)}`, ...details };
    if (after === undefined) return { mark: "-", text: `${name}: ${kilobytes(before)}` };
    const sign = after >= before ? "+" : "−";
    const difference = `${sign}${Math.abs(after - before).toLocaleString("en-US")} bytes`;
    return { mark: "~", text: `${name}: ${kilobytes(before)} → ${kilobytes(after)} (${difference})`, ...details };
  });
  const unseen = packages.functions.filter((name) => !changes.some((change) => change.function === name));
  return [...sizes, ...unseen.map((name): Entry => ({ mark: "~", text: `${name}: its packages change` }))];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
