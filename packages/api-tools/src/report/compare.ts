import { existsSync } from "node:fs";
import { join } from "node:path";
import { ofType, type Program, readDeclaredProject, UserError } from "@onemachine/local-cloud";
import { estimate } from "../cost/estimate";
import { functionCosts } from "../cost/functions";
import type { Estimate } from "../cost/lines";
import type { Traffic } from "../cost/traffic";
import { operationsOf } from "../cost/workload";
import { alarmRule } from "./alarms";
import { sumConcurrency } from "../concurrency";
import { compareArchives, type ArchiveChange } from "./archives";
import type { Base } from "./base";
import { findingsOf, type Finding } from "./findings";
import { compareFunctionCosts, type FunctionCostChange } from "./functionCosts";
import { findChangedPackages, findFunctionsWithPackages, packageName } from "./packages";
import { comparePermissions, type PermissionChange } from "./permissions";
import { policyPackIn } from "../policyPack";
import { comparePolicies, type PolicyChange } from "./policies";
import { renderSide, type Side } from "./render";
import { listReplaced, compareResources, type ResourceChange } from "./resources";
import { compareRoutes, type RouteChange } from "./routes";
import { compareSettings, type SettingChange } from "./settings";
import { findUnused, type UnusedDeclaration } from "./unused";

export interface AlarmChange {
  readonly name: string;
  /** Condition of the alarm; undefined if the alarm does not exist. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Changes of package-lock.json, which resources do not show. */
export interface PackageChange {
  /** Package names. */
  readonly changed: readonly string[];
  /** Functions with archives that contain a changed package. */
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
  /** Sums of the functions' concurrent executions. */
  readonly concurrency: { readonly before: number; readonly after: number };
  readonly alarms: readonly AlarmChange[];
  readonly settings: readonly SettingChange[];
  /** US dollars a month. */
  readonly cost: { readonly before: Estimate | undefined; readonly after: Estimate | undefined };
  readonly functionCosts: readonly FunctionCostChange[];
  readonly traffic: Traffic;
  /** Resources of the new program that nothing uses. */
  readonly unused: readonly UnusedDeclaration[];
  /** Limits of this report. */
  readonly notes: readonly string[];
}

export interface CompareOptions extends Side {
  readonly allow: readonly string[];
  readonly traffic: Traffic;
  /** Folder of the policy pack, relative to the program's folder. */
  readonly policyPack?: string | undefined;
}

/** Compares the program in a folder with a commit. @throws UserError if one of them does not load */
export async function compare(options: CompareOptions, base: Base): Promise<Report> {
  const { dir, stack, config, allow, traffic } = options;
  const side: Side = { dir, stack, config };
  const old: Side = { ...side, dir: base.dir };
  const now = await renderSide(side);
  const isNew = !existsSync(join(base.dir, `Pulumi.${stack}.yaml`));
  const before = isNew ? { location: now.location, resources: [], outputs: {} } : await renderBase(old, base);
  const { after, resources } = await renderUntilStable(before, now, side);
  const routes = await compareRoutes(before, after);
  const policies = comparePolicies(before, after, policyPackIn(dir, options.policyPack));
  const findings = findingsOf({ before, after, resources, routes: routes ?? [], policies }, allow);
  const costs = compareCosts(before, after, traffic);
  const packages = await packageChange(after, base);
  const unknown = allow.filter((name) => !findings.some((finding) => finding.name === name));
  return {
    stack,
    base: { ref: base.ref, commit: base.commit },
    findings,
    resources,
    routes: routes ?? [],
    permissions: comparePermissions(before, after),
    policies,
    archives: await compareArchives(before, after),
    packages,
    concurrency: { before: sumConcurrency(before.resources), after: sumConcurrency(after.resources) },
    alarms: compareAlarms(before, after),
    settings: compareSettings(isNew ? {} : settingsOf(old), settingsOf(side)),
    cost: { before: costs.before, after: costs.after },
    functionCosts: costs.functions,
    traffic,
    unused: findUnused(after),
    notes: [
      ...(isNew ? [`stack ${stack} does not exist at ${base.ref}: everything is new`] : []),
      ...(routes === undefined
        ? ["the program publishes no OpenAPI document: changes of routes are not reported"]
        : []),
      ...(costs.note === undefined ? [] : [costs.note]),
      ...unknown.map((name) => `--allow ${name} matches nothing: no finding has that name`),
      ...packageNotes(packages),
      "the report compares two versions of the code and reads no account: the deployed version may differ from both",
      "not considered: aliases of renamed resources (such a resource shows as removed and added), replaceOnChanges, providers of single resources",
    ],
  };
}

async function packageChange(after: Program, { locks }: Base): Promise<PackageChange> {
  const paths = findChangedPackages(locks);
  const functions = await findFunctionsWithPackages(paths, locks, after);
  return { changed: [...new Set(paths.map(packageName))], functions };
}

function packageNotes({ changed }: PackageChange): string[] {
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 5);
  const more = changed.length > shown.length ? ` and ${changed.length - shown.length} more` : "";
  return [
    `package-lock.json changes the versions of ${shown.join(", ")}${more}. Both sides are rendered with the installed packages, so the archives do not show the effect of these changes`,
  ];
}

async function renderBase(side: Side, { ref }: Base): Promise<Program> {
  try {
    return await renderSide(side);
  } catch (error) {
    const why = error instanceof UserError ? error.message : String((error as Error).message).split("\n")[0];
    throw new UserError(`the program at ${ref} does not load with the currently installed packages and tools: ${why}`);
  }
}

/** Renders again with new names for replaced resources, until that replaces no further resource. */
async function renderUntilStable(before: Program, first: Program, side: Side) {
  let after = first;
  let resources = await compareResources(before, after);
  for (let replaced = listReplaced(resources), seen = 0; replaced.size > seen; replaced = listReplaced(resources)) {
    seen = replaced.size;
    after = await renderSide(side, replaced);
    resources = await compareResources(before, after);
  }
  return { after, resources };
}

function settingsOf({ dir, stack, config }: Side) {
  return readDeclaredProject(dir, stack, config).config;
}

function compareAlarms(before: Program, after: Program): AlarmChange[] {
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

function compareCosts(before: Program, after: Program, traffic: Traffic) {
  const price = (program: Program): Estimate | undefined => {
    if (program.resources.length === 0) return undefined;
    const names = operationsOf(program).map(({ name }) => name);
    const { mix, ...rest } = traffic;
    if (mix === undefined) return estimate(program, traffic);
    const known = Object.fromEntries(Object.entries(mix).filter(([name]) => names.includes(name)));
    return estimate(program, { ...rest, ...(Object.keys(known).length === 0 ? {} : { mix: known }) });
  };
  try {
    // Unlike the old program, the new one must contain every route of the mix.
    const now = after.resources.length === 0 ? undefined : estimate(after, traffic);
    const functions = compareFunctionCosts(functionCosts(before, traffic), functionCosts(after, traffic));
    return { before: price(before), after: now, functions, note: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { before: undefined, after: undefined, functions: [], note: `no cost estimate: ${error.message}` };
  }
}
