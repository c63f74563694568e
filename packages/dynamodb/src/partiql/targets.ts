import type { AttributeValue } from "../values/types";
import type { Statement } from "./ast";
import { parseStatement } from "./parser";

/** Table or index of a statement, with the IAM action ("IAM security policies with PartiQL"). */
export interface StatementTarget {
  readonly action: "PartiQLSelect" | "PartiQLInsert" | "PartiQLUpdate" | "PartiQLDelete";
  readonly table: string;
  readonly index?: string;
}

const actions = {
  select: "PartiQLSelect",
  exists: "PartiQLSelect",
  insert: "PartiQLInsert",
  update: "PartiQLUpdate",
  delete: "PartiQLDelete",
} as const;

/** Returns the target of a statement; undefined for an invalid statement. */
export function statementTarget(text: unknown, parameters: unknown): StatementTarget | undefined {
  let statement: Statement;
  try {
    statement = parseStatement(text as string, (parameters ?? []) as readonly AttributeValue[]);
  } catch {
    return undefined;
  }
  const { table, index } = statement.kind === "exists" ? statement.statement : { index: undefined, ...statement };
  return { action: actions[statement.kind], table, ...(index === undefined ? {} : { index }) };
}
