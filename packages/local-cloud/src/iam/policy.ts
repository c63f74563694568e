import { remembered } from "../kernel/bounds/remembered";
import { wildcard } from "../kernel/policies/wildcard";
import { conditionHolds, type ConditionContext } from "./conditions";

/** A statement of an identity policy, normalised to lists. */
export interface Statement {
  /** Its `Sid`, or its position, such as `statement 1`. */
  readonly name: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Returns whether the statement is about an action, in lower case. */
  readonly coversAction: (action: string) => boolean;
  readonly coversResource: (resource: string) => boolean;
  readonly conditions: readonly Condition[];
  /** Such as `service:cloudwatch.amazonaws.com` or `aws:*`; empty in an identity policy. */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export type Decision =
  | { readonly kind: "allow"; readonly by: Statement }
  | { readonly kind: "implicitDeny" }
  | { readonly kind: "explicitDeny" };

/** Parses a policy document. A resource's policy is used by every request to it. @throws SyntaxError if it is not JSON. */
export const parsePolicy = remembered((document): readonly Statement[] => {
  const { Statement } = JSON.parse(document) as { Statement?: unknown };
  return listOf(Statement).map((statement, index) => {
    const { Sid, Effect, Action, NotAction, Resource, NotResource, Condition, ...more } = statement as Record<
      string,
      unknown
    >;
    const [actions, notActions] = [texts(Action), texts(NotAction)];
    const [resources, notResources] = [texts(Resource), texts(NotResource)];
    return {
      name: typeof Sid === "string" && Sid !== "" ? Sid : `statement ${index + 1}`,
      effect: Effect === "Allow" ? "Allow" : "Deny",
      actions,
      notActions,
      resources,
      notResources,
      coversAction: matcherOf(lowerCase(actions), lowerCase(notActions)),
      coversResource: matcherOf(resources, notResources),
      principals: principalsOf(more["Principal"]),
      notPrincipals: principalsOf(more["NotPrincipal"]),
      conditions: Object.entries((Condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(
        ([operator, keys]) => Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) })),
      ),
    };
  });
});

/**
 * Decides as IAM does: an explicit Deny overrides every Allow, and without a match the request is denied.
 *
 * An unsupported condition never holds for an Allow and always holds for a Deny. It is reported, so that nothing is
 * allowed by guessing.
 *
 * @param context condition keys of the request by lower-case name; undefined for keys that it does not have.
 */
export function decide(
  statements: readonly Statement[],
  request: { readonly action: string; readonly resource: string; readonly context?: ConditionContext },
  report: (unknown: string) => void = () => undefined,
): Decision {
  const action = request.action.toLowerCase();
  let decision: Decision = { kind: "implicitDeny" };
  for (const statement of statements) {
    if (!statement.coversAction(action) || !statement.coversResource(request.resource)) continue;
    if (!conditionsHold(statement, request.context ?? {}, report)) continue;
    if (statement.effect === "Deny") return { kind: "explicitDeny" };
    if (decision.kind !== "allow") decision = { kind: "allow", by: statement };
  }
  return decision;
}

/** Returns a function that matches a text with any of the patterns; if there are excluded ones, with none of them. */
function matcherOf(patterns: readonly string[], excluded: readonly string[]): (text: string) => boolean {
  const matchesAny = (list: readonly string[]) => {
    const wildcards = list.map(wildcard);
    return (text: string) => wildcards.some((pattern) => pattern.test(text));
  };
  if (excluded.length === 0) return matchesAny(patterns);
  const isExcluded = matchesAny(excluded);
  return (text) => !isExcluded(text);
}

function lowerCase(list: readonly string[]): string[] {
  return list.map((text) => text.toLowerCase());
}

function conditionsHold(
  { effect, conditions }: Statement,
  context: ConditionContext,
  report: (unknown: string) => void,
): boolean {
  return conditions.every(({ operator, key, values }) => {
    const name = key.toLowerCase();
    const holds = Object.hasOwn(context, name) ? conditionHolds(operator, context[name], values) : undefined;
    if (holds !== undefined) return holds;
    report(`condition ${operator} on ${key}`);
    return effect === "Deny";
  });
}

/**
 * Returns whether a resource policy's statement applies to a caller. @param names such as `aws:ARN`; empty if anonymous
 */
export function namesCaller({ principals, notPrincipals }: Statement, names: readonly string[]): boolean {
  const everybody = ["*", "aws:*"];
  const isNamed = (list: readonly string[]) => list.some((each) => everybody.includes(each) || names.includes(each));
  return notPrincipals.length > 0 ? !isNamed(notPrincipals) : isNamed(principals);
}

/** Returns whether a resource policy's statement applies to a service. `*` and `{ "AWS": "*" }` include everyone. */
export function namesService({ principals }: Statement, service: string): boolean {
  return principals.some((principal) => ["*", "aws:*", `service:${service}`].includes(principal));
}

function principalsOf(principal: unknown): string[] {
  if (typeof principal !== "object" || principal === null) return texts(principal);
  return Object.entries(principal).flatMap(([kind, names]) =>
    texts(names).map((name) => `${kind.toLowerCase()}:${name}`),
  );
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function texts(value: unknown): string[] {
  return listOf(value).map(String);
}
