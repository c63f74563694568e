import { expect } from "chai";
import { trustDenial } from "../../src/iam/trust";

const sourceArn = "arn:aws:scheduler:eu-central-1:123456789012:schedule-group/default";
const roleArn = "arn:aws:iam::123456789012:role/r";

const trust = (Principal: unknown, more: object = {}) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...more }] });

/** Returns whether a policy trusts EventBridge Scheduler. */
const trusts = (policy: string) =>
  trustDenial(policy, { roleArn, service: "scheduler.amazonaws.com", sourceArn }, () => undefined) === undefined;

const cases: readonly (readonly [policy: string, trusted: boolean])[] = [
  ["{}", true],
  [trust({ Service: "scheduler.amazonaws.com" }), true],
  [trust({ Service: ["lambda.amazonaws.com", "scheduler.amazonaws.com"] }), true],
  [trust({ Service: "lambda.amazonaws.com" }), false],
  [trust({ Service: "scheduler.amazonaws.com" }, { Action: "sts:TagSession" }), false],
  [trust({ Service: "scheduler.amazonaws.com" }, { Effect: "Deny" }), false],
  [trust({ Service: "scheduler.amazonaws.com" }, { Condition: { ArnLike: { "aws:SourceArn": sourceArn } } }), true],
  [trust({ Service: "scheduler.amazonaws.com" }, { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:x" } } }), false],
  [
    trust(
      { Service: "scheduler.amazonaws.com" },
      { Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } },
    ),
    true,
  ],
  [trust({ Service: "scheduler.amazonaws.com" }, { Condition: { StringEquals: { "aws:SourceAccount": "1" } } }), false],
  [trust({ AWS: "arn:aws:iam::123456789012:root" }), false],
];

describe("trust policies", () => {
  for (const [policy, trusted] of cases) {
    it(`${trusted ? "let" : "do not let"} a service assume the role: ${policy}`, () => {
      expect(trusts(policy)).to.equal(trusted);
    });
  }

  it("are named in the denial", () => {
    const denial = trustDenial(
      trust({ Service: "lambda.amazonaws.com" }),
      { roleArn, service: "scheduler.amazonaws.com", sourceArn },
      () => undefined,
    );
    expect(denial).to.equal(
      `scheduler.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn} because its trust policy does not allow it`,
    );
  });
});
