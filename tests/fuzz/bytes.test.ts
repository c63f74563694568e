import { expect } from "chai";
import fc from "fast-check";
import { liveApi, wellFormed } from "../support/liveApi";
import { operations, findMismatch } from "../support/operations";

// fast-check prints the seed and the smallest counterexample of a failure.

/** Returns a path with values of no existing resource for its parameters. */
const anyPath = (path: string) => path.replace(/\{\w+\}/g, "x");

describe("random bytes", () => {
  const send = liveApi();

  for (const operation of operations.filter(({ body }) => body !== undefined)) {
    const { method, path, body } = operation;

    it(`as a body of ${method} ${path} get documented answers, and never a 5xx`, () =>
      fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
          const answer = await send(method, anyPath(path), { body: bytes });
          expect(findMismatch(operation, answer)).to.equal(undefined);
          expect(answer.status).to.be.below(500);
        }),
        { numRuns: 50, includeErrorInReport: true },
      ));

    it(`as a deep or wide body of ${method} ${path} are limited by its size in bytes`, async () => {
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
      it(`as ${name} of ${method} ${path} get documented answers, and never a 5xx`, () =>
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
              expect(findMismatch(operation, answer)).to.equal(undefined);
              expect(answer.status).to.be.below(500);
            },
          ),
          { numRuns: 60, includeErrorInReport: true },
        ));
    }

    if (!path.includes("{")) continue;
    it(`in the path of ${method} ${path} never get a 5xx`, () =>
      fc.assert(
        // Excludes segments that a URL resolves to another path.
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

/** True for dots, also as `%2e`, which `fetch` resolves to another path. */
function isNoDot(bytes: Uint8Array): boolean {
  return !(bytes.length <= 2 && bytes.every((byte) => byte === 0x2e));
}
