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

  const task = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true };
  const retrier = (more: object) => ({ ...task, Retry: [{ ErrorEquals: ["X"], ...more }] });
  for (const [state, message, field] of [
    [retrier({ MaxAttempts: "$n" }), "Expected value of type Integer", "Retry[0]/MaxAttempts"],
    [retrier({ MaxAttempts: -1 }), "Value must be greater than or equal to 0", "Retry[0]/MaxAttempts"],
    [retrier({ IntervalSeconds: 0 }), "Value must be greater than or equal to 1", "Retry[0]/IntervalSeconds"],
    [retrier({ BackoffRate: 0.5 }), "Value must be greater than or equal to 1", "Retry[0]/BackoffRate"],
    [
      retrier({ IntervalSeconds: 5, MaxDelaySeconds: 5 }),
      "MaxDelaySeconds must be greater than IntervalSeconds",
      "Retry[0]/MaxDelaySeconds",
    ],
    [retrier({ JitterStrategy: "HALF" }), "Value is not valid: must be one of [FULL, NONE]", "Retry[0]/JitterStrategy"],
    [{ ...task, TimeoutSeconds: 0 }, "Value must be greater than or equal to 1", "TimeoutSeconds"],
    [{ ...task, TimeoutSeconds: 1.5 }, "Expected value of type Integer", "TimeoutSeconds"],
    [
      { ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 },
      "HeartbeatSeconds must be smaller than TimeoutSeconds",
      "HeartbeatSeconds",
    ],
    [{ ...task, Credentials: {} }, "These fields are required: [RoleArn]", "Credentials"],
    [{ ...task, Credentials: { Other: "x" } }, "Field 'Other' is not supported", "Credentials"],
  ] as const) {
    it(`with ${JSON.stringify(state).slice(74)}`, () => {
      expect(found(one(state))).to.deep.equal([[schema, message, `/States/S/${field}`]]);
    });
  }

  it("accepts expressions as numbers, and the least numbers", () => {
    const least = { IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1, MaxDelaySeconds: 2, JitterStrategy: "FULL" };
    expect(found(one(retrier(least)))).to.deep.equal([]);
    const queried = { ...task, TimeoutSeconds: "{% 5 %}", Credentials: { RoleArn: "{% 'r' %}" } };
    expect(found(one(queried, { QueryLanguage: "JSONata" }))).to.deep.equal([]);
    expect(found(one(pass, { TimeoutSeconds: 0 }))).to.deep.equal([
      [schema, "Value must be greater than or equal to 1", "/TimeoutSeconds"],
    ]);
  });

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

  it("accepts JSON of 1,000 levels", () => {
    const text = `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Result":${"[".repeat(997)}${"]".repeat(997)}}}}`;
    expect(diagnose(text, "STANDARD")).to.deep.equal([]);
  });
});
