import { expect } from "chai";
import { defaultTraffic } from "../../src/cost/traffic";
import { compare, type Report } from "../../src/report/compare";
import { forceNew } from "../../src/report/forceNew";
import { formatTerminal } from "../../src/report/print";
import { declared, programSource, stacks, withProgram } from "../support/program";

/** Reports the changes between two programs. @param allow names of approved findings */
function report(before: string, after: string, allow: readonly string[] = []): Promise<Report> {
  return withProgram(programSource(before), (old) =>
    withProgram(programSource(after), (dir) =>
      compare(
        { dir, stack: "dev", config: [], allow, traffic: defaultTraffic },
        {
          dir: old,
          ref: "main",
          commit: "1234567",
          locks: { before: new Map(), now: new Map() },
          remove: () => undefined,
        },
      ),
    ),
  );
}

const table = (key: string, options = "{}", more = "") => `
const table = new aws.dynamodb.Table("Things", {
  hashKey: "${key}", attributes: [{ name: "${key}", type: "S" }], billingMode: "PAY_PER_REQUEST", ${more}
}, ${options});`;

const reader = (name = "reader") => `
const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
const fn = new aws.lambda.Function("reader", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", publish: true, ${name === "reader" ? "" : `name: "${name}",`}
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = () => {}") }),
  environment: { variables: { TABLE: table.name } },
});
const alias = new aws.lambda.Alias("live", { name: "live", functionName: fn.name, functionVersion: fn.version });
new aws.lambda.Permission("permission", { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: fn.name, qualifier: "live", sourceArn: "arn:aws:execute-api:*" });`;

const kinds = ({ resources }: Report) => resources.map(({ kind, name }) => `${kind} ${name}`);
const blockers = ({ findings }: Report) => findings.filter(({ allowed }) => !allowed).map(({ text }) => text);

describe("the report on resources", () => {
  it("is empty for an unchanged program", async () => {
    const found = await report(table("id") + reader(), table("id") + reader());
    expect([found.resources, found.findings, found.permissions, found.archives]).to.deep.equal([[], [], [], []]);
  });

  it("lists a replaced table, and properties that follow it", async () => {
    const found = await report(table("id") + reader(), table("key") + reader());
    expect(kinds(found)).to.deep.equal(["replaced Things", "changed live", "changed reader"]);
    const [things, , fn] = found.resources;
    expect(things!.properties.filter(({ replaces }) => replaces).map(({ path }) => path)).to.deep.equal(["hashKey"]);
    expect(fn!.properties.map(({ path, follows }) => [path, follows])).to.deep.equal([
      ["environment.variables.TABLE", true],
    ]);
    expect(blockers(found)).to.deep.equal(["Table Things is replaced (hashKey): its data is deleted"]);
  });

  it("lists resources that a replaced resource replaces in turn", async () => {
    const found = await report(table("id") + reader("one"), table("id") + reader("two"));
    expect(kinds(found)).to.deep.equal(["replaced live", "replaced reader", "replaced permission"]);
  });

  it("blocks a removed table, says what happens to its data, and accepts it with --allow", async () => {
    expect(blockers(await report(table("id"), ""))).to.deep.equal(["Table Things is removed: its data is deleted"]);
    expect(blockers(await report(table("id", "{ protect: true }"), ""))).to.deep.equal([
      "Table Things is removed: Pulumi rejects this while the resource is protected",
    ]);
    expect(blockers(await report(table("id", "{ retainOnDelete: true }"), ""))).to.deep.equal([
      "Table Things is removed: the old resource stays in AWS but is no longer used",
    ]);
    expect(blockers(await report(table("id"), "", ["Things"]))).to.deep.equal([]);
  });

  it("blocks an API key that an imported one replaces, but not one that was imported before", async () => {
    const key = (options: string) => `new aws.apigateway.ApiKey("reader", {}, ${options});`;
    const [imported, own] = [key('{ import: "a1b2c3d4e5" }'), key("{}")];
    expect(blockers(await report(own, imported))).to.deep.equal([
      "ApiKey reader is replaced (import): clients with this key get 403",
    ]);
    expect(kinds(await report(imported, imported))).to.deep.equal([]);
    expect(kinds(await report(imported, own))).to.deep.equal([]);
  });

  it("notes an --allow that matches no finding", async () => {
    const { notes } = await report(table("id"), "", ["Things", "Thinks"]);
    expect(notes).to.include("--allow Thinks matches nothing: no finding has that name");
  });

  it("leaves out ignored properties, and reports types without replacement data", async () => {
    const topic = (name: string, options: string) =>
      `new aws.sns.Topic("topic", { displayName: "${name}" }, ${options});`;
    expect(kinds(await report(topic("a", "{}"), topic("b", "{ ignoreChanges: ['displayName'] }")))).to.deep.equal([]);
    const bucket = (size: number) => `new aws.s3.Bucket("bucket", { tags: { size: "${size}" } });`;
    const found = await report(bucket(1), bucket(2));
    expect(found.resources[0]).to.include({ kind: "changed", known: false });
    expect(formatTerminal(found, false)).to.include(
      "~ aws:s3/bucket:Bucket bucket: changed; it is not known whether in place (packages/api-tools/src/report/forceNew.ts does not list aws:s3/bucket:Bucket)",
    );
  });

  it("lists what a new, a changed and a removed function cost", async () => {
    const fn = (name: string, environments: number) => `
new aws.lambda.ProvisionedConcurrencyConfig("${name}-ready", { qualifier: "live", provisionedConcurrentExecutions: ${environments},
  functionName: new aws.lambda.Function("${name}", { role: "arn:aws:iam::123456789012:role/r", runtime: "nodejs24.x",
    handler: "index.handler", code: new pulumi.asset.AssetArchive({}), architectures: ["arm64"], memorySize: 512 }).name });`;
    const found = await report(
      fn("kept", 1) + fn("more", 1) + fn("gone", 1),
      fn("kept", 1) + fn("more", 2) + fn("new", 1),
    );
    const section = /\nCost of functions, a month\n((?: {2}.*\n)*)/.exec(formatTerminal(found, false))![1];
    expect(section).to.equal("  ~ more: $4.38 → $8.76 idle\n  + new: $4.38 idle\n  - gone: $4.38 idle\n");
  });

  it("has replacement data for each type that the program declares", async () => {
    for (const stack of stacks) {
      const types = (await declared(stack)).resources.filter(({ custom }) => custom).map(({ type }) => type);
      expect(types.filter((type) => forceNew[type] === undefined)).to.deep.equal([]);
    }
  });

  it("blocks a removed key, and a changed URL", async () => {
    const api = (stage: string, key: string) => `
const api = new aws.apigateway.RestApi("api", { body: '{"openapi":"3.0.1","info":{},"paths":{}}' });
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "${stage}" });
new aws.apigateway.ApiKey("${key}", {});`;
    expect(blockers(await report(api("v1", "a"), api("v2", "b")))).to.deep.equal([
      "ApiKey a is removed: clients with this key get 403",
      "Stage stage is replaced (stageName): the stage's URL changes or disappears",
    ]);
  });
});

