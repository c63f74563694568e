import { expect } from "chai";
import { diagnose } from "../../src/stepfunctions/definition/diagnose";
import { definitionRefusal } from "../../src/stepfunctions/definition/refusal";

const pass = { Type: "Pass", End: true };
const found = (definition: object, type: "STANDARD" | "EXPRESS" = "STANDARD") =>
  diagnose(JSON.stringify(definition), type).map(({ code, message, location }) => [code, message, location]);
const schema = "SCHEMA_VALIDATION_FAILED";
const target = "MISSING_TRANSITION_TARGET";
const one = (state: object, more: object = {}) => ({ StartAt: "S", States: { S: state }, ...more });

describe("a definition, as AWS diagnoses it", () => {
  for (const [title, definition, diagnostics] of [
    ["an empty object", {}, [[schema, "These fields are required: [States, StartAt]", "/"]]],
    ["a valid one", one(pass), []],
    [
      "no terminal state",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } },
      [["MISSING_END_STATE", "Workflow has no terminal state", undefined]],
    ],
    [
      "an unreachable state",
      { StartAt: "A", States: { A: pass, C: pass } },
      [[target, 'State "C" is not reachable.', "/States/C"]],
    ],
    [
      "a missing target, which leaves no end",
      one({ Type: "Pass", Next: "NOPE" }),
      [
        [target, "Missing 'Next' target: NOPE", "/States/S/Next"],
        ["MISSING_END_STATE", "Workflow has no terminal state", undefined],
      ],
    ],
    [
      "a field of no state",
      one({ ...pass, TimeoutSeconds: 1 }),
      [[schema, "Field 'TimeoutSeconds' is not supported", "/States/S"]],
    ],
    [
      "a field of JSONata",
      one({ ...pass, Output: {} }),
      [
        [
          schema,
          "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
          "/States/S",
        ],
      ],
    ],
    [
      "a field of JSONPath",
      one({ ...pass, InputPath: "$" }, { QueryLanguage: "JSONata" }),
      [
        [
          schema,
          "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
          "/States/S",
        ],
      ],
    ],
    [
      "States.ALL beside another name",
      one({
        Type: "Task",
        End: true,
        Resource: "arn:aws:states:::lambda:invoke",
        Retry: [{ ErrorEquals: ["A", "States.ALL"] }],
      }),
      [[schema, "States.ALL must appear alone and at end of list", "/States/S/Retry[0]/ErrorEquals[1]"]],
    ],
    [
      "a resource that is no ARN",
      one({ Type: "Task", End: true, Resource: "work" }),
      [[schema, "Value is not a valid resource ARN", "/States/S/Resource"]],
    ],
  ] as const) {
    it(`with ${title}`, () => {
      expect(found(definition)).to.deep.equal(diagnostics);
    });
  }

  it("refuses a callback of an express machine", () => {
    const definition = one({ Type: "Task", End: true, Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" });
    expect(found(definition, "EXPRESS")).to.deep.equal([
      [schema, "Express state machine does not support '.waitForTaskToken' service integration ", "/States/S/Resource"],
    ]);
    expect(found(definition)).to.deep.equal([]);
  });

  it("finds problems in branches and processors", () => {
    const broken = { StartAt: "I", States: { I: { Type: "Pass" } } };
    const nested = one({
      Type: "Map",
      End: true,
      ItemProcessor: one({ Type: "Parallel", End: true, Branches: [broken] }),
    });
    const [first] = found(nested);
    expect(first![2]).to.equal("/States/S/ItemProcessor/States/S/Branches[0]/States/I");
  });

  it("reports an expression that does not parse", () => {
    const [first] = found(one({ ...pass, Output: "{% 1 + %}" }, { QueryLanguage: "JSONata" }));
    expect([first![0], first![2]]).to.deep.equal([schema, "/States/S/Output"]);
  });

  it("joins all diagnostics in the message of CreateStateMachine", () => {
    const definition = JSON.stringify(one({ Type: "Pass", Next: "NOPE" }));
    expect(definitionRefusal(definition, "STANDARD")).to.equal(
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/S/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
    );
  });

  it("takes linear time for deeply nested JSON", () => {
    const text = `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Result":${"[".repeat(3_000)}${"]".repeat(3_000)}}}}`;
    expect(diagnose(text, "STANDARD")).to.deep.equal([]);
  });
});
