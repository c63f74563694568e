import { ofType, type Program } from "@onemachine/local-cloud";
import { holdsData } from "./forceNew";
import type { PolicyChange } from "./policies";
import type { ResourceChange } from "./resources";
import type { RouteChange } from "./routes";

/** Something that a person must have meant: it loses data, breaks clients, or breaks a mandatory policy. */
export interface Finding {
  /** What `--allow` calls it. */
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

/** @param allow names of findings that are meant. */
export function findingsOf(changes: Changes, allow: readonly string[]): Finding[] {
  const found = [
    ...regionFindings(changes),
    ...changes.resources.flatMap(resourceFindings),
    ...routeFindings(changes),
    ...changes.policies.flatMap(policyFindings),
  ];
  return found.map((finding) => ({ ...finding, allowed: allow.includes(finding.name) }));
}

type Found = Omit<Finding, "allowed">;

function regionFindings({ before, after }: Changes): Found[] {
  if (before.resources.length === 0 || before.location.region === after.location.region) return [];
  const text = `the stack moves from ${before.location.region} to ${after.location.region}: every resource is made anew there, empty`;
  return [{ name: "region", kind: "loses data", text }];
}

const deletions: Readonly<Record<ResourceChange["deletion"], string>> = {
  deletes: "what it holds is deleted",
  refuses: "Pulumi refuses that as long as it is protected",
  retains: "the old one is left behind, and nothing uses it",
};

function resourceFindings({ kind, type, name, properties, deletion }: ResourceChange): Found[] {
  if (kind !== "replaced" && kind !== "removed") return [];
  const what = `${type.split(":").at(-1)} ${name} is ${kind}`;
  const causes = properties.filter(({ replaces }) => replaces).map(({ path }) => path);
  const why = causes.length === 0 ? "" : ` (${causes.join(", ")})`;
  if (holdsData.includes(type)) return [{ name, kind: "loses data", text: `${what}${why}: ${deletions[deletion]}` }];
  const breaks = breaksClients[type];
  return breaks === undefined ? [] : [{ name, kind: "breaks clients", text: `${what}${why}: ${breaks}` }];
}

/** What clients lose with a resource of these types. */
const breaksClients: Readonly<Record<string, string>> = {
  "aws:apigateway/apiKey:ApiKey": "who has this key gets 403",
  "aws:apigateway/usagePlanKey:UsagePlanKey": "who has this key gets 403 until it is in a plan again",
  "aws:apigateway/restApi:RestApi": "the API's URL changes",
  "aws:apigateway/stage:Stage": "the stage's URL changes, or is gone",
  "aws:apigateway/domainName:DomainName": "the domain does not answer any more",
};

function routeFindings({ routes, before }: Changes): Found[] {
  if (ofType(before.resources, "aws:apigateway/restApi:RestApi").length === 0) return [];
  return routes.flatMap(({ kind, route, name, details }) => {
    const breaking = details.filter((detail) => detail.breaking).map(({ text }) => text);
    if (breaking.length === 0) return [];
    const what = kind === "removed" ? `${route} (${name}) is removed` : `${route} (${name})`;
    return [{ name, kind: "breaks clients" as const, text: `${what}: ${breaking.join("; ")}` }];
  });
}

/** What was broken before stops nobody now: `npx api-tools policy` and `npm test` do. */
function policyFindings({ kind, policy, level, resource, wrong, accepted }: PolicyChange): Found[] {
  if (kind !== "new" || level !== "mandatory" || accepted !== undefined) return [];
  return [{ name: `${policy}:${resource}`, kind: "breaks a policy", text: `${policy} on ${resource}: ${wrong}` }];
}
