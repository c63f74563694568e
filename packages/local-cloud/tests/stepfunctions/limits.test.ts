import { expect } from "chai";
import { MachineScene, one } from "./support";

const cause = (text: string) => `An error occurred while executing the state 'S' (entered at the event id #2). ${text}`;
const tooDeep = /Document nesting depth \(1001\) exceeds the maximum allowed \(1000/;
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const query = (state: object) => ({ QueryLanguage: "JSONata", ...one(state) });
const assign = (name: string, more: object = {}) => ({ Type: "Pass", Assign: { [name]: 1 }, ...more });

/** Input that would need more than linear time, deep recursion or much memory. */
describe("a workflow ends within limits", () => {
  let machines: MachineScene;
  before(async () => {
    machines = await MachineScene.open();
  });
  after(() => machines.stop());

  const refusal = (api: string, input: object) =>
    machines.call(`stepfunctions:${api}`, input).then(
      () => "",
      (error: Error) => error.message,
    );

  for (const depth of [1_001, 100_000]) {
    it(`with a definition of ${String(depth)} levels`, async () => {
      const definition = `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Result":${nested(depth)}}}}`;
      const made = await refusal("CreateStateMachine", { name: "deep", definition, roleArn: machines.scene.roleArn });
      expect(made)
        .to.match(/^InvalidDefinition: /)
        .and.match(tooDeep);
    });

    it(`with an input of ${String(depth)} levels`, async () => {
      const stateMachineArn = await machines.create(one({ Type: "Pass" }));
      const started = await refusal("StartExecution", { stateMachineArn, input: nested(depth) });
      expect(started)
        .to.match(/^InvalidExecutionInput: /)
        .and.match(tooDeep);
    });
  }

  it("with an input of 1,000 levels", async () => {
    const stateMachineArn = await machines.create(one({ Type: "Pass" }));
    const started = await machines.call("stepfunctions:StartExecution", { stateMachineArn, input: nested(1_000) });
    const { status } = await machines.ended(started["executionArn"] as string);
    expect(status).to.equal("SUCCEEDED");
  });

  for (const [title, definition] of [
    ["an intrinsic function", one({ Type: "Pass", Parameters: { "value.$": "States.StringToJson($)" } })],
    ["an expression", query({ Type: "Pass", Output: "{% $parse($states.input) %}" })],
  ] as const) {
    it(`with a result of ${title} that is nested deeply`, async () => {
      const { status, cause: text } = await machines.run(definition, nested(20_000));
      expect(status).to.equal("FAILED");
      expect(text).to.match(/nested too deeply|Maximum call stack size exceeded/);
    });
  }

  it("with a definition above 1 MiB", async () => {
    const definition = JSON.stringify({ Comment: "x".repeat(1_048_577) });
    const text =
      "ValidationException: 1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length less than or equal to 1048576";
    const { roleArn } = machines.scene;
    expect(await refusal("CreateStateMachine", { name: "long", definition, roleArn })).to.equal(text);
    expect(await refusal("ValidateStateMachineDefinition", { definition })).to.equal(text);
  });

  for (const [title, definition, input, text] of [
    [
      "scans of scans",
      one({ Type: "Pass", InputPath: `$${"..a".repeat(100)}` }),
      Array.from({ length: 200 }).reduce<object>((value) => ({ a: value }), {}),
      "The path selects more than 100000 values.",
    ],
    [
      "a slow pattern of a filter",
      one({ Type: "Pass", InputPath: "$.a[?(@.b =~ /^(a+)+$/)]" }),
      { a: [{ b: `${"a".repeat(40)}!` }] },
      "The regular expression takes too long.",
    ],
  ] as const) {
    it(`with ${title}`, async () => {
      const { error, cause: found } = await machines.run(definition, input);
      expect([error, found]).to.deep.equal(["States.Runtime", cause(text)]);
    });
  }

  for (const [expression, text] of [
    ["1/0", "Number out of range: Infinity"],
    ["$parse('{')", "The function $parse failed: the argument must be a valid JSON string"],
    [
      "$hash('a', 'CRC')",
      "The function $hash failed: the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512",
    ],
    ["$eval('1')", "The function $eval failed: the function is not supported"],
    ["$count([1..1000001])", "The maximum sequence length of 1000001 was exceeded."],
  ] as const) {
    it(`with the expression ${expression}`, async () => {
      const ended = await machines.run(query({ Type: "Pass", Output: `{% ${expression} %}` }));
      const fault = `The JSONata expression '${expression}' specified for the field 'Output' threw an error during evaluation. ${text}`;
      expect([ended.error, ended.cause]).to.deep.equal(["States.QueryEvaluationError", cause(fault)]);
    });
  }

  it("with variables of one state above 256 KiB", async () => {
    const half = "x".repeat(131_072);
    const { error, cause: text } = await machines.run(query({ Type: "Pass", Assign: { a: half, b: half } }));
    expect([error, text]).to.deep.equal([
      ...["States.DataLimitExceeded", "The variables that the state 'S' assigns exceed 262144 bytes."],
    ]);
  });

  it("with variables of all states above 10 MiB", async () => {
    const states = Array.from({ length: 45 }, (_, index) => [
      `S${String(index)}`,
      { Type: "Pass", Assign: { [`v${String(index)}`]: "{% $pad('', 250000, 'x') %}" }, Next: `S${String(index + 1)}` },
    ]);
    const machine = {
      QueryLanguage: "JSONata",
      StartAt: "S0",
      States: { ...Object.fromEntries(states), S45: { Type: "Succeed" } },
    };
    const { error, cause: text, history } = await machines.run(machine);
    expect([error, text]).to.deep.equal([
      ...["States.DataLimitExceeded", "The variables after the state 'S41' exceed 10485760 bytes."],
    ]);
    expect(history.at(-2)).to.equal("PassStateEntered:S41");
  });

  for (const [title, inner, more, text] of [
    ["a branch that assigns an outer variable", "Branches", {}, "/States/P/Branches[0]/States/S/Assign"],
    ["an iteration that assigns an outer variable", "ItemProcessor", {}, "/States/P/ItemProcessor/States/S/Assign"],
    [
      "child workflows that assign an outer variable",
      "ItemProcessor",
      { ProcessorConfig: { Mode: "DISTRIBUTED" } },
      undefined,
    ],
  ] as const) {
    it(`validates ${title}`, async () => {
      const block = { ...one(assign("total")), ...more };
      const nest =
        inner === "Branches" ? { Type: "Parallel", Branches: [block] } : { Type: "Map", ItemProcessor: block };
      const definition = JSON.stringify(one(assign("total", { Next: "P" }), { P: { ...nest, End: true } }));
      const { diagnostics } = await machines.call("stepfunctions:ValidateStateMachineDefinition", { definition });
      const message = "The variable 'total' is already assigned in an outer scope";
      const found = { severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message, location: text };
      expect(diagnostics).to.deep.equal(text === undefined ? [] : [found]);
    });
  }

  for (const [name, message] of [
    ["states", "The variable name 'states' is reserved"],
    ["1a", "The variable name '1a' is not valid"],
    ["a".repeat(81), `The variable name '${"a".repeat(81)}' is not valid`],
    ["größe", undefined],
    ["_a1", undefined],
  ] as const) {
    it(`validates the variable ${name}`, async () => {
      const definition = JSON.stringify(one(assign(name)));
      const { diagnostics } = await machines.call("stepfunctions:ValidateStateMachineDefinition", { definition });
      const messages = (diagnostics as { message: string }[]).map((each) => each.message);
      expect(messages).to.deep.equal(message === undefined ? [] : [message]);
    });
  }
});
