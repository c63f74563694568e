import { expect } from "chai";
import fc from "fast-check";
import { liveApi, wellFormed } from "../support/liveApi";
import { operations, undescribed } from "../support/operations";

// fast-check prints the seed and the smallest counterexample of a failure.

/** A path with every parameter filled in by a value that names nothing. */
const anyPath = (path: string) => path.replace(/\{\w+\}/g, "x");

describe("random bytes", () => {
  const send = liveApi();

  for (const operation of operations.filter(({ body }) => body !== undefined)) {
    const { method, path, body } = operation;

    it(`as a body of ${method} ${path} are answered as described, and never with a 5xx`, () =>
      fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
          const answer = await send(method, anyPath(path), { body: bytes });
          expect(undescribed(operation, answer)).to.equal(undefined);
          expect(answer.status).to.be.below(500);
        }),
        { numRuns: 50, includeErrorInReport: true },
      ));

    it(`as a deep or wide body of ${method} ${path} are bounded by its bytes`, async () => {
      const status = async (more: string) => {
        const text = `${JSON.stringify(body.example).slice(0, -1)},${more}}`;
        return (await send(method, anyPath(path), { body: text })).status;
      };
      const nested = (depth: number) => `"x":${"[".repeat(depth)}${"]".repeat(depth)}`;
      expect(await status(nested(30_000))).to.be.oneOf([200, 201, 404]);
      expect(await status(nested(40_000))).to.equal(413);
      const wide = Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join();
      expect(await status(wide)).to.be.oneOf([200, 201, 404]);
    });
  }

  for (const operation of operations) {
    const { method, path, parameters, body } = operation;
    for (const { name } of parameters.filter((each) => each.in === "query")) {
      it(`as ${name} of ${method} ${path} are answered as described, and never with a 5xx`, () =>
        fc.assert(
          fc.asyncProperty(
            fc.oneof(
              fc.base64String(),
              fc.string(),
              fc.json().map((text) => Buffer.from(text).toString("base64url")),
            ),
            async (value) => {
              const query = new URLSearchParams({ [name]: wellFormed(value) });
              const answer = await send(method, `${anyPath(path)}?${query.toString()}`);
              expect(undescribed(operation, answer)).to.equal(undefined);
              expect(answer.status).to.be.below(500);
            },
          ),
          { numRuns: 60, includeErrorInReport: true },
        ));
    }

    if (!path.includes("{")) continue;
    it(`in the path of ${method} ${path} are never a 5xx`, () =>
      fc.assert(
        // The stage and dots before it: what a URL resolves itself would be another path.
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }).filter(isNoDot), async (bytes) => {
          const encoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
          const sent = body === undefined ? {} : { body: JSON.stringify(body.example) };
          const { status } = await send(method, path.replace(/\{\w+\}/g, encoded), sent);
          expect(status).to.be.below(500);
        }),
        { numRuns: 50, includeErrorInReport: true },
      ));
  }
});

/** `%2e` and `%2e%2e` are dots to `fetch`, and dots are other paths. */
function isNoDot(bytes: Uint8Array): boolean {
  return !(bytes.length <= 2 && bytes.every((byte) => byte === 0x2e));
}
