import { expect } from "chai";
import type { EdgeRequestFact } from "../../src/kernel/facts/edgeFacts";
import type {
  DataCallFact,
  Fact,
  InvocationFact,
  LogFact,
  RequestFact,
  FactDetails,
} from "../../src/kernel/facts/facts";
import { metricsOf } from "../../src/cloudwatch/publishedMetrics";
import { isPublished } from "../../src/cloudwatch/dimensionSets";
import { invocation, request } from "../support/facts";

/** Formats metrics as `Name dimensions = value`. */
function published(told: FactDetails): string[] {
  const fact = { at: 60_000, ...told } as Fact;
  return metricsOf(fact, () => false).map(
    ({ name, dimensions, value }) => `${name} ${Object.values(dimensions).join(" ")} = ${value}`,
  );
}

const dataCall: DataCallFact = {
  kind: "dataCall",
  trace: undefined,
  operation: "GetItem",
  tables: ["things"],
  status: 200,
  errorType: undefined,
  millis: 3,
  length: 40,
  input: {},
  consumed: { things: 0.5 },
  allowedBy: "policy, statement 1",
  denial: undefined,
};

const line: LogFact = { kind: "log", source: "getThing", text: "", inGroup: true };

describe("the metrics of a request", () => {
  const ofCache = (cache: RequestFact["cache"]) =>
    published({ ...request, cache }).filter((each) => /^Cache\w+ things =/.test(each));

  it("count cache hits and misses of a stage with a cache", () => {
    expect(ofCache("hit")).to.deep.equal(["CacheHitCount things = 1", "CacheMissCount things = 0"]);
    expect(ofCache("miss")).to.deep.equal(["CacheHitCount things = 0", "CacheMissCount things = 1"]);
    expect(ofCache("not asked")).to.deep.equal(["CacheHitCount things = 0", "CacheMissCount things = 0"]);
  });

  it("have no cache metrics without a cache", () => {
    expect(ofCache(undefined)).to.deep.equal([]);
  });
});

describe("the metrics of a request to a distribution", () => {
  const edgeRequest: EdgeRequestFact = {
    ...{ kind: "edgeRequest", requestId: "id", trace: "1-0-0", distributionId: "E1", distribution: "edge" },
    ...{ method: "GET", path: "/", query: "", pathPattern: "*", status: 200, millis: 1, result: "Miss" },
    ...{ functions: [], bytesUp: 10, bytesDown: 100, reason: undefined },
  };

  for (const [method, down, up] of [
    ["GET", 100, 0],
    ["HEAD", 100, 0],
    ["OPTIONS", 0, 0],
    ["POST", 0, 10],
    ["PUT", 0, 10],
    ["DELETE", 0, 0],
  ] as const) {
    it(`count the bytes of ${method}`, () => {
      const found = published({ ...edgeRequest, method }).filter((each) => !each.includes("ErrorRate"));
      expect(found).to.deep.equal([
        "Requests E1 Global = 1",
        `BytesDownloaded E1 Global = ${down}`,
        `BytesUploaded E1 Global = ${up}`,
      ]);
    });
  }

  for (const [status, client, server, total] of [
    [200, 0, 0, 0],
    [399, 0, 0, 0],
    [400, 100, 0, 100],
    [499, 100, 0, 100],
    [500, 0, 100, 100],
    [504, 0, 100, 100],
  ] as const) {
    it(`are error rates in percent for status ${status}`, () => {
      const found = published({ ...edgeRequest, status }).filter((each) => each.includes("ErrorRate"));
      expect(found).to.deep.equal([
        `4xxErrorRate E1 Global = ${client}`,
        `5xxErrorRate E1 Global = ${server}`,
        `TotalErrorRate E1 Global = ${total}`,
      ]);
    });
  }
});

describe("the metrics of a call", () => {
  const named = (told: InvocationFact, name: RegExp) => published(told).filter((each) => name.test(each));

  it("count concurrent executions of the account, the function and the alias", () => {
    const concurrency = { account: 7, function: 3, provisioned: 0, allocated: 0 };
    expect(named({ ...invocation, concurrency }, /^Concurrent|^Provisioned/)).to.deep.equal([
      "ConcurrentExecutions  = 7",
      "ConcurrentExecutions getThing-1234567 = 3",
      "ConcurrentExecutions getThing-1234567 getThing-1234567:live = 3",
      "ConcurrentExecutions getThing-1234567 getThing-1234567:live 1 = 3",
    ]);
  });

  const provisioned = { account: 3, function: 3, provisioned: 2, allocated: 4 };
  it("contain the utilization of provisioned concurrency", () => {
    const told = { ...invocation, provisioned: true, concurrency: provisioned };
    expect(named(told, /^Provisioned\w+ getThing-1234567 =/)).to.deep.equal([
      "ProvisionedConcurrencyInvocations getThing-1234567 = 1",
      "ProvisionedConcurrentExecutions getThing-1234567 = 2",
      "ProvisionedConcurrencyUtilization getThing-1234567 = 0.5",
    ]);
  });

  it("count spillover invocations", () => {
    expect(named({ ...invocation, concurrency: provisioned }, /Invocations getThing-1234567 =/)).to.deep.equal([
      "Invocations getThing-1234567 = 1",
      "ProvisionedConcurrencySpilloverInvocations getThing-1234567 = 1",
    ]);
  });
});