describe("the report on permissions", () => {
  const policy = (statements: string) => `
const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("policy", { role: role.name, policy: JSON.stringify({ Statement: ${statements} }) });`;
  const allow = (action: string, resource = "arn:x", more = "") =>
    policy(`[{ Effect: "Allow", Action: "${action}", Resource: "${resource}" ${more} }]`);
  const deny = `[{ Effect: "Allow", Action: "s3:*", Resource: "*" }, { Effect: "Deny", Action: "s3:PutObject", Resource: "*" }]`;
  const texts = async (before: string, after: string) =>
    (await report(before, after)).permissions.map(({ kind, text }) => `${kind}: ${text}`);

  it("lists added and removed grants", async () => {
    expect(await texts(allow("s3:GetObject"), allow("s3:PutObject"))).to.deep.equal([
      "wider: Allow s3:PutObject on arn:x (role role)",
      "narrower: no longer: Allow s3:GetObject on arn:x (role role)",
    ]);
  });

  it("counts a wildcard as wider than the grants that it covers, and the reverse as narrower", async () => {
    expect(await texts(allow("s3:GetObject"), allow("s3:*"))).to.deep.equal(["wider: Allow s3:* on arn:x (role role)"]);
    expect(await texts(allow("s3:*"), allow("s3:GetObject"))).to.deep.equal([
      "narrower: no longer: Allow s3:* on arn:x (role role)",
    ]);
    expect(await texts(allow("s3:GetObject"), allow("s3:GetObject", "*"))).to.deep.equal([
      "wider: Allow s3:GetObject on * (role role)",
    ]);
  });

  it("counts a removed condition and a removed Deny as wider", async () => {
    const condition = `, Condition: { StringEquals: { "aws:PrincipalAccount": "1" } }`;
    expect(await texts(allow("s3:GetObject", "*", condition), allow("s3:GetObject", "*"))).to.deep.equal([
      "wider: Allow s3:GetObject on * (role role)",
    ]);
    expect(await texts(policy(deny), allow("s3:*", "*"))).to.deep.equal([
      "wider: no longer: Deny s3:PutObject on * (role role)",
    ]);
    expect(await texts(allow("s3:*", "*"), policy(deny))).to.deep.equal([
      "narrower: Deny s3:PutObject on * (role role)",
    ]);
  });

  it("lists attached managed policies, trust policies and permissions to call a function", async () => {
    const role = (service: string) =>
      `const role = new aws.iam.Role("role", { assumeRolePolicy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { Service: "${service}" }, Action: "sts:AssumeRole" }] }) });`;
    const attached = `new aws.iam.RolePolicyAttachment("a", { role: role.name, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" });`;
    expect(await texts(role("lambda"), role("ec2") + attached)).to.deep.equal([
      'wider: Allow sts:AssumeRole on it (trust policy of role role, to {"Service":"ec2"})',
      "wider: Allow everything that arn:aws:iam::aws:policy/AdministratorAccess allows on its resources (role role)",
      'narrower: no longer: Allow sts:AssumeRole on it (trust policy of role role, to {"Service":"lambda"})',
    ]);
    const call = (source: string) =>
      `new aws.lambda.Permission("p", { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: "f", ${source} });`;
    expect(await texts(call('sourceArn: "arn:a/v1/GET/x"'), call(""))).to.deep.equal([
      "wider: Allow lambda:InvokeFunction on * (f:$LATEST, to apigateway.amazonaws.com)",
    ]);
  });

  it("lists a route that no longer requires a key", async () => {
    const api = (security: string) =>
      `new aws.apigateway.RestApi("api", { body: JSON.stringify({ openapi: "3.0.1", info: {}, paths: { "/x": {
        get: { ${security} "x-amazon-apigateway-integration": { type: "aws_proxy", uri: "arn:x" } },
        options: { "x-amazon-apigateway-integration": { type: "mock" } } } } }) });`;
    expect(await texts(api("security: [{ apiKey: [] }],"), api(""))).to.deep.equal([
      "wider: GET /x for everyone, without a key",
    ]);
  });
});

