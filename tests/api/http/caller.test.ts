import { expect } from "chai";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { callerOf } from "../../../api/http/caller";
import { idempotentId } from "../../../api/http/idempotency";

const event = (authorizer?: object, apiKeyId: string | null = "key-id") =>
  ({ requestContext: { identity: { apiKeyId }, authorizer } }) as unknown as APIGatewayProxyEvent;

const said = { iss: "https://issuer.example", sub: "someone", scope: "a/read a/write" };

const token = { issuer: "https://issuer.example", subject: "someone", scopes: ["a/read", "a/write"] };

describe("a caller", () => {
  it("is its API key where nobody asks for a token", () => {
    expect(callerOf(event())).to.deep.equal({ id: "key-id", apiKeyId: "key-id", token: undefined });
  });

  it("is nobody without both", () => {
    expect(callerOf(event(undefined, null))).to.deep.equal({ id: "", apiKeyId: undefined, token: undefined });
  });

  for (const [by, authorizer] of [
    ["a user pool", { claims: said }],
    ["a Lambda authorizer", { ...said, principalId: "someone", integrationLatency: 7 }],
  ] as const) {
    it(`is the subject of its token, as ${by} tells it`, () => {
      const id = "https://issuer.example someone";
      expect(callerOf(event(authorizer))).to.deep.equal({ id, apiKeyId: "key-id", token });
    });
  }

  it("has no scopes where its token says none", () => {
    const { scope: _, ...rest } = said;
    expect(callerOf(event({ claims: rest })).token).to.deep.equal({ ...token, scopes: [] });
  });

  it("is its API key where an authorizer tells nothing of a token", () => {
    expect(callerOf(event({ principalId: "someone" }))).to.deep.equal({
      id: "key-id",
      apiKeyId: "key-id",
      token: undefined,
    });
  });

  it("has Idempotency-Keys of its own: another issuer's subject of the same name has others", () => {
    const ids = [said, { ...said, iss: "https://other.example" }, { ...said, sub: "else" }].map((claims) =>
      idempotentId("key", callerOf(event({ claims }))),
    );
    expect(new Set([...ids, idempotentId("key", callerOf(event()))]).size).to.equal(4);
  });
});
