import { objectsOf, refuseSame, type Check, type TypeChecks } from "../kernel/checks";
import { policyFault } from "../kernel/policies/policySyntax";
import { ofType, type Declared } from "../kernel/resources";
import { unknownOutputIn } from "../kernel/unknownOutputs";

/** Maximum characters of a managed policy, and of all inline policies of a role, without white space (IAM quotas). */
const maxManagedPolicy = 6_144;
const maxInlinePolicies = 10_240;

/** Accepts an empty object as trust policy, which trusts every service: programs that only run locally contain it. */
const trustRefusal: Check = ({ assumeRolePolicy }) =>
  assumeRolePolicy === undefined || isEmptyObject(assumeRolePolicy)
    ? undefined
    : policyFault(assumeRolePolicy, "trust");

function isEmptyObject(document: unknown): boolean {
  return typeof document === "string" ? /^\s*\{\s*\}\s*$/.test(document) : Object.keys(document ?? {}).length === 0;
}

const inlineRefusal: Check = (state) =>
  objectsOf(state, "inlinePolicies")
    .filter(({ policy }) => policy !== undefined && policy !== "")
    .map(({ policy }) => policyFault(policy, "identity"))
    .find((fault) => fault !== undefined);

const documentRefusal: Check = ({ policy }) => policyFault(policy, "identity");

function sizeOf(document: unknown): number {
  return (typeof document === "string" ? document : JSON.stringify(document)).replace(/\s/g, "").length;
}

const managedSizeRefusal: Check = ({ policy }) =>
  sizeOf(policy) > maxManagedPolicy
    ? `Cannot exceed quota for PolicySize: ${maxManagedPolicy} (${sizeOf(policy)} characters)`
    : undefined;

/** Rejects an inline policy with which the role's policies exceed the quota. */
const inlineSizeRefusal: Check = ({ role }, resource, resources) => {
  const all = ofType(resources, resource.type);
  const own = all.slice(0, all.indexOf(resource) + 1).filter(({ state }) => state["role"] === role);
  const size = own.reduce((sum, { state }) => sum + sizeOf(state["policy"]), 0);
  return size > maxInlinePolicies
    ? `Maximum policy size of ${maxInlinePolicies} bytes exceeded for role ${String(role)} (${size} characters)`
    : undefined;
};

const policyArnRefusal: Check = ({ policyArn }) => {
  const arn = String(policyArn);
  return /^arn:[^:]+:iam::[^:]*:policy\//.test(arn) || unknownOutputIn(arn) !== undefined
    ? undefined
    : `ARN ${arn} is not valid.`;
};

function isSameArn(label: string): Check {
  return refuseSame(arnOf, ({ state }) => `${label} with name ${String(state["name"])} already exists.`);
}

function arnOf({ state }: Declared): string {
  return String(state["arn"]);
}

const malformed = "MalformedPolicyDocument";
const limited = { code: "LimitExceeded", statusCode: 409 };
const exists = { code: "EntityAlreadyExists", statusCode: 409 };
const role = { type: "aws:iam/role:Role", label: "role" };
const policy = { type: "aws:iam/policy:Policy", label: "policy" };
const rolePolicy = { type: "aws:iam/rolePolicy:RolePolicy", label: "role policy" };

/** IAM's checks of roles and policies. */
export const iamChecks: readonly TypeChecks[] = [
  { ...role, code: malformed, checks: [trustRefusal, inlineRefusal] },
  { ...role, ...exists, checks: [isSameArn("Role")] },
  { ...policy, code: malformed, checks: [documentRefusal] },
  { ...policy, ...limited, checks: [managedSizeRefusal] },
  {
    ...policy,
    ...exists,
    checks: [
      refuseSame(
        arnOf,
        ({ state }) => `A policy called ${String(state["name"])} already exists. Duplicate names are not allowed.`,
      ),
    ],
  },
  { ...rolePolicy, code: malformed, checks: [documentRefusal] },
  { ...rolePolicy, ...limited, checks: [inlineSizeRefusal] },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    label: "policy attachment",
    code: "InvalidInput",
    checks: [policyArnRefusal],
  },
];
