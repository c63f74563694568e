import { parsePolicy, type Statement } from "../packages/local-cloud/src/iam/policy";

/** The statements of a policy document, JSON or object; none where it is neither, which AWS itself refuses. */
export function statementsOf(document: unknown): Statement[] {
  try {
    return parsePolicy(typeof document === "string" ? document : JSON.stringify(document));
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

export function allowing(document: unknown): Statement[] {
  return statementsOf(document).filter(({ effect }) => effect === "Allow");
}
