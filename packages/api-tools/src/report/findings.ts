import { ofType, type Program } from "@onemachine/local-cloud";
import { holdsData } from "./forceNew";
import type { PolicyChange } from "./policies";
import type { ResourceChange } from "./resources";
import type { RouteChange } from "./routes";

/** A change that needs explicit approval: it loses data, breaks clients, or breaks a mandatory policy. */
export interface Finding {
  /** Name for `--allow`. */
  readonly name: string;
  readonly kind: "loses data" | "breaks clients" | "breaks a policy";
  readonly text: string;
  readonly allowed: boolean;
}

export interface Changes {
  readonly before: Program;
  readonly after: Program;
  readonly resources: readonly ResourceChange[];
  readonly routes: readonly RouteChange[];
  readonly policies: readonly PolicyChange[];
}

/** Derives the findings from the changes. @param allow names of approved findings */
export function findingsOf(changes: Changes, allow: readonly string[]): Finding[] {
  const found = [
    ...regionFindings(changes),
    ...changes.resources.flatMap(resourceFindings),
    ...routeFindings(changes),
    ...changes.policies.flatMap(policyFindings),
  ];
  return found.map((finding) => ({ ...finding, allowed: allow.includes(finding.name) }));
}

type UncheckedFinding = Omit<Finding, "allowed">;

function regionFindings({ before, after }: Changes): UncheckedFinding[] {
  if (before.resources.length === 0 || before.location.region === after.location.region) return [];
  const text = `the stack moves from ${before.location.region} to ${after.location.region}: all resources are created again in the new region, without data`;
  return [{ name: "region", kind: "loses data", text }];
}

const deletions: Readonly<Record<ResourceChange["deletion"], string>> = {
  deletes: "its data is deleted",
  refuses: "Pulumi rejects this while the resource is protected",
  retains: "the old resource stays in AWS but is no longer used",
};

function resourceFindings({ kind, type, name, properties, deletion }: ResourceChange): UncheckedFinding[] {
  if (kind !== "replaced" && kind !== "removed") return [];
  const what = `${type.split(":").at(-1)} ${name} is ${kind}`;
  const causes = properties.filter(({ replaces }) => replaces).map(({ path }) => path);
  const why = causes.length === 0 ? "" : ` (${causes.join(", ")})`;
  if (holdsData.includes(type)) return [{ name, kind: "loses data", text: `${what}${why}: ${deletions[deletion]}` }];
  const breaks = breaksClients[type];
  return breaks === undefined ? [] : [{ name, kind: "breaks clients", text: `${what}${why}: ${breaks}` }];
}

/** Consequences for clients when such a resource is replaced or removed, keyed by type. */
const breaksClients: Readonly<Record<string, string>> = {
  "aws:apigateway/apiKey:ApiKey": "clients with this key get 403",
  "aws:apigateway/usagePlanKey:UsagePlanKey": "clients with this key get 403 until it is in a plan again",
  "aws:apigateway/restApi:RestApi": "the API's URL changes",
  "aws:apigateway/stage:Stage": "the stage's URL changes or disappears",
  "aws:apigateway/domainName:DomainName": "the domain stops answering",
};

function routeFindings({ routes, before }: Changes): UncheckedFinding[] {
  if (ofType(before.resources, "aws:apigateway/restApi:RestApi").length === 0) return [];
  return routes.flatMap(({ kind, route, name, details }) => {
    const breaking = details.filter((detail) => detail.breaking).map(({ text }) => text);
    if (breaking.length === 0) return [];
    const what = kind === "removed" ? `${route} (${name}) is removed` : `${route} (${name})`;
    return [{ name, kind: "breaks clients" as const, text: `${what}: ${breaking.join("; ")}` }];
  });
}

/** Reports new violations only. `npx api-tools policy` and `npm test` fail for existing ones. */
function policyFindings({ kind, policy, level, resource, wrong, accepted }: PolicyChange): UncheckedFinding[] {
  if (kind !== "new" || level !== "mandatory" || accepted !== undefined) return [];
  return [{ name: `${policy}:${resource}`, kind: "breaks a policy", text: `${policy} on ${resource}: ${wrong}` }];
}
