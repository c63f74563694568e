/** A statement of a policy document. Single values are lists of one. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** With the kind of principal: `service:lambda.amazonaws.com`, `aws:*`, `*`. Empty in an identity policy. */
  readonly principals: readonly string[];
}

/**
 * Returns the statements of a policy document, JSON or object. Returns none if it is invalid, which AWS rejects anyway.
 */
export function statementsOf(document: unknown): Statement[] {
  const { Statement: statements } = Object(typeof document === "string" ? parse(document) : document) as {
    Statement?: unknown;
  };
  return listOf(statements).map((statement) => statementOf(statement as Readonly<Record<string, unknown>>));
}

export function allowStatementsOf(document: unknown): Statement[] {
  return statementsOf(document).filter(({ effect }) => effect === "Allow");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Elements contain a string or a list of strings (IAM User Guide, "IAM JSON policy element reference"). */
function statementOf(statement: Readonly<Record<string, unknown>>): Statement {
  const conditions = Object.values((statement["Condition"] ?? {}) as Record<string, Record<string, unknown>>);
  return {
    effect: statement["Effect"] === "Allow" ? "Allow" : "Deny",
    actions: textsOf(statement["Action"]),
    notActions: textsOf(statement["NotAction"]),
    resources: textsOf(statement["Resource"]),
    notResources: textsOf(statement["NotResource"]),
    principals: principalsOf(statement["Principal"]),
    conditions: conditions.flatMap((keys) =>
      Object.entries(keys).map(([key, values]) => ({ key, values: textsOf(values) })),
    ),
  };
}

function principalsOf(principal: unknown): string[] {
  if (typeof principal !== "object" || principal === null) return textsOf(principal);
  return Object.entries(principal).flatMap(([kind, names]) =>
    textsOf(names).map((name) => `${kind.toLowerCase()}:${name}`),
  );
}

function textsOf(value: unknown): string[] {
  return listOf(value).map(String);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** True if a resource policy has a statement that denies requests without TLS. */
export function requiresTls(policy: unknown): boolean {
  return statementsOf(policy).some(
    ({ effect, conditions }) =>
      effect === "Deny" &&
      conditions.some(({ key, values }) => key.toLowerCase() === "aws:securetransport" && values.includes("false")),
  );
}
