import { expect } from "chai";
import { inputOf } from "../../src/events/transform";
import { parseJsonText } from "../../src/kernel/jsonText";

const event = {
  version: "0",
  id: "1",
  "detail-type": "Made",
  source: "shop",
  account: "123456789012",
  time: "2026-01-01T00:00:00Z",
  region: "eu-central-1",
  resources: [],
  detail: { text: 'a "quoted" text', number: 1.5, list: ["a", 1], object: { a: "b" }, nothing: null, truth: true },
};
const context = {
  ruleArn: "arn:aws:events:eu-central-1:123456789012:rule/made",
  ruleName: "made",
  ingestionTime: "2026-01-01T00:00:01Z",
  event: parseJsonText(JSON.stringify(event)),
};
const InputPathsMap = Object.fromEntries(
  [...Object.keys(event.detail), "missing"].map((key) => [key, `$.detail.${key}`]),
);

const templates: readonly (readonly [template: string, text: string])[] = [
  ['"<text>"', '"a \\"quoted\\" text"'],
  ['{"a": <text>}', '{"a": "a \\"quoted\\" text"}'],
  ['{"a": "<number> <truth> <nothing>"}', '{"a": "1.5 true null"}'],
  ['{"a": [<number>, <truth>, <nothing>, <list>, <object>]}', '{"a": [1.5, true, null, ["a",1], {"a":"b"}]}'],
  ['"<list> <object>"', '"[a,1] {a:b}"'],
  ['{"a": <missing>, "b": "<missing>"}', '{"a": "", "b": ""}'],
  ['"<aws.events.rule-arn> <aws.events.rule-name>"', `"${context.ruleArn} made"`],
  ['{"a": <aws.events.event.ingestion-time>}', '{"a": "2026-01-01T00:00:01Z"}'],
  // `detail-type` has another name in this variable (recorded on AWS: localstack, test_input_transformer_predefined_variables).
  [
    "<aws.events.event>",
    '{"version":"0","id":"1","detailType":"Made","source":"shop","account":"123456789012","time":"2026-01-01T00:00:00Z","region":"eu-central-1","resources":[]}',
  ],
  ["<aws.events.event.json>", JSON.stringify(event)],
];

describe("the input transformer of a target", () => {
  for (const [InputTemplate, text] of templates) {
    it(`makes ${text.slice(0, 60)} of ${InputTemplate}`, () => {
      const target = { Id: "1", Arn: "arn", InputTransformer: { InputPathsMap, InputTemplate } };
      expect(inputOf(target, context)).to.equal(text);
    });
  }
});
