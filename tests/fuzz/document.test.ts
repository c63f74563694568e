import { expect } from "chai";
import fc from "fast-check";
import { liveApi, wellFormed } from "../support/liveApi";
import { operations, findMismatch, type DocumentParameter, type Operation } from "../support/operations";

// fast-check prints the seed and the smallest counterexample of a failure.

const headerText = fc
  .string({ unit: fc.constantFrom("a", '"', "*", ",", "W/", "1-a", " ", "!", "~") })
  .map((text) => text.trim());

/** Matches text that cannot be a path segment: URLs remove empty segments and resolve dots, also encoded ones. */
const segment = fc
  .string({ minLength: 1 })
  .filter((text) => !/^(?:\.|%2e){1,2}$/i.test(text) && wellFormed(text) !== "");

function valueOf({ in: location, schema, example }: DocumentParameter): fc.Arbitrary<string> {
  const examples = [example, schema.enum?.[0]]
    .filter((each) => each !== undefined)
    .map((each) => fc.constant(String(each)));
  if (location === "header") return fc.oneof(headerText, ...examples.filter(() => location === "header"));
  if (location === "path") return fc.oneof(segment, ...examples);
  return schema.type === "string"
    ? fc.oneof(fc.string(), headerText, ...examples)
    : fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer(), fc.double(), fc.boolean()).map(String);
}

/** Generates valid and invalid values for a schema. */
function anyOf(schema: any): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(fc.constant(null), fc.jsonValue({ maxDepth: 2 }));
  const near: fc.Arbitrary<unknown> =
    schema.type === "string"
      ? fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ maxLength: 5_000 }),
          ...(schema.enum ?? []).map(fc.constant),
        )
      : schema.type === "object"
        ? fc.record(
            Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, anyOf(inner)])),
            { requiredKeys: [] },
          )
        : schema.type === "array"
          ? fc.array(anyOf(schema.items), { maxLength: 5 })
          : fc.oneof(fc.integer(), fc.double(), fc.boolean());
  return fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: wrong });
}

/** Generates requests for an operation, with arbitrary values where the document allows them. */
function requestOf({ method, path, parameters, body }: Operation) {
  const given = fc.record(Object.fromEntries(parameters.map((each) => [each.name, valueOf(each)])), {
    requiredKeys: parameters.filter(({ in: location }) => location === "path").map(({ name }) => name) as never[],
  });
  const text = fc.oneof(
    anyOf(body ?? {}).map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string(),
  );
  return fc.tuple(given, body === undefined ? fc.constant(undefined) : text).map(([values, sent]) => {
    const named = (location: string) =>
      Object.entries(values as Record<string, string>).filter(([name]) =>
        parameters.some((each) => each.name === name && each.in === location),
      );
    const filled = named("path").reduce(
      (whole, [name, each]) => whole.replace(`{${name}}`, encodeURIComponent(wellFormed(each))),
      path,
    );
    const query = new URLSearchParams(named("query")).toString();
    return {
      method,
      path: query === "" ? filled : `${filled}?${query}`,
      headers: Object.fromEntries(named("header")),
      ...(sent === undefined ? {} : { body: sent }),
    };
  });
}

describe("random requests, generated from the published document,", () => {
  const send = liveApi();

  for (const operation of operations) {
    it(`of ${operation.method} ${operation.path} get documented answers, and never a 5xx`, () =>
      fc.assert(
        fc.asyncProperty(requestOf(operation), async ({ method, path, ...init }) => {
          const answer = await send(method, path, init);
          expect(findMismatch(operation, answer)).to.equal(undefined);
          expect(answer.status).to.be.below(500);
        }),
        { numRuns: 60, includeErrorInReport: true },
      ));
  }
});
