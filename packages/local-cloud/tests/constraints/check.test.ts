import { readFileSync } from "node:fs";
import { expect } from "chai";
import { checkConstraints } from "../../src/constraints/check";
import { table } from "../../src/constraints/table";
import { wholeTextPattern } from "../../src/kernel/constraints/pattern";
import type { Constraints, Rule } from "../../src/kernel/constraints/rules";
import type { Properties } from "../../src/kernel/resources";
import { smallApi, startProgram } from "../support/cloud";
import { declared, refusalOf } from "../support/declared";

function refusal(type: string, state: Properties): string | undefined {
  return refusalOf(() => checkConstraints([declared(type, state)]));
}

const failed = (value: string, at: string, rule: string) =>
  `ValidationException: 1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${rule}`;

const fn = "aws:lambda/function:Function";

describe("the table of constraints", () => {
  const rules = Object.entries(table.types).flatMap(([type, known]) =>
    Object.entries(known.rules).map(([path, rule]) => ({ type, path, rule })),
  );

  it("names its source, its license and the date of its generation", () => {
    expect(table.source).to.match(/^botocore \d+\.\d+\.\d+$/);
    expect(table.license).to.equal("Apache-2.0");
    expect(table.date).to.match(/^\d{4}-\d{2}-\d{2}$/);
  });

  it("contains only properties of Pulumi's types", () => {
    for (const { type, path } of rules) {
      const declaration = readFileSync(require.resolve(`@pulumi/aws/${type.split(":")[1]}.d.ts`), "utf8");
      expect(declaration, `${type}.${path}`).to.match(new RegExp(`^    ${/^\w+/.exec(path)![0]}\\??: `, "m"));
    }
  });

  it("contains only patterns that ECMAScript can evaluate", () => {
    for (const { rule } of rules) {
      for (const { pattern } of [rule, rule.member, rule.key, rule.value].filter((each) => each !== undefined)) {
        if (pattern !== undefined) expect(wholeTextPattern(pattern).test("\n\u0000")).to.be.a("boolean");
      }
    }
  });

  /** Returns a state with one property, at a path such as `metricQueries[].metric.period`. */
  function stateWith(path: string, value: unknown): Properties {
    const [step = "", ...rest] = path.match(/\[\]|\{[kv]\}|\w+/g) ?? [];
    const inner = (steps: readonly string[]): unknown => {
      const [next, ...others] = steps;
      if (next === undefined) return value;
      if (next === "[]") return [inner(others)];
      return next === "{k}" ? { [String(value)]: "v" } : { [next === "{v}" ? "k" : next]: inner(others) };
    };
    return { [step]: inner(rest) };
  }

  it("rejects a number or a count outside its limits, and accepts the limits", () => {
    const sized = (rule: Rule, size: number): unknown =>
      rule.type === "list" ? Array.from({ length: size }, () => sampleOf(rule.member)) : size;
    for (const { type, path, rule } of rules) {
      const { min, max, type: kind, enum: values } = rule;
      if (!["integer", "double", "list"].includes(kind) || values !== undefined) continue;
      const accepts = (size: number) => refusal(type, stateWith(path, sized(rule, size))) === undefined;
      if (max !== undefined) expect([accepts(max), accepts(max + 1)], `${type}.${path}`).to.deep.equal([true, false]);
      if (min !== undefined && min > 0) {
        expect([accepts(min), accepts(min - 1)], `${type}.${path}`).to.deep.equal([
          true,
          min === 1 && rule.zeroUnset === true,
        ]);
      }
    }
  });

  /** Returns an element that a list accepts. */
  function sampleOf(constraints: Constraints = {}): unknown {
    const samples = [
      ...(constraints.enum ?? []),
      "value",
      "subnet-1",
      "sg-1",
      "https://example.com",
      "arn:aws:lambda:us-east-1:123456789012:layer:own:1",
    ];
    return samples.find(
      (text) => constraints.pattern === undefined || wholeTextPattern(constraints.pattern).test(text),
    );
  }

  it("rejects a text that is longer than its limit, and a value outside its set", () => {
    for (const { type, path, rule } of rules) {
      if (rule.type !== "string") continue;
      if (rule.max !== undefined)
        expect(refusal(type, stateWith(path, "a".repeat(rule.max + 1))), `${type}.${path}`).to.be.a("string");
      for (const value of rule.enum ?? [])
        expect(refusal(type, stateWith(path, value)), `${type}.${path}`).to.equal(undefined);
      if (rule.enum !== undefined)
        expect(refusal(type, stateWith(path, "no such value")), `${type}.${path}`).to.be.a("string");
    }
  });
});

