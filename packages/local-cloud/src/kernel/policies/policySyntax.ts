import { isObject } from "../json";
import { formatValue } from "../checks";
import type { Properties } from "../resources";
import { unknownOutputIn } from "../unknownOutputs";

/** Identity policy, trust policy of a role, resource policy, or a policy that a Lambda authorizer returns. */
export type PolicyKind = "identity" | "trust" | "resource" | "authorizer";

/** The versions of the policy language (IAM User Guide, "IAM JSON policy elements: Version"). */
const versions: readonly unknown[] = ["2012-10-17", "2008-10-17"];

const documentElements = ["Version", "Id", "Statement"];
const statementElements = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** Returns whether a text is valid JSON and a valid policy document. */
export function isPolicyDocument(text: string): boolean {
  return policyFault(text, "resource") === undefined;
}

/**
 * Returns IAM's message for an invalid policy document (IAM API reference, MalformedPolicyDocument).
 *
 * @param document JSON text, or the parsed value.
 */
export function policyFault(document: unknown, kind: PolicyKind): string | undefined {
  const parsed = typeof document === "string" ? parseJson(document) : document;
  if (!isObject(parsed)) return "This policy contains invalid Json";
  const { Version, Statement } = parsed;
  if (Version !== undefined && !versions.includes(Version)) {
    return `The policy must contain a valid version string (Version '${formatValue(Version)}')`;
  }
  const unknown = Object.keys(parsed).find((element) => !documentElements.includes(element));
  if (unknown !== undefined) return syntaxError(`it has no element ${unknown}`);
  if (Statement === undefined) return syntaxError("it has no Statement");
  const statements = listOf(Statement);
  const ids = statements.map((statement) => (isObject(statement) ? statement["Sid"] : undefined));
  const repeated = ids.find((id, index) => id !== undefined && id !== "" && ids.indexOf(id) < index);
  if (repeated !== undefined)
    return `Statement IDs (SID) in a single policy must be unique. (Sid '${formatValue(repeated)}')`;
  return statements.map((statement) => statementFault(statement, kind)).find((fault) => fault !== undefined);
}

function syntaxError(detail: string): string {
  return `Syntax errors in policy. (${detail})`;
}

function statementFault(statement: unknown, kind: PolicyKind): string | undefined {
  if (!isObject(statement)) return syntaxError("a Statement must be an object");
  const unknown = Object.keys(statement).find((element) => !statementElements.includes(element));
  if (unknown !== undefined) return syntaxError(`a Statement has no element ${unknown}`);
  const { Effect, Action, NotAction, Condition } = statement;
  if (Effect !== "Allow" && Effect !== "Deny")
    return syntaxError(`Effect must be Allow or Deny, not '${String(Effect)}'`);
  if (Action === undefined && NotAction === undefined) return "Policy statement must contain actions.";
  if (Action !== undefined && NotAction !== undefined) return syntaxError("a Statement has either Action or NotAction");
  const action = [...listOf(Action), ...listOf(NotAction)].find(
    (each) => !/^(?:\*|\*:\*|[\w-]+:.+)$/.test(String(each)),
  );
  if (action !== undefined) {
    return `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (Action '${formatValue(action)}')`;
  }
  if (!isCondition(Condition)) return syntaxError("a Condition contains operators, each with keys and their values");
  return kindFaults[kind](statement);
}

const kindFaults: Readonly<Record<PolicyKind, (statement: Properties) => string | undefined>> = {
  trust: trustFault,
  identity: identityFault,
  resource: resourceFault,
  authorizer: authorizerFault,
};

/** `{ StringEquals: { "aws:SourceAccount": "1" } }`, where a value is a scalar or a list of them. */
function isCondition(condition: unknown): boolean {
  if (condition === undefined) return true;
  return (
    isObject(condition) &&
    Object.values(condition).every(
      (keys) => isObject(keys) && Object.values(keys).every((values) => listOf(values).every(isScalar)),
    )
  );
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function trustFault({ Principal, NotPrincipal, Resource, NotResource, Action }: Properties): string | undefined {
  if (Resource !== undefined || NotResource !== undefined) return "Has prohibited field Resource";
  if (Principal === undefined && NotPrincipal === undefined) return "Missing required field Principal";
  return listOf(Action).every((action) => /^(?:\*|sts:)/i.test(String(action)))
    ? undefined
    : "AssumeRole policy may only specify STS AssumeRole actions.";
}

function identityFault({ Principal, NotPrincipal, Resource, NotResource }: Properties): string | undefined {
  if (Principal !== undefined || NotPrincipal !== undefined) return "Policy document should not specify a principal.";
  if (Resource === undefined && NotResource === undefined) return "Policy statement must contain resources.";
  const wrong = [...listOf(Resource), ...listOf(NotResource)].map(String).find((each) => !isResource(each));
  return wrong === undefined ? undefined : `Resource ${wrong} must be in ARN format or "*".`;
}

/** Accepts `*`, ARNs, and placeholders of values that only AWS knows. */
function isResource(text: string): boolean {
  return text.startsWith("*") || text.startsWith("arn:") || unknownOutputIn(text) !== undefined;
}

function resourceFault({ Principal, NotPrincipal }: Properties): string | undefined {
  return Principal === undefined && NotPrincipal === undefined ? "Missing required field Principal" : undefined;
}

/** API Gateway evaluates the resources as texts, in whatever format. */
function authorizerFault({ Resource, NotResource }: Properties): string | undefined {
  if (Resource === undefined && NotResource === undefined) return "Policy statement must contain resources.";
  const wrong = [...listOf(Resource), ...listOf(NotResource)].find((each) => typeof each !== "string");
  return wrong === undefined ? undefined : `Resource ${formatValue(wrong)} must be a text.`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
