import { expect } from "chai";
import type { DataCallFact, InvocationFact, RequestFact } from "../../src/kernel/facts/facts";
import { faultKinds } from "../../src/kernel/faults";
import { remedyOf, type FinishedRequest, type RemedyContext } from "../../src/readers/remedy";
import { invocation, request } from "../support/facts";

const context: RemedyContext = {
  plans: [
    {
      name: "web-plan",
      throttle: { rateLimit: 5, burstLimit: 10 },
      quota: { limit: 40, period: "DAY", resetsAt: 0 },
      keys: [],
    },
    { name: "yearly", throttle: undefined, quota: { limit: 9, period: "MONTH", resetsAt: 0 }, keys: [] },
  ],
  faults: [],
  grantPlace: (label) => (label === "getThing" ? "api/things/routes.ts:18" : undefined),
};

const noon = Date.parse("2026-03-15T12:00:00Z");

const ended = (
  more: Partial<FinishedRequest> = {},
  answer: Partial<RequestFact> = { status: 500 },
): FinishedRequest => ({
  at: noon,
  request: { ...request, ...answer },
  invocation: undefined,
  refused: undefined,
  calls: [],
  ...more,
});

const refusedAt = (stage: string, detail: string, status = 403): FinishedRequest =>
  ended({}, { status, decisions: [{ stage, passed: false, millis: 0, detail }] });

const failed = (type: string, more: Partial<InvocationFact> = {}): FinishedRequest =>
  ended({ invocation: { ...invocation, error: { type, message: "m", trace: [], duringInit: false }, ...more } });

const dataCall: DataCallFact = {
  kind: "dataCall",
  trace: request.trace,
  operation: "PutItem",
  tables: ["things-1a2b"],
  status: 400,
  errorType: "AccessDeniedException",
  millis: 1,
  length: 40,
  input: {},
  consumed: {},
  allowedBy: undefined,
  denial: "User: x is not authorized to perform: dynamodb:PutItem",
};

const refusedCall = {
  kind: "refusedCall",
  trace: request.trace,
  functionName: "f",
  label: "getThing",
  qualifier: undefined,
} as const;

describe("advice about a failed request", () => {
  const cases: readonly (readonly [what: string, ended: FinishedRequest, remedy: string | undefined])[] = [
    ["a success", ended({}, { status: 200 }), undefined],
    ["no key", refusedAt("API key", "no x-api-key"), "send the header x-api-key; /_local/#/plans shows the keys"],
    [
      "an unknown key",
      refusedAt("API key", "unknown x-api-key"),
      "send the value of a declared key as x-api-key; /_local/#/plans shows the keys",
    ],
    [
      "a disabled key",
      refusedAt("API key", "the key is disabled"),
      "send another key as x-api-key, or enable this key",
    ],
    [
      "a key of another stage",
      refusedAt("API key", "the key is in no usage plan of stage v1"),
      "add the key to a usage plan of this stage (aws.apigateway.UsagePlanKey)",
    ],
    [
      "a daily quota",
      refusedAt("quota", "quota of web-plan", 429),
      "the quota of 40 a day resets on 2026-03-16 00:00 UTC: raise quotaSettings of web-plan, or use another key",
    ],
    [
      "a monthly quota",
      refusedAt("quota", "quota of yearly", 429),
      "the quota of 9 a month resets on 2026-04-01 00:00 UTC: raise quotaSettings of yearly, or use another key",
    ],
    [
      "a throttle",
      refusedAt("throttle", "throttle of web-plan", 429),
      "send at most 5 a second in bursts of 10, or raise the plan's rateLimit and burstLimit",
    ],
    [
      "a stage's throttle",
      refusedAt("throttle", "throttle of stage v1", 429),
      "send fewer requests a second, or raise the throttle",
    ],
    [
      "no token",
      refusedAt("authorize", "no token", 401),
      "send the header Authorization: Bearer TOKEN; npx api-tools token signs one for a user pool of this run",
    ],
    ["a missing parameter", refusedAt("validate", "missing limit, id", 400), "send limit, id"],
    [
      "an unknown path",
      refusedAt("route", "no such path"),
      "API Gateway responds with 403 because the stage has no such path or method",
    ],
    [
      "a denial",
      ended({ invocation, calls: [dataCall] }),
      "allow getThing dynamodb:PutItem on things-1a2b: api/things/routes.ts:18",
    ],
    [
      "a denial whose policy has no known place",
      ended({ invocation: { ...invocation, label: "other" }, calls: [dataCall] }),
      "allow other dynamodb:PutItem on things-1a2b: the policy of its role",
    ],
    [
      "no concurrency",
      ended({ refused: { ...refusedCall, code: "TooManyRequestsException" } }),
      "getThing has no concurrency left: raise its reservedConcurrentExecutions, or send fewer requests at a time",
    ],
    [
      "no permission",
      ended({ refused: { ...refusedCall, code: "AccessDeniedException" } }),
      "declare an aws.lambda.Permission that allows apigateway.amazonaws.com to call getThing",
    ],
    [
      "out of memory",
      failed("Runtime.OutOfMemory", { memory: { usedBytes: 1, megabytes: 128 } }),
      "raise memorySize of getThing, which is 128 MB",
    ],
    ["an error of the program", failed("TypeError"), undefined],
  ];
  for (const [what, given, remedy] of cases) {
    it(`for ${what}:  ${remedy ?? "nothing"}`, () => {
      expect(remedyOf(given, context)).to.equal(remedy);
    });
  }

  it("names the injected fault that caused a failure, for every kind", () => {
    const byFault = (fault: string): FinishedRequest =>
      fault.startsWith("dynamodb")
        ? ended({ invocation, calls: [{ ...dataCall, denial: undefined, fault }] })
        : fault === "lambda:throttle"
          ? ended({ refused: { ...refusedCall, code: "TooManyRequestsException", fault } })
          : failed("Runtime.ExitError", { fault });
    const slow = /latency|init|blackhole/;
    for (const fault of faultKinds.filter((kind) => !slow.test(kind))) {
      expect(remedyOf(byFault(fault), context)).to.equal(
        `the fault ${fault} is on: set it to 0 at /_local/#/faults, or start without --fault ${fault}`,
      );
    }
    for (const kind of faultKinds.filter((each) => slow.test(each))) {
      const faults = [{ kind, meaning: "", max: 1, value: 1, struck: 1 }];
      expect(remedyOf(failed("Sandbox.Timedout"), { ...context, faults })).to.equal(
        `the cause may be --fault ${kind}=1: set it to 0 at /_local/#/faults`,
      );
    }
  });
});
