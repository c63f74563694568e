import * as cloudfront from "@aws-sdk/client-cloudfront";
import { expect } from "chai";
import { clientOptions } from "../support/caller";
import { clockAt } from "../support/clock";
import { startProgram, type TestCloud } from "../support/cloud";
import { distributions } from "../../src/kernel/interfaces/distributions";
import { distributionUrl, edgeProgram } from "./program";

const handler = `let count = 0; exports.handler = async (event) => {
  if (event.path === "/variables") return { statusCode: 200, body: JSON.stringify(process.env) };
  count += 1;
  return { statusCode: 200, headers: { "Cache-Control": "max-age=60" }, body: String(count) };
};`;

const policy = `const cached = new aws.cloudfront.CachePolicy("cached", {
  minTtl: 0, defaultTtl: 0, maxTtl: 600,
  parametersInCacheKeyAndForwardedToOrigin: {
    headersConfig: { headerBehavior: "none" }, cookiesConfig: { cookieBehavior: "none" }, queryStringsConfig: { queryStringBehavior: "all" },
  },
});`;

const statements = `[
  { Effect: "Allow", Action: ["cloudfront:*"], Resource: "*" },
  { Effect: "Deny", Action: "cloudfront:*", Resource: "arn:aws:cloudfront::123456789012:distribution/EDENIED" },
]`;

