import { type Declared, ofType, parsePolicy, type Program, wildcard } from "@onemachine/local-cloud";
import { naming } from "./names";

/** One action that a policy allows or denies on one resource. */
interface Grant {
  /** Owner of the policy: a role, a topic, a function. */
  readonly holder: string;
  readonly effect: "Allow" | "Deny";
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly conditions: readonly string[];
}

export interface PermissionChange {
  /** `wider` if the change allows more than before. */
  readonly kind: "wider" | "narrower";
  readonly text: string;
}

/** Lists added and removed permissions. A grant that another grant covers counts as neither. */
export function comparePermissions(before: Program, after: Program): PermissionChange[] {
  const [old, now] = [grantsOf(before), grantsOf(after)];
  const added = now.filter((grant) => !isCovered(grant, old));
  const removed = old.filter((grant) => !isCovered(grant, now));
  const wider = [
    ...added.filter(({ effect }) => effect === "Allow").map(formatGrant),
    ...removed.filter(({ effect }) => effect === "Deny").map((grant) => `no longer: ${formatGrant(grant)}`),
    ...listOpenRoutes(after).filter((route) => !listOpenRoutes(before).includes(route)),
  ];
  const narrower = [
    ...removed.filter(({ effect }) => effect === "Allow").map((grant) => `no longer: ${formatGrant(grant)}`),
    ...added.filter(({ effect }) => effect === "Deny").map(formatGrant),
    ...listOpenRoutes(before)
      .filter((route) => !listOpenRoutes(after).includes(route))
      .map((route) => `no longer: ${route}`),
  ];
  return [
    ...wider.map((text): PermissionChange => ({ kind: "wider", text })),
    ...narrower.map((text): PermissionChange => ({ kind: "narrower", text })),
  ];
}

/** True if another grant of the same holder covers this one. */
function isCovered(grant: Grant, others: readonly Grant[]): boolean {
  return others.some(
    (other) =>
      other.holder === grant.holder &&
      other.effect === grant.effect &&
      matchesPattern(other.action, grant.action) &&
      matchesPattern(other.resource, grant.resource) &&
      (other.principal === grant.principal || other.principal === '"*"') &&
      // Each additional condition narrows a grant.
      other.conditions.every((condition) => grant.conditions.includes(condition)),
  );
}

function matchesPattern(pattern: string, value: string): boolean {
  return pattern === value || wildcard(pattern).test(value);
}

function formatGrant({ holder, effect, action, resource, principal, conditions }: Grant): string {
  const whose = principal === "" ? holder : `${holder}, to ${principal}`;
  const when = conditions.map((condition) => ` if ${condition}`).join("");
  return `${effect} ${action} on ${resource} (${whose})${when}`;
}

function grantsOf(program: Program): Grant[] {
  const named = naming(program);
  const grants = program.resources.flatMap((resource) => [
    ...policyGrants(resource, program),
    ...attachments(resource, program),
    ...invokeGrants(resource),
  ]);
  return grants.map((grant) => ({
    ...grant,
    action: grant.action,
    resource: named(grant.resource),
    holder: named(grant.holder),
    conditions: grant.conditions.map(named),
  }));
}

function policyGrants({ type, name, inputs }: Declared, program: Program): Grant[] {
  return ["policy", "assumeRolePolicy"].flatMap((key) => {
    const document = inputs[key];
    if (typeof document !== "string" || !document.startsWith("{")) return [];
    const holder = key === "policy" ? holderOf(inputs, program) : `trust policy of role ${name}`;
    const raw = statementsOf(document);
    return parsePolicy(document).flatMap((statement, index) => {
      const { Principal } = raw[index] ?? {};
      const actions =
        statement.notActions.length > 0 ? [`all but ${statement.notActions.join(", ")}`] : statement.actions;
      const resources =
        statement.notResources.length > 0 ? [`all but ${statement.notResources.join(", ")}`] : statement.resources;
      return actions.flatMap((action) =>
        (resources.length > 0 ? resources : ["it"]).map((resource) => ({
          holder: holder ?? `${type.split(":").at(-1)} ${name}`,
          effect: statement.effect,
          action,
          resource,
          principal: Principal === undefined ? "" : JSON.stringify(Principal),
          conditions: statement.conditions.map((each) => `${each.operator} ${each.key} ${each.values.join()}`),
        })),
      );
    });
  });
}

function statementsOf(document: string): { Principal?: unknown }[] {
  const { Statement = [] } = JSON.parse(document) as {
    Statement?: { Principal?: unknown }[] | { Principal?: unknown };
  };
  return Array.isArray(Statement) ? Statement : [Statement];
}

/** Returns the role or ARN in the policy's inputs; undefined if the resource itself holds the policy. */
function holderOf(inputs: Declared["inputs"], { resources }: Program): string | undefined {
  if (inputs["role"] !== undefined) return `role ${roleName(inputs["role"], resources)}`;
  return typeof inputs["arn"] === "string" ? inputs["arn"] : undefined;
}

function roleName(reference: unknown, resources: readonly Declared[]): string {
  const role = ofType(resources, "aws:iam/role:Role").find(
    ({ id, state }) => state["name"] === reference || id === reference,
  );
  return role?.name ?? String(reference);
}

/** Reports the attachment of a managed policy as one grant, because the policy's text is not in the program. */
function attachments({ inputs }: Declared, { resources }: Program): Grant[] {
  const { policyArn, role } = inputs;
  if (typeof policyArn !== "string") return [];
  return [
    {
      holder: `role ${roleName(role, resources)}`,
      effect: "Allow",
      action: `everything that ${policyArn} allows`,
      resource: "its resources",
      principal: "",
      conditions: [],
    },
  ];
}

function invokeGrants({ type, inputs }: Declared): Grant[] {
  if (type !== "aws:lambda/permission:Permission") return [];
  const { qualifier = "$LATEST", principal, action, sourceArn, sourceAccount } = inputs as Record<string, string>;
  return [
    {
      holder: `${inputs["function"] as string}:${qualifier}`,
      effect: "Allow",
      action: action!,
      // Without a source ARN, every API of every account may call the function.
      resource: sourceArn ?? "*",
      principal: principal!,
      conditions: sourceAccount === undefined ? [] : [`account ${sourceAccount}`],
    },
  ];
}

/** Lists the routes that call a backend and require neither key nor token. */
function listOpenRoutes({ resources }: Program): string[] {
  return ofType(resources, "aws:apigateway/restApi:RestApi").flatMap(({ inputs }) => {
    if (typeof inputs["body"] !== "string") return [];
    const { paths = {} } = JSON.parse(inputs["body"]) as { paths?: Record<string, Record<string, OpenOperation>> };
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { security = [], "x-amazon-apigateway-integration": integration }]) => {
          return security.length === 0 && integration?.type?.toLowerCase() !== "mock";
        })
        .map(([method]) => `${method.toUpperCase()} ${path} for everyone, without a key`),
    );
  });
}

interface OpenOperation {
  readonly security?: readonly unknown[];
  readonly "x-amazon-apigateway-integration"?: { readonly type?: string };
}