describe("the metrics of a data call", () => {
  it("are latency by operation and consumed capacity by table", () => {
    expect(published(dataCall)).to.deep.equal([
      "SuccessfulRequestLatency things GetItem = 3",
      "ConsumedReadCapacityUnits things = 0.5",
    ]);
  });

  it("count the capacity of a write as write capacity", () => {
    expect(published({ ...dataCall, operation: "PutItem", consumed: { things: 2 } })[1]).to.equal(
      "ConsumedWriteCapacityUnits things = 2",
    );
  });
});

describe("every metric that the local cloud publishes", () => {
  const busy = { account: 2, function: 2, provisioned: 1, allocated: 1 };
  const facts: FactDetails[] = [
    request,
    { ...request, cache: "hit" },
    invocation,
    { ...invocation, provisioned: true, concurrency: busy },
    { ...invocation, concurrency: busy },
    {
      kind: "refusedCall",
      trace: undefined,
      functionName: "f",
      label: "f",
      qualifier: "live",
      code: "TooManyRequestsException",
    },
    dataCall,
    { ...dataCall, operation: "PutItem" },
    { ...dataCall, status: 500 },
    { ...dataCall, status: 400, errorType: "ThrottlingException" },
    { ...dataCall, operation: "PutItem", status: 400, errorType: "ThrottlingException" },
    { ...dataCall, status: 400, errorType: "ValidationException" },
  ];

  it("is published by AWS with these dimensions", () => {
    const metrics = facts.flatMap((told) => metricsOf({ at: 0, ...told }, () => true));
    const others = metrics.filter((metric) => metric.name !== "ConditionalCheckFailedRequests" && !isPublished(metric));
    expect(others.map(({ name, dimensions }) => `${name} ${Object.keys(dimensions).join()}`)).to.deep.equal([]);
    expect(metrics.length).to.be.greaterThan(40);
  });
});

describe("a log line in the embedded metric format", () => {
  const directive = { Namespace: "Shop", Dimensions: [["kind"], []], Metrics: [{ Name: "sold" }] };
  const emf = (more: object, directives: unknown[] = [directive]) =>
    JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: directives }, kind: "books", sold: 2, ...more });

  it("publishes each metric with each set of dimensions", () => {
    expect(published({ ...line, text: emf({}) })).to.deep.equal(["sold books = 2", "sold  = 2"]);
  });

  it("publishes every value of a list", () => {
    expect(published({ ...line, text: emf({ sold: [1, 5] }) }).slice(0, 2)).to.deep.equal([
      "sold books = 1",
      "sold books = 5",
    ]);
  });

  it("is read after the prefix of console.log", () => {
    const text = `2026-03-15T12:00:00.000Z\tid\tINFO\t${emf({})}\n`;
    expect(published({ ...line, text })).to.deep.equal(["sold books = 2", "sold  = 2"]);
  });

  const manyMetrics = (count: number) => ({ ...directive, Metrics: Array(count).fill({ Name: "sold" }) });

  it("has at most 20,000 values of a line", () => {
    const sets = { ...manyMetrics(100), Dimensions: Array(60_000).fill([]) };
    expect(published({ ...line, text: emf({}, [sets]) })).to.have.lengthOf(20_000);
  });

  const nothing: [string, Partial<LogFact>][] = [
    ["outside a log group", { text: emf({}), inGroup: false }],
    ["that is no JSON", { text: '{"_aws":' }],
    ["without a namespace", { text: emf({}, [{ ...directive, Namespace: undefined }]) }],
    ["whose metric is a text", { text: emf({ sold: "2" }) }],
    ["with a hundred and one values", { text: emf({ sold: Array(101).fill(1) }) }],
    ["whose directive has a hundred and one metrics", { text: emf({}, [manyMetrics(101)]) }],
    ["whose directives are null and a number", { text: emf({}, [null, 5]) }],
    ["whose metric is null", { text: emf({}, [{ ...directive, Metrics: [null] }]) }],
    ["whose directives are no list", { text: '{"_aws":{"CloudWatchMetrics":1}}' }],
  ];
  for (const [what, more] of nothing) {
    it(`publishes nothing for a line ${what}`, () => expect(published({ ...line, ...more })).to.deep.equal([]));
  }

  it("omits a set if the line lacks one of its dimensions", () => {
    expect(published({ ...line, text: emf({ kind: undefined }) })).to.deep.equal(["sold  = 2"]);
  });
});
