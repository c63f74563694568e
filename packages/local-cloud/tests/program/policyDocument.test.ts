import { expect } from "chai";
import { computePolicyDocument } from "../../src/program/engine/policyDocument";

const documentOf = (inputs: object) => JSON.parse(String(computePolicyDocument({ ...inputs })["json"])) as object;

describe("getPolicyDocument", () => {
  it("converts statements to IAM's JSON: single values, lists, principals and conditions", () => {
    const statements = [
      {
        sid: "Own",
        actions: ["dynamodb:GetItem", "dynamodb:Query"],
        resources: ["arn:aws:dynamodb:*:*:table/&{aws:username}"],
        principals: [
          { type: "AWS", identifiers: ["arn:aws:iam::1:root"] },
          { type: "Service", identifiers: ["a.amazonaws.com"] },
          { type: "Service", identifiers: ["b.amazonaws.com"] },
        ],
        conditions: [{ test: "StringLike", variable: "aws:username", values: ["j*"] }],
      },
      { effect: "Deny", notActions: ["iam:*"], notResources: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
    ];
    expect(documentOf({ statements, policyId: "p" })).to.deep.equal({
      Version: "2012-10-17",
      Id: "p",
      Statement: [
        {
          Sid: "Own",
          Effect: "Allow",
          Action: ["dynamodb:Query", "dynamodb:GetItem"],
          Resource: "arn:aws:dynamodb:*:*:table/${aws:username}",
          Principal: { AWS: "arn:aws:iam::1:root", Service: ["b.amazonaws.com", "a.amazonaws.com"] },
          Condition: { StringLike: { "aws:username": "j*" } },
        },
        { Effect: "Deny", NotAction: "iam:*", NotResource: "*", Principal: "*" },
      ],
    });
  });

  it("merges other documents: source statements come first, and an override replaces the statement with its Sid", () => {
    const one = (Sid: string, Action: string) => JSON.stringify({ Statement: { Sid, Effect: "Allow", Action } });
    const document = documentOf({
      sourcePolicyDocuments: [one("a", "s3:Get*")],
      statements: [{ sid: "b", actions: ["s3:Put*"] }],
      overridePolicyDocuments: [one("a", "s3:List*"), one("c", "s3:*")],
    }) as { Statement: { Sid: string; Action: string }[] };
    expect(document.Statement.map(({ Sid, Action }) => [Sid, Action])).to.deep.equal([
      ["a", "s3:List*"],
      ["b", "s3:Put*"],
      ["c", "s3:*"],
    ]);
  });
});
