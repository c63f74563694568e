import { existsSync } from "node:fs";
import { join } from "node:path";
import { ofType, type Program, readProject, UserError } from "@onemachine/local-cloud";
import { estimate, type Estimate } from "../cost/estimate";
import type { Traffic } from "../cost/traffic";
import { operationsOf } from "../cost/workload";
import { alarmRule } from "./alarms";
import { concurrencyTaken } from "../concurrency";
import { archiveChanges, type ArchiveChange } from "./archives";
import type { Base } from "./base";
import { findingsOf, type Finding } from "./findings";
import { changedPackages, functionsWithPackages, packageName } from "./packages";
import { permissionChanges, type PermissionChange } from "./permissions";
import { policyPackIn } from "../policyPack";
import { policyChanges, type PolicyChange } from "./policies";
import { renderSide, type Side } from "./render";
import { replacedIn, resourceChanges, type ResourceChange } from "./resources";
import { routeChanges, type RouteChange } from "./routes";
import { settingChanges, type SettingChange } from "./settings";

export interface AlarmChange {
  readonly name: string;
  /** When it fires; undefined where there is none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What package-lock.json changes; it does not show in resources. */
export interface PackageChange {
  /** Names. */
  readonly changed: readonly string[];
  /** Functions whose archives contain one of them. */
  readonly functions: readonly string[];
}

export interface Report {
  readonly stack: string;
  readonly base: Pick<Base, "ref" | "commit">;
  readonly findings: readonly Finding[];
  readonly resources: readonly ResourceChange[];
  readonly routes: readonly RouteChange[];
  readonly permissions: readonly PermissionChange[];
  readonly policies: readonly PolicyChange[];
  readonly archives: readonly ArchiveChange[];
  readonly packages: PackageChange;
  /** Concurrent executions of the account that the functions take. */
  readonly concurrency: { readonly before: number; readonly after: number };
  readonly alarms: readonly AlarmChange[];
  readonly settings: readonly SettingChange[];
  /** Dollars a month. */
  readonly cost: { readonly before: Estimate | undefined; readonly after: Estimate | undefined };
  readonly traffic: Traffic;
  /** What a reader must know of how this came about. */
  readonly notes: readonly string[];
}

export interface CompareOptions extends Side {
  readonly allow: readonly string[];
  readonly traffic: Traffic;
  /** Folder of the policy pack, relative to the program's. */
  readonly policyPack?: string | undefined;
}

/** Compares the program in a folder with what it was. @throws UserError where one of them does not load. */
export async function compare(options: CompareOptions, base: Base): Promise<Report> {
  const { dir, stack, config, allow, traffic } = options;
  const side: Side = { dir, stack, config };
  const old: Side = { ...side, dir: base.dir };
  const now = await renderSide(side);
  const isNew = !existsSync(join(base.dir, `Pulumi.${stack}.yaml`));
  const before = isNew ? { location: now.location, resources: [], outputs: {} } : await renderBase(old, base);
  const { after, resources } = await settled(before, now, side);
  const routes = await routeChanges(before, after);
  const policies = policyChanges(before, after, policyPackIn(dir, options.policyPack));
  const findings = findingsOf({ before, after, resources, routes: routes ?? [], policies }, allow);
  const costs = costsOf(before, after, traffic);
  const packages = await packageChange(after, base);
  const unknown = allow.filter((name) => !findings.some((finding) => finding.name === name));
  return {
    stack,
    base: { ref: base.ref, commit: base.commit },
    findings,
    resources,
    routes: routes ?? [],
    permissions: permissionChanges(before, after),
    policies,
    archives: await archiveChanges(before, after),
    packages,
    concurrency: { before: concurrencyTaken(before.resources), after: concurrencyTaken(after.resources) },
    alarms: alarmChanges(before, after),
    settings: settingChanges(isNew ? {} : settingsOf(old), settingsOf(side)),
    cost: costs,
    traffic,
    notes: [
      ...(isNew ? [`there is no stack ${stack} at ${base.ref}: all of it is new`] : []),
      ...(routes === undefined ? ["the program publishes no OpenAPI document, so no change of it shows"] : []),
      ...(costs.note === undefined ? [] : [costs.note]),
      ...unknown.map((name) => `--allow ${name} allows nothing: no finding has that name`),
      ...packageNotes(packages),
      "two versions of the code are compared, and no account is looked at: what is deployed may be another one",
      "not read: aliases of renamed resources (one that has an alias shows as removed and added), replaceOnChanges, providers of single resources",
    ],
  };
}

async function packageChange(after: Program, { locks }: Base): Promise<PackageChange> {
  const paths = changedPackages(locks);
  const functions = await functionsWithPackages(paths, locks, after);
  return { changed: [...new Set(paths.map(packageName))], functions };
}

function packageNotes({ changed }: PackageChange): string[] {
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 5);
  const more = changed.length > shown.length ? ` and ${changed.length - shown.length} more` : "";
  return [
    `package-lock.json names other versions of ${shown.join(", ")}${more}: both sides are rendered with the packages installed here, so what the packages change in archives does not show`,
  ];
}

async function renderBase(side: Side, { ref }: Base): Promise<Program> {
  try {
    return await renderSide(side);
  } catch (error) {
    const why = error instanceof UserError ? error.message : String((error as Error).message).split("\n")[0];
    throw new UserError(`the program at ${ref} does not load with the packages and the tools of now: ${why}`);
  }
}

/** Renders again with other names for what is replaced, until nothing more is: what refers to it may be replaced too. */
async function settled(before: Program, first: Program, side: Side) {
  let after = first;
  let resources = await resourceChanges(before, after);
  for (let replaced = replacedIn(resources), seen = 0; replaced.size > seen; replaced = replacedIn(resources)) {
    seen = replaced.size;
    after = await renderSide(side, replaced);
    resources = await resourceChanges(before, after);
  }
  return { after, resources };
}

function settingsOf({ dir, stack, config }: Side) {
  return readProject(dir, stack, config).config;
}

function alarmChanges(before: Program, after: Program): AlarmChange[] {
  const rules = ({ resources }: Program) =>
    new Map(
      ofType(resources, "aws:cloudwatch/metricAlarm:MetricAlarm").map(
        (alarm) => [alarm.name, alarmRule(alarm)] as const,
      ),
    );
  const [old, now] = [rules(before), rules(after)];
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter((change) => change.before !== change.after);
}

function costsOf(before: Program, after: Program, traffic: Traffic) {
  const price = (program: Program): Estimate | undefined => {
    const names = operationsOf(program).map(({ name }) => name);
    if (names.length === 0) return undefined;
    const { mix, ...rest } = traffic;
    if (mix === undefined) return estimate(program, traffic);
    const known = Object.fromEntries(Object.entries(mix).filter(([name]) => names.includes(name)));
    return estimate(program, { ...rest, ...(Object.keys(known).length === 0 ? {} : { mix: known }) });
  };
  try {
    const now = estimateOfAll(after, traffic, price);
    return { before: price(before), after: now, note: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { before: undefined, after: undefined, note: `no cost: ${error.message}` };
  }
}

/** A route that a mix names must be there now, and may have been missing before. */
function estimateOfAll(after: Program, traffic: Traffic, price: (program: Program) => Estimate | undefined) {
  const names = operationsOf(after).map(({ name }) => name);
  return names.length === 0 ? price(after) : estimate(after, traffic);
}
