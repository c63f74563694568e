import { createHmac } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { hasValidSignature } from "../../../api/http/signatures";
import { resource } from "../../../api/route/resource";

const sign = (payload: Uint8Array, secret: string, encoding: "hex" | "base64") =>
  createHmac("sha256", secret).update(payload).digest(encoding);

describe("hasValidSignature", () => {
  const encoding = fc.constantFrom("hex" as const, "base64" as const);

  it("accepts the signature of the bytes, and of no others", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.string(), encoding, (payload, other, secret, form) => {
        const signature = sign(payload, secret, form);
        expect(hasValidSignature({ payload, signature, secret, encoding: form })).to.equal(true);
        const same = Buffer.compare(payload, other) === 0;
        expect(hasValidSignature({ payload: other, signature, secret, encoding: form })).to.equal(same);
      }),
    );
  });

  const payload = Buffer.from("a");
  const valid = sign(payload, "s", "hex");
  for (const [what, signature] of [
    ["nothing", ""],
    ["another secret", sign(payload, "t", "hex")],
    ["a shorter one", valid.slice(0, 62)],
    ["a longer one", `${valid}00`],
    ["one with a prefix", `sha256=${valid}`],
    ["characters of no encoding", "z".repeat(64)],
    ["another encoding", sign(payload, "s", "base64")],
  ] as const) {
    it(`rejects ${what}`, () => {
      expect(hasValidSignature({ payload, signature, secret: "s" })).to.equal(false);
    });
  }
});

describe("the types of a route", () => {
  it("reject an error that it does not declare, and a body of another kind", () => {
    const declared = resource({}, (route) => [
      route({
        name: "read",
        method: "POST",
        path: "/read",
        access: {},
        summary: "Reads",
        body: { type: "raw", contentType: "text/csv", maxBytes: 1 },
        errors: { taken: { status: 409, message: "Taken" } },
        responses: { 204: { description: "ok" } },
        callbackFactory: ({ fail }) => {
          // @ts-expect-error -- the route declares no such error
          const unknown = () => fail("token");
          return ({ body }) => {
            // @ts-expect-error -- a raw body is a Buffer
            const parsed: object = body.name;
            return Promise.resolve({ statusCode: 204 as const, body: [unknown, parsed, body.length, fail("taken")] });
          };
        },
      }),
    ]);
    expect(declared.routes[0]?.errors).to.deep.equal({ taken: { status: 409, message: "Taken" } });
  });
});
