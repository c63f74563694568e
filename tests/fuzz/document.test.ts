import { expect } from "chai";
import Ajv, { type ValidateFunction } from "ajv";
import fc from "fast-check";
import { document } from "../../api/openapi/published";
import { liveApi, wellFormed } from "../support/liveApi";

// fast-check prints the seed and the smallest counterexample of a failure.

describe("requests made from the published document", () => {
  const send = liveApi();
  const ajv = new Ajv({ strict: false, formats: { uuid: true, "date-time": true } });
  ajv.addSchema({ components: structuredClone(document.components) }, "document");
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (ref: string) => {
    const validate = validators.get(ref) ?? ajv.compile({ $ref: `document${ref}` });
    validators.set(ref, validate);
    return validate;
  };

  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation: operation as any })),
  );

  const headerText = fc
    .string({ unit: fc.constantFrom("a", '"', "*", ",", "W/", "1-a", " ", "!", "~") })
    .map((text) => text.trim());
  const value = (schema: any): fc.Arbitrary<string> =>
    schema.type === "integer"
      ? fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer(), fc.double()).map(String)
      : fc.oneof(fc.string(), headerText, fc.constant("0f8fad5b-d9cb-469f-a165-70867728950e"));
  const fieldText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ maxLength: 5_000 }));
  const body = fc.oneof(
    fc.record({ name: fieldText, description: fieldText }, { requiredKeys: [] }).map((each) => JSON.stringify(each)),
    fc.json(),
    fc.string(),
  );

  /** A request as a client could make it from the operation, with anything where the document leaves room. */
  const requestOf = ({ path, method, operation }: (typeof operations)[number]) => {
    const parameters = operation.parameters as any[];
    const given = fc.record(
      Object.fromEntries(
        parameters.map((parameter) => [
          parameter.name,
          parameter.in === "header" ? headerText : value(parameter.schema),
        ]),
      ),
      { requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name) as never[] },
    );
    return fc
      .tuple(given, operation.requestBody === undefined ? fc.constant(undefined) : body)
      .map(([values, text]) => {
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
          method: method.toUpperCase(),
          path: query === "" ? filled : `${filled}?${query}`,
          headers: Object.fromEntries(named("header")),
          ...(text === undefined ? {} : { body: text }),
        };
      });
  };

  for (const operation of operations) {
    const { method, path } = operation;
    it(`${method.toUpperCase()} ${path} is answered as described, and never with a 5xx`, () =>
      fc.assert(
        fc.asyncProperty(requestOf(operation), async ({ method: verb, path: target, ...init }) => {
          const { status, headers, json } = await send(verb, target, init);
          // An empty parameter names another resource, and URLs resolve a dot themselves.
          if (/^\/items\/\.{0,2}(?:\?|$)/.test(target)) return;
          const described = operation.operation.responses[status];
          expect(described, `${status} is not described`).not.to.equal(undefined);
          expect(status).to.be.below(500);
          const schema = described.content?.["application/json"]?.schema;
          if (schema === undefined) expect(json).to.equal(undefined);
          else {
            const validate = validatorOf(schema.$ref);
            expect(validate(json), JSON.stringify(validate.errors)).to.equal(true);
          }
          for (const name of Object.keys(described.headers ?? {})) expect(headers.get(name), name).not.to.equal(null);
        }),
        { numRuns: 60 },
      ));
  }
});
