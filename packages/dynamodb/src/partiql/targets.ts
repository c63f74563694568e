import type { AttributeValue } from "../values/types";
import type { Statement } from "./ast";
import { parseStatement } from "./parser";

/** A table or index that a statement acts on, and IAM's action for it ("IAM security policies with PartiQL"). */
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

/** @returns what a statement acts on; undefined for one that is refused before anything is read. */
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
