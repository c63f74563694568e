import { createHash } from "node:crypto";
import type { Properties } from "../../kernel/resources";

/** A statement in the form of the provider's arguments. */
interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: readonly Principals[];
  readonly notPrincipals?: readonly Principals[];
  readonly conditions?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

interface Principals {
  readonly type: string;
  readonly identifiers: readonly string[];
}

/** Arguments of getPolicyDocument. */
interface Arguments {
  readonly statements?: readonly Statement[];
  readonly version?: string;
  readonly policyId?: string;
  readonly sourcePolicyDocuments?: readonly string[];
  readonly sourceJson?: string;
  readonly overridePolicyDocuments?: readonly string[];
  readonly overrideJson?: string;
}

/**
 * Computes the provider's getPolicyDocument: converts statements to IAM's JSON (Terraform's AWS provider, data source
 * aws_iam_policy_document).
 */
export function computePolicyDocument(inputs: Properties): Properties {
  const { statements = [], version = "2012-10-17", policyId, ...merged } = inputs as Arguments;
  const source = parseStatements(merged.sourcePolicyDocuments, merged.sourceJson);
  const override = parseStatements(merged.overridePolicyDocuments, merged.overrideJson);
  const document = {
    Version: version,
    ...(policyId === undefined ? {} : { Id: policyId }),
    Statement: override.reduce(overrideStatement, [...source, ...statements.map(statementOf)]),
  };
  const json = JSON.stringify(document, null, 2);
  const id = createHash("sha256").update(json).digest("hex").slice(0, 10);
  return { id, json, minifiedJson: JSON.stringify(document) };
}

/** Returns the statements of JSON policy documents. */
function parseStatements(texts: readonly string[] = [], text = ""): Properties[] {
  return [...texts, text]
    .filter((each) => each !== "")
    .flatMap((each): Properties[] => {
      const { Statement = [] } = JSON.parse(each) as { Statement?: Properties | Properties[] };
      return Array.isArray(Statement) ? Statement : [Statement];
    });
}

/** Adds a statement, or replaces the one with the same Sid. */
function overrideStatement(statements: readonly Properties[], statement: Properties): Properties[] {
  const at = statements.findIndex(({ Sid }) => Sid !== undefined && Sid !== "" && Sid === statement["Sid"]);
  return at < 0 ? [...statements, statement] : statements.map((each, index) => (index === at ? statement : each));
}

function statementOf(statement: Statement): Properties {
  const all = {
    Sid: statement.sid,
    Effect: statement.effect ?? "Allow",
    Action: listOf(statement.actions),
    NotAction: listOf(statement.notActions),
    Resource: listOf(statement.resources),
    NotResource: listOf(statement.notResources),
    Principal: principalsOf(statement.principals),
    NotPrincipal: principalsOf(statement.notPrincipals),
    Condition: conditionsOf(statement.conditions),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== ""));
}

/** A single value becomes a string. `&{…}` becomes IAM's `${…}`. */
function listOf(values: readonly string[] = []): string | string[] | undefined {
  const texts = values.map((value) => value.replaceAll("&{", "${"));
  return texts.length < 2 ? texts[0] : texts.sort().reverse();
}

function principalsOf(principals: readonly Principals[] = []): unknown {
  if (principals.length === 0) return undefined;
  if (principals.some(({ type, identifiers }) => type === "*" && identifiers.includes("*"))) return "*";
  const types = [...new Set(principals.map(({ type }) => type))];
  const named = (type: string) => principals.flatMap((each) => (each.type === type ? each.identifiers : []));
  return Object.fromEntries(types.map((type) => [type, listOf(named(type))]));
}

function conditionsOf(conditions: Statement["conditions"] = []): Properties | undefined {
  const result: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of conditions) (result[test] ??= {})[variable] = listOf(values);
  return conditions.length === 0 ? undefined : result;
}
