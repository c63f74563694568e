import { expect } from "chai";
import { findViolations } from "../../api/route/checks";
import { otherForms } from "../support/otherForms";
import { thingResource } from "../support/thingResource";

/** Returns the sentences for a route with values that no compiler has checked. */
const sentencesFor = (change: Readonly<Record<string, unknown>>) => [...findViolations([thingResource(change)])];

const parameters = "and must be an object of parameters with a schema";

/** The rule of each key, and the quoted values above that are checked further. */
const keys: Readonly<Record<string, readonly [rule: string, accepted: readonly string[]]>> = {
  name: ["and must be a text", ['"5"']],
  method: ["and must be GET, POST, PUT, PATCH or DELETE", []],
  path: ["and must be a text", ['"5"']],
  summary: ["and must be a text", ['"5"']],
  query: [parameters, []],
  headers: [parameters, []],
  body: ["and must be a JSON Schema of an object, or what rawBody() returns", ['{"a":1}']],
  responses: ["and must be an object of responses with a description", []],
  errors: ["and must be an object of errors with status and message", []],
  scopes: ["and must be a list of texts", ["[]"]],
  group: ["and must be a text", ['"5"']],
  withoutKey: ["and must be a text", ['"5"']],
  archiveBudget: ["and must be a number of bytes above 0", ["5"]],
  callbackFactory: ["and must be a function", ["a function"]],
};

describe("the form of a route", () => {
  for (const [key, [rule, accepted]] of Object.entries(keys)) {
    it(`requires of ${key} what its type says`, () => {
      for (const [given, quoted] of otherForms) {
        if (accepted.includes(quoted)) continue;
        const name = key === "name" ? String(given) : "readThing";
        expect(sentencesFor({ [key]: given }), quoted).to.deep.equal([`route ${name}: ${key} is ${quoted}, ${rule}`]);
      }
    });
  }

  for (const key of ["name", "method", "path", "summary", "responses", "callbackFactory"]) {
    it(`requires ${key}`, () => {
      const name = key === "name" ? "undefined" : "readThing";
      expect(sentencesFor({ [key]: undefined })).to.deep.equal([
        `route ${name}: ${key} is undefined, ${keys[key]![0]}`,
      ]);
    });
  }

  it("requires an access", () => {
    expect(sentencesFor({ access: undefined })).to.deep.equal([
      "route readThing: access is undefined, and must be an object of lists of actions",
    ]);
  });

  it("accepts no other key", () => {
    expect(sentencesFor({ timeout: 1 })).to.deep.equal([
      "route readThing has the key timeout; its keys are name, method, path, summary, params, query, headers, body, responses, errors, scopes, group, withoutKey, archiveBudget, callbackFactory, access, values",
    ]);
  });
});
