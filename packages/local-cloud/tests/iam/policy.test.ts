import { expect } from "chai";
import { decide, parsePolicy } from "../../src/iam/policy";

const table = "arn:aws:dynamodb:eu-central-1:123456789012:table/Items";

function decision(statements: unknown, context?: Record<string, string>) {
  const unknown: string[] = [];
  const decided = decide(
    parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements })),
    { action: "dynamodb:GetItem", resource: table, ...(context === undefined ? {} : { context }) },
    (what) => unknown.push(what),
  );
  return unknown.length === 0 ? decided.kind : `${decided.kind}, unknown: ${unknown.join()}`;
}

describe("a policy", () => {
  const allow = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: table };
  const cases: [string, unknown, string][] = [
    ["without a statement denies", [], "implicitDeny"],
    ["allows the action on the resource", allow, "allow"],
    ["denies another action", { ...allow, Action: "dynamodb:PutItem" }, "implicitDeny"],
    ["denies another resource", { ...allow, Resource: `${table}2` }, "implicitDeny"],
    ["ignores the case of actions", { ...allow, Action: ["DynamoDB:getitem"] }, "allow"],
    ["matches * and ? in actions", { ...allow, Action: "dynamodb:?et*" }, "allow"],
    ["matches * in resources", { ...allow, Resource: "arn:aws:dynamodb:*:*:table/*" }, "allow"],
    ["matches a dot literally", { ...allow, Resource: table.replace(/(?<=\/.)./, ".") }, "implicitDeny"],
    ["applies a Deny over every Allow", [allow, { Effect: "Deny", Action: "*", Resource: "*" }], "explicitDeny"],
    ["supports NotAction", { Effect: "Allow", NotAction: "dynamodb:PutItem", Resource: "*" }, "allow"],
    ["supports NotResource", { Effect: "Allow", Action: "*", NotResource: table }, "implicitDeny"],
    [
      "allows nothing on an unsupported condition, and reports it",
      { ...allow, Condition: { DateLessThan: { "aws:CurrentTime": "2030-01-01" } } },
      "implicitDeny, unknown: condition DateLessThan on aws:CurrentTime",
    ],
    [
      "denies on an unsupported condition",
      [allow, { ...allow, Effect: "Deny", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
      "explicitDeny, unknown: condition IpAddress on aws:SourceIp",
    ],
  ];
  for (const [name, statements, expected] of cases) {
    it(name, () => expect(decision(statements)).to.equal(expected));
  }

  it("allows on a condition that holds", () => {
    const conditional = { ...allow, Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } } };
    const context = { "aws:principalarn": "arn:aws:iam::1:role/x" };
    expect(decision(conditional, context)).to.equal("allow");
  });
});
