/** A statement of a policy document, with every list written out. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** `service:lambda.amazonaws.com`, `aws:*`, `*`; empty in an identity policy. */
  readonly principals: readonly string[];
}

/** The statements of a policy document, JSON or object; none where it is neither, which AWS itself refuses. */
export function statementsOf(document: unknown): Statement[] {
  const { Statement: statements } = Object(typeof document === "string" ? parsed(document) : document) as {
    Statement?: unknown;
  };
  return listOf(statements).map((statement) => statementOf(statement as Readonly<Record<string, unknown>>));
}

export function allowing(document: unknown): Statement[] {
  return statementsOf(document).filter(({ effect }) => effect === "Allow");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** IAM JSON policy elements reference: one text or a list of texts everywhere. */
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