describe("a declaration that violates a constraint of AWS's APIs", () => {
  const cases: (readonly [type: string, state: Properties, message: string])[] = [
    [
      fn,
      { memorySize: 64 },
      `function r: ${failed("64", "memorySize", "Member must have value greater than or equal to 128")}`,
    ],
    [
      fn,
      { memorySize: "64" },
      `function r: ${failed("64", "memorySize", "Member must have value greater than or equal to 128")}`,
    ],
    [fn, { memorySize: "lots" }, `function r: ${failed("lots", "memorySize", "Member must be a number")}`],
    [
      fn,
      { ephemeralStorage: { size: 10_241 } },
      `function r: ${failed("10241", "ephemeralStorage.size", "Member must have value less than or equal to 10240")}`,
    ],
    [
      fn,
      { name: "my fn" },
      `function r: ${failed("my fn", "functionName", "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+")}`,
    ],
    [
      fn,
      { architectures: ["arm"] },
      `function r: ${failed("[arm]", "architectures", "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]")}`,
    ],
    [
      fn,
      { environment: { variables: { "MY-KEY": "secret" } } },
      "function r: ValidationException: 1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]",
    ],
    [
      fn,
      { timeout: 0, description: "d".repeat(257) },
      `function r: ValidationException: 2 validation errors detected: Value '${"d".repeat(80)}…' at 'description' failed to satisfy constraint: Member must have length less than or equal to 256; Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    ],
    [
      "aws:lambda/alias:Alias",
      { name: "2024" },
      `alias r: ${failed("2024", "name", "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)")}`,
    ],
    [
      "aws:lambda/alias:Alias",
      { functionVersion: "latest" },
      `alias r: ${failed("latest", "functionVersion", "Member must satisfy regular expression pattern: (\\$LATEST(\\.PUBLISHED)?|[0-9]+)")}`,
    ],
    [
      "aws:lambda/permission:Permission",
      { statementId: "a b" },
      `permission r: ${failed("a b", "statementId", "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)")}`,
    ],
    [
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      { comparisonOperator: "GreaterThan" },
      "alarm r: ValidationError: 1 validation error detected: Value 'GreaterThan' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, GreaterThanUpperThreshold]",
    ],
    [
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      { metricQueries: [{ id: "a" }, { id: "b", metric: { period: 60, metricName: "m".repeat(256) } }] },
      `alarm r: ValidationError: 1 validation error detected: Value '${"m".repeat(80)}…' at 'metrics.2.member.metricStat.metric.metricName' failed to satisfy constraint: Member must have length less than or equal to 255`,
    ],
    [
      "aws:cloudwatch/logGroup:LogGroup",
      { retentionInDays: 10 },
      "log group r: InvalidParameterException: 1 validation error detected: Value '10' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]",
    ],
    [
      "aws:kms/alias:Alias",
      { name: "own" },
      `key alias r: ${failed("own", "aliasName", "Member must satisfy regular expression pattern: ^alias/[a-zA-Z0-9/_-]+$")}`,
    ],
    [
      "aws:dynamodb/table:Table",
      { name: "ab" },
      `table r: ${failed("ab", "tableName", "Member must have length greater than or equal to 3")}`,
    ],
    [
      "aws:apigateway/usagePlan:UsagePlan",
      { quotaSettings: { period: "YEAR" } },
      `usage plan r: ${failed("YEAR", "quota.period", "Member must satisfy enum value set: [DAY, WEEK, MONTH]")}`,
    ],
    [
      "aws:apigateway/authorizer:Authorizer",
      { type: "LAMBDA" },
      `authorizer r: ${failed("LAMBDA", "type", "Member must satisfy enum value set: [TOKEN, REQUEST, COGNITO_USER_POOLS, JWT]")}`,
    ],
  ];
  cases.push([
    "aws:apigateway/methodSettings:MethodSettings",
    { settings: { loggingLevel: "DEBUG" } },
    `method settings r: ${failed("DEBUG", "loggingLevel", "Member must satisfy enum value set: [OFF, ERROR, INFO]")}`,
  ]);
  for (const [type, state, message] of cases) {
    it(`is rejected with AWS's message: ${type.split(":").at(-1)} ${JSON.stringify(state).slice(0, 60)}`, () => {
      expect(refusal(type, state)).to.equal(message);
    });
  }

  it("is accepted if the value is not set, not known locally, or overridden by another property", () => {
    const accepted: readonly (readonly [string, Properties])[] = [
      [fn, { description: "", memorySize: null, timeout: undefined }],
      [fn, { role: "<arn of other (aws:iam/role:Role)>" }],
      [fn, { memorySize: 32_768, capacityProviderConfig: {} }],
      [fn, { reservedConcurrentExecutions: -1 }],
      ["aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 0 }],
      ["aws:cloudwatch/metricAlarm:MetricAlarm", { datapointsToAlarm: 0 }],
      ["aws:no/such:Type", { memorySize: 1 }],
    ];
    for (const [type, state] of accepted) expect(refusal(type, state), JSON.stringify(state)).to.equal(undefined);
  });

  it("stops a program before anything changes", async () => {
    const source = smallApi({ handler: "//", functionArgs: "memorySize: 64," });
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      `function fn: ${failed("64", "memorySize", "Member must have value greater than or equal to 128")}`,
    );
  });
});
