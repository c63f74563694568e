import { expect } from "chai";
import { drawMachine } from "../../src/console/views/machineDrawing";
import type { StateBox } from "../../src/console/views/machineWire";

const draw = (states: object, StartAt = Object.keys(states)[0]) => {
  return drawMachine(JSON.stringify({ StartAt, States: states }))!;
};

describe("the drawing of a machine", () => {
  for (const text of ["", "[]", "null", "1", '{"StartAt":"A"}', '{"States":[]}']) {
    it(`does not exist for ${JSON.stringify(text)}`, () => {
      expect(drawMachine(text)).to.equal(undefined);
    });
  }

  const words: [state: object, shown: string][] = [
    [{ Type: "Pass" }, "Pass"],
    [{ Type: "Task", Resource: "arn:aws:lambda:eu-central-1:123456789012:function:worker" }, "Lambda worker"],
    [{ Type: "Task", Resource: "arn:aws:states:::dynamodb:putItem" }, "dynamodb:putItem"],
    [{ Type: "Task", Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage" }, "aws-sdk:sqs:sendMessage"],
    [{ Type: "Task", Resource: "arn:aws:states:eu-central-1:123456789012:activity:sign" }, "activity sign"],
  ];
  for (const [state, shown] of words) {
    it(`names ${shown} in the box of a state`, () => {
      expect(draw({ A: state }).boxes.map((box) => box.words)).to.deep.equal([shown]);
    });
  }

  it("labels the transitions of choices and catchers", () => {
    const { edges } = draw({
      A: {
        Type: "Choice",
        Default: "C",
        Choices: [
          { Variable: "$.x", NumericGreaterThan: 3, Next: "B" },
          { Condition: "{% $x > 3 %}", Next: "B" },
          { Not: { Variable: "$.x", IsNull: true }, Next: "A" },
        ],
      },
      B: { Type: "Task", Resource: "arn:aws:states:::x:y", Next: "C", Catch: [{ ErrorEquals: ["E", "F"], Next: "C" }] },
      C: { Type: "Succeed", Next: "nothing" },
    });
    expect(edges.map(({ from, to, label, isCatch }) => [from, to, label, isCatch])).to.deep.equal([
      ["A", "B", "$.x NumericGreaterThan 3", false],
      ["A", "B", "{% $x > 3 %}", false],
      ["A", "A", 'Not {"Variable":"$.x","IsNull":true}', false],
      ["A", "C", "default", false],
      ["B", "C", "", false],
      ["B", "C", "catch E,F", true],
    ]);
    for (const { points } of edges) expect(points.length).to.be.at.least(2);
  });

  it("contains the states of branches inside the box of their state", () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: "Pass" } } });
    const { boxes, width, height } = draw({
      All: { Type: "Parallel", Branches: [branch("One"), branch("Two")], Next: "Each" },
      Each: {
        Type: "Map",
        ItemProcessor: { StartAt: "In", States: { In: { Type: "Map", Iterator: branch("Deep") } } },
      },
    });
    const box = (name: string) => boxes.find((each) => each.name === name)!;
    const isInside = (inner: StateBox, outer: StateBox) =>
      inner.x >= outer.x &&
      inner.y >= outer.y &&
      inner.x + inner.width <= outer.x + outer.width &&
      inner.y + inner.height <= outer.y + outer.height;
    for (const [inner, outer] of [
      ["One", "All"],
      ["Two", "All"],
      ["In", "Each"],
      ["Deep", "In"],
    ] as const) {
      expect(isInside(box(inner), box(outer)), `${inner} in ${outer}`).to.equal(true);
    }
    const whole = { ...box("All"), x: 0, y: 0, width, height };
    for (const each of boxes) expect(isInside(each, whole), each.name).to.equal(true);
    expect(box("One").x + box("One").width).to.be.below(box("Two").x);
  });

  it("draws states that are nested too deep as plain states", () => {
    let states: object = { Last: { Type: "Pass" } };
    for (let depth = 0; depth < 50; depth += 1) {
      states = { [`M${depth}`]: { Type: "Map", ItemProcessor: { StartAt: Object.keys(states)[0], States: states } } };
    }
    expect(draw(states).boxes).to.have.length(7);
  });
});
