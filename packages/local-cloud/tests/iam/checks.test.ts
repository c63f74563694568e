import { iamChecks } from "../../src/iam/checks";
import { declared, describeChecks } from "../support/declared";

const document = (statement: object, more: object = {}) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement], ...more });
const allow = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" };
const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
const malformed = "MalformedPolicyDocument: ";
const big = (characters: number) => document({ ...allow, Resource: [`arn:aws:s3:::${"b".repeat(characters)}`] });
const empty = big(0).length;

describeChecks(
  iamChecks,
  "aws:iam/role:Role",
  [
    [{ assumeRolePolicy: "lambda.amazonaws.com" }, `${malformed}This policy contains invalid Json`],
    [{ assumeRolePolicy: "[]" }, `${malformed}This policy contains invalid Json`],
    [{ assumeRolePolicy: '{"Version":"2012-10-17"}' }, `${malformed}Syntax errors in policy. (it has no Statement)`],
    [
      { assumeRolePolicy: document({ ...trust, Effect: "allow" }) },
      `${malformed}Syntax errors in policy. (Effect must be Allow or Deny, not 'allow')`,
    ],
    [
      { assumeRolePolicy: document({ ...trust, Principal: undefined }) },
      `${malformed}Missing required field Principal`,
    ],
    [{ assumeRolePolicy: document({ ...trust, Resource: "*" }) }, `${malformed}Has prohibited field Resource`],
    [
      { assumeRolePolicy: document({ ...trust, Action: "lambda:InvokeFunction" }) },
      `${malformed}AssumeRole policy may only specify STS AssumeRole actions.`,
    ],
    [
      { assumeRolePolicy: document(trust), inlinePolicies: [{ name: "a", policy: "{" }] },
      `${malformed}This policy contains invalid Json`,
    ],
    [
      { name: "a", arn: "arn:a" },
      "EntityAlreadyExists: Role with name a already exists.",
      declared("aws:iam/role:Role", { name: "a", arn: "arn:a" }),
    ],
  ],
  [
    { assumeRolePolicy: document(trust) },
    { assumeRolePolicy: document({ ...trust, Action: ["sts:AssumeRole", "sts:TagSession"] }) },
    { assumeRolePolicy: { Version: "2012-10-17", Statement: trust } },
    { assumeRolePolicy: "{}" },
  ],
);

describeChecks(
  iamChecks,
  "aws:iam/rolePolicy:RolePolicy",
  [
    [{ policy: "{}" }, `${malformed}Syntax errors in policy. (it has no Statement)`],
    [
      { policy: document(allow, { Version: "2025-01-01" }) },
      `${malformed}The policy must contain a valid version string (Version '2025-01-01')`,
    ],
    [
      { policy: document(allow, { Statements: [] }) },
      `${malformed}Syntax errors in policy. (it has no element Statements)`,
    ],
    [
      { policy: document({ ...allow, Actions: [] }) },
      `${malformed}Syntax errors in policy. (a Statement has no element Actions)`,
    ],
    [
      { policy: document({ ...allow, Effect: undefined }) },
      `${malformed}Syntax errors in policy. (Effect must be Allow or Deny, not 'undefined')`,
    ],
    [{ policy: document({ ...allow, Action: undefined }) }, `${malformed}Policy statement must contain actions.`],
    [
      { policy: document({ ...allow, NotAction: "s3:*" }) },
      `${malformed}Syntax errors in policy. (a Statement has either Action or NotAction)`,
    ],
    [{ policy: document({ ...allow, Resource: undefined }) }, `${malformed}Policy statement must contain resources.`],
    [{ policy: document({ ...allow, Principal: "*" }) }, `${malformed}Policy document should not specify a principal.`],
    [
      { policy: document({ ...allow, Action: "GetItem" }) },
      `${malformed}Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (Action 'GetItem')`,
    ],
    [
      { policy: document({ ...allow, Resource: ["*", "table/t"] }) },
      `${malformed}Resource table/t must be in ARN format or "*".`,
    ],
    [
      {
        policy: JSON.stringify({
          Statement: [
            { ...allow, Sid: "a" },
            { ...allow, Sid: "a" },
          ],
        }),
      },
      `${malformed}Statement IDs (SID) in a single policy must be unique. (Sid 'a')`,
    ],
    [
      { role: "a", policy: big(10_241 - empty) },
      "LimitExceeded: Maximum policy size of 10240 bytes exceeded for role a (10241 characters)",
    ],
    [
      { role: "a", policy: document(allow) },
      `LimitExceeded: Maximum policy size of 10240 bytes exceeded for role a (${10_240 + document(allow).length} characters)`,
      declared("aws:iam/rolePolicy:RolePolicy", { role: "a", policy: big(10_240 - empty) }),
    ],
  ],
  [
    { policy: document(allow) },
    { policy: JSON.stringify({ Statement: allow }) },
    { policy: document({ Effect: "Deny", NotAction: ["iam:*"], NotResource: "arn:aws:s3:::b" }) },
    { policy: document({ ...allow, Resource: "<arn of other (aws:sfn/activity:Activity)>" }) },
    { policy: document({ ...allow, Action: "*", Sid: "" }, { Id: "x", Version: "2008-10-17" }) },
    { role: "a", policy: big(10_240 - empty) },
  ],
);

describeChecks(
  iamChecks,
  "aws:iam/policy:Policy",
  [
    [{ policy: big(6_145 - empty) }, "LimitExceeded: Cannot exceed quota for PolicySize: 6144 (6145 characters)"],
    [
      { name: "p", arn: "arn:p", policy: document(allow) },
      "EntityAlreadyExists: A policy called p already exists. Duplicate names are not allowed.",
      declared("aws:iam/policy:Policy", { name: "p", arn: "arn:p", policy: document(allow) }),
    ],
  ],
  [{ policy: big(6_144 - empty) }],
);

describeChecks(
  iamChecks,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  [[{ policyArn: "AWSLambdaBasicExecutionRole" }, "InvalidInput: ARN AWSLambdaBasicExecutionRole is not valid."]],
  [
    { policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
    { policyArn: "arn:aws:iam::123456789012:policy/own" },
  ],
);