describe("an invalidation", () => {
  const clock = clockAt("2026-01-01T00:00:00Z");
  let started: TestCloud;
  let client: cloudfront.CloudFrontClient;
  let url: string;
  let id: string;
  let reference = 0;

  before(async () => {
    const program = edgeProgram({ handler, before: policy, behavior: "cachePolicyId: cached.id,", statements });
    started = await startProgram(program, [], { clock });
    url = `${distributionUrl(started)}/test`;
    id = started.cloud.registry.use(distributions).descriptions[0]!.id;
    const variables = (await (await fetch(`${url}/variables`)).json()) as Record<string, string>;
    client = new cloudfront.CloudFrontClient({ ...clientOptions(variables), maxAttempts: 1 });
  });
  after(async () => {
    client?.destroy();
    await started.stop();
  });

  const cacheOf = async (path: string) => {
    const response = await fetch(`${url}${path}`);
    await response.text();
    return response.headers.get("x-cache")!.split(" ")[0]!;
  };
  const invalidate = (paths: readonly string[], more: { CallerReference?: string; DistributionId?: string } = {}) => {
    const { CallerReference = `call-${(reference += 1)}`, DistributionId = id } = more;
    const Paths = { Quantity: paths.length, Items: [...paths] };
    return client.send(
      new cloudfront.CreateInvalidationCommand({ DistributionId, InvalidationBatch: { CallerReference, Paths } }),
    );
  };
  const refusalOf = (sent: Promise<unknown>) =>
    sent.then(
      () => "accepted",
      (error: cloudfront.CloudFrontServiceException) => [error.name, error.$metadata.httpStatusCode, error.message],
    );

  for (const [paths, removed] of [
    [["/test/a/1"], ["/a/1"]],
    [["/test/a/1?q=1"], ["/a/1?q=1"]],
    [["/test/a/1*"], ["/a/1", "/a/1?q=1"]],
    [["/test/a/*"], ["/a/1", "/a/1?q=1", "/a/2"]],
    [["/test/A/1"], []],
    [
      ["/test/a/2", "/test/b"],
      ["/a/2", "/b"],
    ],
    [["/*"], ["/a/1", "/a/1?q=1", "/a/2", "/b"]],
  ] as const) {
    it(`of ${paths.join(" and ")} removes ${removed.length === 0 ? "nothing" : removed.join(", ")} from the cache`, async () => {
      const all = ["/a/1", "/a/1?q=1", "/a/2", "/b"];
      for (const path of all) await cacheOf(path);
      await invalidate(paths);
      const missing: string[] = [];
      for (const path of all) if ((await cacheOf(path)) === "Miss") missing.push(path);
      expect(missing).to.deep.equal(removed);
    });
  }

  it("is in progress when it is created, and completed when it is read", async () => {
    const { Invalidation: created, Location } = await invalidate(["/a&b/*", "/c"], { CallerReference: "first <1>" });
    expect(created!.Id).to.match(/^I[A-Z\d]{13}$/);
    expect(Location).to.equal(
      `https://cloudfront.amazonaws.com/2020-05-31/distribution/${id}/invalidation/${created!.Id}`,
    );
    const batch = { CallerReference: "first <1>", Paths: { Quantity: 2, Items: ["/a&b/*", "/c"] } };
    expect([created!.Status, created!.InvalidationBatch]).to.deep.equal(["InProgress", batch]);
    const read = await cloudfront.waitUntilInvalidationCompleted(
      { client, maxWaitTime: 60 },
      { DistributionId: id, Id: created!.Id! },
    );
    expect(String(read.state)).to.equal("SUCCESS");
    const { Invalidation: found } = await client.send(
      new cloudfront.GetInvalidationCommand({ DistributionId: id, Id: created!.Id! }),
    );
    expect(found).to.deep.equal({ ...created, Status: "Completed", CreateTime: new Date(clock.now()) });
  });

  it("is created once for each caller reference", async () => {
    const first = await invalidate(["/once"], { CallerReference: "once" });
    clock.move(1_000);
    await cacheOf("/once");
    const second = await invalidate(["/once"], { CallerReference: "once" });
    expect(second.Invalidation).to.deep.equal(first.Invalidation);
    expect(await cacheOf("/once")).to.equal("Hit");
    expect(await refusalOf(invalidate(["/other"], { CallerReference: "once" }))).to.deep.equal([
      "InvalidationBatchAlreadyExists",
      409,
      "An invalidation batch with this caller reference and other paths already exists.",
    ]);
  });

  it("is listed from the newest to the oldest, in pages", async () => {
    const made: string[] = [];
    for (const path of ["/1", "/2", "/3"]) made.unshift((await invalidate([path])).Invalidation!.Id!);
    const pages: (readonly (string | undefined)[])[] = [];
    let Marker: string | undefined;
    while (pages.length < 2) {
      const { InvalidationList: list } = await client.send(
        new cloudfront.ListInvalidationsCommand({ DistributionId: id, MaxItems: 2, ...(Marker && { Marker }) }),
      );
      expect([list!.MaxItems, list!.IsTruncated, list!.Quantity]).to.deep.equal([2, true, 2]);
      pages.push(list!.Items!.map((each) => each.Id));
      Marker = list!.NextMarker;
    }
    expect(pages.flat().slice(0, 3)).to.deep.equal(made);
  });

  const wrongPath = "Your request contains one or more invalid invalidation paths.";
  for (const [what, paths, code, status, message] of [
    ["no path", [], "InvalidArgument", 400, wrongPath],
    ["a path without a slash", ["a"], "InvalidArgument", 400, wrongPath],
    ["a wildcard inside a path", ["/a/*/b"], "InvalidArgument", 400, wrongPath],
    ["two wildcards", ["/a**"], "InvalidArgument", 400, wrongPath],
    ["a path with a space", ["/a b"], "InvalidArgument", 400, wrongPath],
    ["a path outside ASCII", ["/caf\u00e9"], "InvalidArgument", 400, wrongPath],
    ["a path of more than 4,000 characters", [`/${"a".repeat(4_000)}`], "InvalidArgument", 400, wrongPath],
    [
      "more than 3,000 paths",
      Array.from({ length: 3_001 }, (_, index) => `/${index}`),
      "BatchTooLarge",
      413,
      "Invalidation batch specified is too large.",
    ],
    [
      "more than 15 wildcards",
      Array.from({ length: 16 }, (_, index) => `/${index}*`),
      "TooManyInvalidationsInProgress",
      400,
      "Your request exceeds the maximum number of allowed wildcard invalidations in progress.",
    ],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      expect(await refusalOf(invalidate(paths))).to.deep.equal([code, status, message]);
    });
  }

  it("is accepted with as many paths as CloudFront allows", async () => {
    const paths = Array.from({ length: 3_000 }, (_, index) => (index < 15 ? `/${index}*` : `/${index}`));
    expect((await invalidate(paths)).Invalidation!.InvalidationBatch!.Paths!.Quantity).to.equal(3_000);
    expect((await invalidate([`/${"a".repeat(3_999)}`])).Invalidation!.Status).to.equal("InProgress");
  });

  it("is refused for an unknown distribution or invalidation, a wrong quantity, page or marker", async () => {
    const unknown = ["NoSuchDistribution", 404, "The specified distribution does not exist."];
    expect(await refusalOf(invalidate(["/*"], { DistributionId: "ENONE" }))).to.deep.equal(unknown);
    const get = new cloudfront.GetInvalidationCommand({ DistributionId: id, Id: "INONE" });
    expect(await refusalOf(client.send(get))).to.deep.equal([
      ...["NoSuchInvalidation", 404, "The specified invalidation does not exist."],
    ]);
    const InvalidationBatch = { CallerReference: "quantity", Paths: { Quantity: 2, Items: ["/a"] } };
    const create = new cloudfront.CreateInvalidationCommand({ DistributionId: id, InvalidationBatch });
    expect(await refusalOf(client.send(create))).to.deep.equal([
      ...["InconsistentQuantities", 400, "The value of Quantity and the size of Items don't match."],
    ]);
    for (const [name, value] of [
      ["MaxItems", 0],
      ["Marker", "INONE"],
    ] as const) {
      const list = new cloudfront.ListInvalidationsCommand({ DistributionId: id, [name]: value });
      const message = `The parameter ${name} is invalid: ${value}`;
      expect(await refusalOf(client.send(list))).to.deep.equal(["InvalidArgument", 400, message]);
    }
  });

  it("needs a permission on the distribution", async () => {
    const [name, status, message] = await refusalOf(invalidate(["/*"], { DistributionId: "EDENIED" }));
    expect([name, status]).to.deep.equal(["AccessDenied", 403]);
    expect(message).to.match(
      /is not authorized to perform: cloudfront:CreateInvalidation on resource: arn:aws:cloudfront::123456789012:distribution\/EDENIED with an explicit deny/,
    );
  });

  it("is the only part of CloudFront's API", async () => {
    const [name, , message] = await refusalOf(client.send(new cloudfront.ListDistributionsCommand({})));
    expect([name, message]).to.deep.equal([
      "NotEmulatedException",
      "the local cloud does not emulate cloudfront:GET /2020-05-31/distribution",
    ]);
  });
});
