import { expect } from "chai";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { callerOf } from "../../../api/http/caller";
import { idempotentId } from "../../../api/http/idempotency";

const event = (authorizer?: object, apiKeyId: string | null = "key-id") =>
  ({ requestContext: { identity: { apiKeyId }, authorizer } }) as unknown as APIGatewayProxyEvent;

const claims = { iss: "https://issuer.example", sub: "someone", scope: "a/read a/write" };

const token = { issuer: "https://issuer.example", subject: "someone", scopes: ["a/read", "a/write"] };

describe("a caller", () => {
  it("is identified by its API key if the request has no token", () => {
    expect(callerOf(event())).to.deep.equal({ id: "key-id", apiKeyId: "key-id", token: undefined });
  });

  it("has an empty id without token and API key", () => {
    expect(callerOf(event(undefined, null))).to.deep.equal({ id: "", apiKeyId: undefined, token: undefined });
  });

  for (const [by, authorizer] of [
    ["a user pool", { claims }],
    ["a Lambda authorizer", { ...claims, principalId: "someone", integrationLatency: 7 }],
  ] as const) {
    it(`is identified by issuer and subject of its token, which ${by} has checked`, () => {
      const id = "https://issuer.example someone";
      expect(callerOf(event(authorizer))).to.deep.equal({ id, apiKeyId: "key-id", token });
    });
  }

  it("has no scopes if its token has no scope claim", () => {
    const { scope: _, ...rest } = claims;
    expect(callerOf(event({ claims: rest })).token).to.deep.equal({ ...token, scopes: [] });
  });

  it("is identified by its API key if an authorizer returns no claims", () => {
    expect(callerOf(event({ principalId: "someone" }))).to.deep.equal({
      id: "key-id",
      apiKeyId: "key-id",
      token: undefined,
    });
  });

  it("gets other ids for an Idempotency-Key than a caller with another issuer or subject", () => {
    const callers = [claims, { ...claims, iss: "https://other.example" }, { ...claims, sub: "else" }];
    const ids = callers.map((each) => idempotentId("key", callerOf(event({ claims: each }))));
    expect(new Set([...ids, idempotentId("key", callerOf(event()))]).size).to.equal(4);
  });
});
