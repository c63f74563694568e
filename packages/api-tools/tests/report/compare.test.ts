import { expect } from "chai";
import { defaultTraffic } from "../../src/cost/traffic";
import { compare, type Report } from "../../src/report/compare";
import { forceNew } from "../../src/report/forceNew";
import { terminalText } from "../../src/report/print";
import { declared, programSource, stacks, withProgram } from "../support/program";

/** The report on two programs, of which one was the other. @param allow names of findings that are meant */
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
const stops = ({ findings }: Report) => findings.filter(({ allowed }) => !allowed).map(({ text }) => text);

describe("the report on resources", () => {
  it("says nothing of a program that is as it was", async () => {
    const found = await report(table("id") + reader(), table("id") + reader());
    expect([found.resources, found.findings, found.permissions, found.archives]).to.deep.equal([[], [], [], []]);
  });

  it("tells what a new key makes anew, and what follows it", async () => {
    const found = await report(table("id") + reader(), table("key") + reader());
    expect(kinds(found)).to.deep.equal(["replaced Things", "changed live", "changed reader"]);
    const [things, , fn] = found.resources;
    expect(things!.properties.filter(({ replaces }) => replaces).map(({ path }) => path)).to.deep.equal(["hashKey"]);
    expect(fn!.properties.map(({ path, follows }) => [path, follows])).to.deep.equal([
      ["environment.variables.TABLE", true],
    ]);
    expect(stops(found)).to.deep.equal(["Table Things is replaced (hashKey): what it holds is deleted"]);
  });

  it("tells what a replaced resource makes anew in turn", async () => {
    const found = await report(table("id") + reader("one"), table("id") + reader("two"));
    expect(kinds(found)).to.deep.equal(["replaced live", "replaced reader", "replaced permission"]);
  });

  it("stops at a table that goes, says what keeps its data, and lets it pass by name", async () => {
    expect(stops(await report(table("id"), ""))).to.deep.equal(["Table Things is removed: what it holds is deleted"]);
    expect(stops(await report(table("id", "{ protect: true }"), ""))).to.deep.equal([
      "Table Things is removed: Pulumi refuses that as long as it is protected",
    ]);
    expect(stops(await report(table("id", "{ retainOnDelete: true }"), ""))).to.deep.equal([
      "Table Things is removed: the old one is left behind, and nothing uses it",
    ]);
    expect(stops(await report(table("id"), "", ["Things"]))).to.deep.equal([]);
  });

  it("stops at an API key that another one is imported in place of, and not at one that stays imported", async () => {
    const key = (options: string) => `new aws.apigateway.ApiKey("reader", {}, ${options});`;
    const [imported, own] = [key('{ import: "a1b2c3d4e5" }'), key("{}")];
    expect(stops(await report(own, imported))).to.deep.equal([
      "ApiKey reader is replaced (import): who has this key gets 403",
    ]);
    expect(kinds(await report(imported, imported))).to.deep.equal([]);
    expect(kinds(await report(imported, own))).to.deep.equal([]);
  });

  it("says of a name that allows nothing that it does", async () => {
    const { notes } = await report(table("id"), "", ["Things", "Thinks"]);
    expect(notes).to.include("--allow Thinks allows nothing: no finding has that name");
  });

  it("leaves out what the program ignores, and says of a type that it does not know so", async () => {
    const topic = (name: string, options: string) =>
      `new aws.sns.Topic("topic", { displayName: "${name}" }, ${options});`;
    expect(kinds(await report(topic("a", "{}"), topic("b", "{ ignoreChanges: ['displayName'] }")))).to.deep.equal([]);
    const bucket = (size: number) => `new aws.sqs.Queue("queue", { delaySeconds: ${size} });`;
    const found = await report(bucket(1), bucket(2));
    expect(found.resources[0]).to.include({ kind: "changed", known: false });
    expect(terminalText(found, false)).to.include(
      "~ aws:sqs/queue:Queue queue: changed; whether in place is not known (packages/api-tools/src/report/forceNew.ts does not list aws:sqs/queue:Queue)",
    );
  });

  it("knows each type that the program declares", async () => {
    for (const stack of stacks) {
      const types = (await declared(stack)).resources.filter(({ custom }) => custom).map(({ type }) => type);
      expect(types.filter((type) => forceNew[type] === undefined)).to.deep.equal([]);
    }
  });

  it("stops at a key that goes, and at another URL", async () => {
    const api = (stage: string, key: string) => `
const api = new aws.apigateway.RestApi("api", { body: '{"openapi":"3.0.1","info":{},"paths":{}}' });
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "${stage}" });
new aws.apigateway.ApiKey("${key}", {});`;
    expect(stops(await report(api("v1", "a"), api("v2", "b")))).to.deep.equal([
      "ApiKey a is removed: who has this key gets 403",
      "Stage stage is replaced (stageName): the stage's URL changes, or is gone",
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

  it("tells each new one and each that is gone", async () => {
    expect(await texts(allow("s3:GetObject"), allow("s3:PutObject"))).to.deep.equal([
      "wider: Allow s3:PutObject on arn:x (role role)",
      "narrower: no longer: Allow s3:GetObject on arn:x (role role)",
    ]);
  });

  it("counts a wildcard as wider than what it covers, and the other way as narrower", async () => {
    expect(await texts(allow("s3:GetObject"), allow("s3:*"))).to.deep.equal(["wider: Allow s3:* on arn:x (role role)"]);
    expect(await texts(allow("s3:*"), allow("s3:GetObject"))).to.deep.equal([
      "narrower: no longer: Allow s3:* on arn:x (role role)",
    ]);
    expect(await texts(allow("s3:GetObject"), allow("s3:GetObject", "*"))).to.deep.equal([
      "wider: Allow s3:GetObject on * (role role)",
    ]);
  });

  it("counts a condition less, and a Deny less, as wider", async () => {
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

  it("tells a policy of AWS's that is attached, who may take a role, and who may call a function", async () => {
    const role = (service: string) =>
      `const role = new aws.iam.Role("role", { assumeRolePolicy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { Service: "${service}" }, Action: "sts:AssumeRole" }] }) });`;
    const attached = `new aws.iam.RolePolicyAttachment("a", { role: role.name, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" });`;
    expect(await texts(role("lambda"), role("ec2") + attached)).to.deep.equal([
      'wider: Allow sts:AssumeRole on it (who may be role role, to {"Service":"ec2"})',
      "wider: Allow what arn:aws:iam::aws:policy/AdministratorAccess allows on what it names (role role)",
      'narrower: no longer: Allow sts:AssumeRole on it (who may be role role, to {"Service":"lambda"})',
    ]);
    const call = (source: string) =>
      `new aws.lambda.Permission("p", { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: "f", ${source} });`;
    expect(await texts(call('sourceArn: "arn:a/v1/GET/x"'), call(""))).to.deep.equal([
      "wider: Allow lambda:InvokeFunction on * (f:$LATEST, to apigateway.amazonaws.com)",
    ]);
  });

  it("tells a route that wants no key any more", async () => {
    const api = (security: string) =>
      `new aws.apigateway.RestApi("api", { body: JSON.stringify({ openapi: "3.0.1", info: {}, paths: { "/x": {
        get: { ${security} "x-amazon-apigateway-integration": { type: "aws_proxy", uri: "arn:x" } },
        options: { "x-amazon-apigateway-integration": { type: "mock" } } } } }) });`;
    expect(await texts(api("security: [{ apiKey: [] }],"), api(""))).to.deep.equal([
      "wider: GET /x for everybody, without a key",
    ]);
  });
});

describe("the report on the account's concurrency", () => {
  const fn = (name: string, inputs = "") => `
new aws.lambda.Function("${name}", { role: "arn:r", runtime: "nodejs24.x", handler: "index.handler", ${inputs}
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("a") }) });`;

  it("tells that a new function raises what the account must have, by its reservation", async () => {
    const reserved = "reservedConcurrentExecutions: 40,";
    const found = await report(fn("a", reserved), fn("a", reserved) + fn("b", reserved));
    expect(found.concurrency).to.deep.equal({ before: 40, after: 80 });
    expect(terminalText(found, false)).to.include(
      "\nConcurrency\n  ~ the functions take 40 → 80 of the account's concurrent executions; its limit must be at least 180 (npm run doctor)\n",
    );
    expect(terminalText(await report(fn("a", reserved), fn("a")), false)).to.include(
      "  ~ the functions take 40 → 0 of the account's concurrent executions\n",
    );
  });

  it("says nothing of it where it stays as it was", async () => {
    expect(terminalText(await report(fn("a"), fn("a") + fn("b")), false)).to.not.include("\nConcurrency\n");
  });
});

describe("the report on archives, alarms and settings", () => {
  it("tells what a function's archive grows by, and which alarms fire at something else", async () => {
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
    // A deflated block of n stored letters takes n + 2 bytes here.
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
