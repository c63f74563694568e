import { expect } from "chai";
import fc from "fast-check";
import { liveApi, wellFormed } from "../support/liveApi";
import { operations, findMismatch, type Operation } from "../support/operations";

// fast-check prints the seed and the smallest counterexample of a failure.

/** Returns a path with the examples of its parameters, or else with a value of no existing resource. */
const anyPath = ({ path, parameters }: Operation) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const { example = "x" } = parameters.find((each) => each.in === "path" && each.name === name) ?? {};
    return encodeURIComponent(example);
  });

describe("random bytes", () => {
  const send = liveApi();

  for (const operation of operations.filter((each) => (each.body ?? each.rawBody) !== undefined)) {
    const { method, path, body, rawBody, errorStatuses } = operation;
    const headers: Record<string, string> = rawBody === undefined ? {} : { "Content-Type": rawBody };

    it(`as a body of ${method} ${path} get documented answers, and never a 5xx`, () =>
      fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
          const answer = await send(method, anyPath(operation), { body: bytes, headers });
          expect(findMismatch(operation, answer)).to.equal(undefined);
          expect(answer.status).to.be.below(500);
        }),
        { numRuns: 50, includeErrorInReport: true },
      ));

    if (body === undefined) continue;
    const accepted = [200, 201, 404, ...errorStatuses];
    it(`as a deep or wide body of ${method} ${path} are limited by its size in bytes`, async () => {
      const status = async (more: string) => {
        const text = `${JSON.stringify(body.example).slice(0, -1)},${more}}`;
        return (await send(method, anyPath(operation), { body: text })).status;
      };
      const nested = (depth: number) => `"x":${"[".repeat(depth)}${"]".repeat(depth)}`;
      expect(await status(nested(30_000))).to.be.oneOf(accepted);
      expect(await status(nested(40_000))).to.equal(413);
      const wide = Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join();
      expect(await status(wide)).to.be.oneOf(accepted);
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
              const answer = await send(method, `${anyPath(operation)}?${query.toString()}`);
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
