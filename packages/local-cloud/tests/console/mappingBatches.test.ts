import { expect } from "chai";
import { MappingBatches } from "../../src/console/record/mappings";
import type { FactDetails, RefusedCallFact } from "../../src/kernel/facts/facts";
import { invocation } from "../support/facts";

const batch: FactDetails = {
  kind: "mappingBatch",
  trace: "1-b",
  mapping: "mapping",
  functionName: "consumer",
  sourceArn: "arn",
  iteratorAge: 7,
  records: [{ id: "1", what: "message", text: "", trace: undefined }],
};
const call: FactDetails = { ...invocation, trace: "1-b", functionName: "consumer", answer: "null" };
const error = { type: "TypeError", message: "x is undefined", trace: [], duringInit: false };
const refused: RefusedCallFact = {
  kind: "refusedCall",
  trace: "1-b",
  functionName: "consumer",
  label: "consumer",
  qualifier: undefined,
  code: "TooManyRequestsException",
};

describe("the last batch of an event source mapping", () => {
  const cases: [string, FactDetails[], string][] = [
    ["is in progress before the call ends", [], "in progress"],
    ["has succeeded after a call without an error", [call], "succeeded"],
    ["has failed with the error of the call", [{ ...call, error }], "failed: TypeError: x is undefined"],
    ["has the code of a rejected call", [refused], "rejected: TooManyRequestsException"],
    [
      "has the number of failed records",
      [{ ...call, answer: '{"batchItemFailures":[{"itemIdentifier":"1"},{"itemIdentifier":"2"}]}' }],
      "2 records failed",
    ],
    ["has succeeded without failed records", [{ ...call, answer: '{"batchItemFailures":[]}' }], "succeeded"],
    ["has succeeded with an answer that was truncated", [{ ...call, answer: '{"batchItemFailures":[' }], "succeeded"],
    ["has succeeded with a list of another type", [{ ...call, answer: '{"batchItemFailures":null}' }], "succeeded"],
    ["ignores other functions with the same trace", [{ ...call, functionName: "other", error }], "in progress"],
    ["ignores a later call with the same trace", [call, { ...call, error }], "succeeded"],
  ];
  for (const [what, facts, result] of cases) {
    it(what, () => {
      const batches = new MappingBatches();
      for (const fact of [batch, ...facts]) batches.read({ at: 5, ...fact });
      expect(batches.of("mapping")).to.include({ at: 5, records: 1, iteratorAge: 7, result });
    });
  }
});