describe("the report on the account's concurrency", () => {
  const fn = (name: string, inputs = "") => `
new aws.lambda.Function("${name}", { role: "arn:r", runtime: "nodejs24.x", handler: "index.handler", ${inputs}
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("a") }) });`;

  it("reports the required limit when a new function reserves more", async () => {
    const reserved = "reservedConcurrentExecutions: 40,";
    const found = await report(fn("a", reserved), fn("a", reserved) + fn("b", reserved));
    expect(found.concurrency).to.deep.equal({ before: 40, after: 80 });
    expect(formatTerminal(found, false)).to.include(
      "\nConcurrency\n  ~ the functions take 40 → 80 of the account's concurrent executions; the account's limit must be at least 180 (npm run doctor)\n",
    );
    expect(formatTerminal(await report(fn("a", reserved), fn("a")), false)).to.include(
      "  ~ the functions take 40 → 0 of the account's concurrent executions\n",
    );
  });

  it("has no section if the concurrency is unchanged", async () => {
    expect(formatTerminal(await report(fn("a"), fn("a") + fn("b")), false)).to.not.include("\nConcurrency\n");
  });
});

describe("the report on archives, alarms and settings", () => {
  it("lists changed archives with their sizes, and alarms with another condition", async () => {
    const fn = (
      code: string,
    ) => `new aws.lambda.Function("fn", { role: "arn:r", runtime: "nodejs24.x", handler: "index.handler",
      code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(code)}) }) });`;
    const alarm = (name: string, threshold: number) =>
      `new aws.cloudwatch.MetricAlarm("${name}", { namespace: "AWS/Lambda", metricName: "Errors", statistic: "Sum", period: 60, evaluationPeriods: 1, threshold: ${threshold}, comparisonOperator: "GreaterThanThreshold" });`;
    const found = await report(
      fn("a") + alarm("errors", 1) + alarm("gone", 1),
      fn("abcdefghij") + alarm("errors", 2) + alarm("new", 1),
    );
    // Deflating n literal letters takes n + 2 bytes here.
    expect(found.archives).to.deep.equal([{ function: "fn", before: 3, after: 12 }]);
    const rule = (threshold: number) =>
      `Sum of AWS/Lambda Errors/60 s GreaterThanThreshold ${threshold}, 1 of 1, missing data undefined`;
    expect(found.alarms).to.deep.equal([
      { name: "errors", before: rule(1), after: rule(2) },
      { name: "new", before: undefined, after: rule(1) },
      { name: "gone", before: rule(1), after: undefined },
    ]);
  });
});
