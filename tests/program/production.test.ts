import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ofKind } from "../../api/kinds";
import { functionNameOf } from "../../api/route/functionUnit";
import { parsePolicy, type Program } from "@onemachine/local-cloud";
import { cachedRoute, tableReader } from "../support/exampleRoutes";
import { declareWithoutCode, ofType, only, root, shipped } from "../support/program";
import { shippedStack } from "../support/shipped";

/** Declares the prod stack with changed settings. */
async function withSettings(settings: Readonly<Record<string, unknown>>): Promise<Program> {
  const { project } = (await shipped("prod")).location;
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const config = Object.entries(settings).map(([key, value]) => `${project}:${key}=${text(value)}`);
  return declareWithoutCode({ ...shippedStack("prod"), config });
}

const custom = ({ resources }: Program) => resources.filter((resource) => resource.custom);
const describedBy = ({ type, name }: { type: string; name: string }) => `${type} ${name}`;

/** Types of the resources that the program imports, with their ids. */
const importedIn = (program: Program) =>
  custom(program)
    .filter(({ options }) => options.importId !== "")
    .map(({ type, options }) => [type, options.importId]);

/** Resource types that each setting adds. */
async function added(program: Program): Promise<string[]> {
  const before = custom(await shipped("prod")).map(describedBy);
  return custom(program)
    .filter((resource) => !before.includes(describedBy(resource)))
    .map(({ type }) => type)
    .sort();
}

describe("production settings", () => {
  it("are off by default: no shipped stack declares the resources that they add", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const types = custom(await shipped(stack)).map(({ type }) => type);
      expect(types.filter((type) => /^aws:(?:wafv2|kms|route53)\/|domainName|basePath/.test(type))).to.deep.equal([]);
      expect(only(await shipped(stack), "aws:apigateway/stage:Stage").inputs).not.to.have.property(
        "cacheClusterEnabled",
      );
    }
  });

  it("domain: requires TLS 1.2, uses the certificate, creates the record and keeps every path", async () => {
    const domain = {
      name: "api.example.com",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0f8fad5b",
      hostedZoneId: "Z0123456789ABC",
    };
    const program = await withSettings({ domain });
    expect(await added(program)).to.deep.equal([
      "aws:apigateway/basePathMapping:BasePathMapping",
      "aws:apigateway/domainName:DomainName",
      "aws:route53/record:Record",
    ]);
    expect(only(program, "aws:apigateway/domainName:DomainName").inputs).to.deep.equal({
      domainName: domain.name,
      regionalCertificateArn: domain.certificateArn,
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "TLS_1_2",
    });
    const { stageName, restApi } = only(program, "aws:apigateway/stage:Stage").inputs;
    expect(only(program, "aws:apigateway/basePathMapping:BasePathMapping").inputs).to.deep.equal({
      basePath: stageName,
      domainName: domain.name,
      restApi,
      stageName,
    });
    expect(only(program, "aws:route53/record:Record").inputs).to.deep.include({
      name: domain.name,
      type: "A",
      zoneId: domain.hostedZoneId,
    });
  });

  it("existing: imports keys by id", async () => {
    const [key] = ofType(await shipped("prod"), "aws:apigateway/apiKey:ApiKey");
    const program = await withSettings({ existing: { keys: { [key!.name]: "a1b2c3d4e5" } } });
    expect(await added(program)).to.deep.equal([]);
    expect(importedIn(program)).to.deep.equal([["aws:apigateway/apiKey:ApiKey", "a1b2c3d4e5"]]);
  });

  it("existing: imports tables by name and protects them", async function () {
    if (tableReader === undefined) this.skip();
    const [name] = Object.keys(ofKind(tableReader.declarations, "table"));
    const program = await withSettings({ existing: { tables: { [name!]: "legacy-things" } } });
    expect(await added(program)).to.deep.equal([]);
    expect(importedIn(program)).to.deep.equal([["aws:dynamodb/table:Table", "legacy-things"]]);
    const table = custom(program).find(({ options }) => options.importId !== "")!;
    expect(table.inputs).to.include({ name: "legacy-things", deletionProtectionEnabled: true });
    expect(table.options.protect).to.equal(true);
    // The function's environment contains the name of the imported table.
    expect(
      JSON.stringify(
        only(program, "aws:lambda/function:Function", `${functionNameOf(tableReader)}-function`).inputs["environment"],
      ),
    ).to.include("legacy-things");
  });

  it("firewall: adds AWS's rules and a rate limit to the stage, and a log without keys", async () => {
    const program = await withSettings({ firewall: { requestsPerAddress: 2000 } });
    expect(await added(program)).to.deep.equal([
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:wafv2/webAcl:WebAcl",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    ]);
    const acl = only(program, "aws:wafv2/webAcl:WebAcl");
    const rules = acl.inputs["rules"] as { name: string; priority: number; action?: object; statement: any }[];
    expect(rules.map(({ name, priority }) => [name, priority])).to.deep.equal([
      ["rate", 0],
      ["AWSManagedRulesAmazonIpReputationList", 1],
      ["AWSManagedRulesKnownBadInputsRuleSet", 2],
      ["AWSManagedRulesCommonRuleSet", 3],
    ]);
    expect(rules[0]).to.deep.include({
      action: { block: {} },
      statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
    });
    // The API accepts bodies of up to 64 KiB, and the rule set would block those above 8 KB.
    expect(rules[3]!.statement.managedRuleGroupStatement.ruleActionOverrides).to.deep.equal([
      { name: "SizeRestrictions_BODY", actionToUse: { count: {} } },
    ]);
    expect(only(program, "aws:wafv2/webAclAssociation:WebAclAssociation").inputs).to.deep.equal({
      resourceArn: only(program, "aws:apigateway/stage:Stage").state["arn"],
      webAclArn: acl.state["arn"],
    });
    const logging = only(program, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").inputs;
    const group = only(program, "aws:cloudwatch/logGroup:LogGroup", "firewall-logs");
    expect(group.inputs["namePrefix"]).to.match(/^aws-waf-logs-/);
    expect(logging["logDestinationConfigs"]).to.deep.equal([group.state["arn"]]);
    expect(logging["redactedFields"]).to.deep.include({ singleHeader: { name: "x-api-key" } });
  });

  it("cache: caches only the listed routes, encrypted, with the throttle of every method", async function () {
    if (cachedRoute === undefined) this.skip();
    const program = await withSettings({ cache: { sizeGb: 0.5, ttlSeconds: 60, routes: [cachedRoute.name] } });
    expect(await added(program)).to.deep.equal(["aws:apigateway/methodSettings:MethodSettings"]);
    const { cacheClusterEnabled, cacheClusterSize } = only(program, "aws:apigateway/stage:Stage").inputs;
    expect([cacheClusterEnabled, cacheClusterSize]).to.deep.equal([true, "0.5"]);
    const [general, own, ...others] = ofType(program, "aws:apigateway/methodSettings:MethodSettings");
    expect(others).to.deep.equal([]);
    const { cachingEnabled, ...shared } = general!.inputs["settings"] as Record<string, unknown>;
    expect([general!.inputs["methodPath"], cachingEnabled]).to.deep.equal(["*/*", false]);
    expect(own!.inputs["methodPath"]).to.equal(`${cachedRoute.path.slice(1)}/GET`);
    expect(own!.inputs["settings"]).to.deep.equal({
      ...shared,
      cachingEnabled: true,
      cacheTtlInSeconds: 60,
      cacheDataEncrypted: true,
      requireAuthorizationForCacheControl: true,
      unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
    });
    expect(own!.options.dependencies).to.include(general!.urn);
  });

  it("cache: adds cache keys to every GET, also to routes that are not cached", async function () {
    if (cachedRoute === undefined) this.skip();
    const program = await withSettings({ cache: { sizeGb: 0.5, ttlSeconds: 60, routes: [cachedRoute.name] } });
    const document = JSON.parse(String(only(program, "aws:apigateway/restApi:RestApi").inputs["body"]));
    for (const [path, item] of Object.entries<any>(document.paths)) {
      for (const [method, operation] of Object.entries<any>(item)) {
        const { cacheKeyParameters } = operation["x-amazon-apigateway-integration"];
        const streamed = (program.document as any).paths[path]?.[method]?.["x-streamed"] !== undefined;
        expect(cacheKeyParameters !== undefined, `${method} ${path}`).to.equal(method === "get" && !streamed);
      }
    }
  });

  it("cache: creates the cluster with ttlSeconds 0, but caches no answer", async function () {
    if (cachedRoute === undefined) this.skip();
    const program = await withSettings({ cache: { sizeGb: 0.5, ttlSeconds: 0, routes: [cachedRoute.name] } });
    expect(only(program, "aws:apigateway/stage:Stage").inputs["cacheClusterEnabled"]).to.equal(true);
    const own = only(program, "aws:apigateway/methodSettings:MethodSettings", `${cachedRoute.name}-cache`);
    expect(own.inputs["settings"]).to.deep.include({ cachingEnabled: false });
  });

  it("customerKey: encrypts tables, logs and topic, and allows no other account to use the key", async () => {
    const program = await withSettings({ customerKey: true, firewall: { requestsPerAddress: 2000 } });
    const key = only(program, "aws:kms/key:Key");
    expect(key.inputs["enableKeyRotation"]).to.equal(true);
    expect(key.options).to.deep.include({ protect: true, retainOnDelete: true });
    const arn = key.state["arn"];
    for (const { inputs } of ofType(program, "aws:dynamodb/table:Table")) {
      expect(inputs["serverSideEncryption"]).to.deep.equal({ enabled: true, kmsKeyArn: arn });
    }
    for (const { inputs, name } of ofType(program, "aws:cloudwatch/logGroup:LogGroup")) {
      expect(inputs["kmsKeyId"], name).to.equal(arn);
    }
    for (const { inputs } of ofType(program, "aws:sns/topic:Topic")) expect(inputs["kmsMasterKeyId"]).to.equal(arn);
    const account = "123456789012";
    for (const { principals, conditions } of parsePolicy(String(key.inputs["policy"]))) {
      const limited = conditions.some(({ values }) => values.some((value) => value.includes(account)));
      expect(limited || principals.join().includes(`${account}:root`), principals.join()).to.equal(true);
    }
  });

  it("tags: are on every resource that supports them, and on no other", async () => {
    const program = await withSettings({
      tags: { team: "shop", "cost-center": "42" },
      customerKey: true,
      firewall: { requestsPerAddress: 2000 },
      domain: { name: "a.example.com", certificateArn: "arn:aws:acm:x:123456789012:certificate/x", hostedZoneId: "Z1" },
      identity: { by: "userPool", callbackUrls: ["https://app.example.com"] },
    });
    const types = custom(program).map(({ type }) => type);
    expect(types).to.include("aws:cognito/userPool:UserPool");
    for (const { type, name, inputs } of custom(program)) {
      const expected = isTaggable(type) ? { team: "shop", "cost-center": "42" } : undefined;
      expect(inputs["tags"], `${type} ${name}`).to.deep.equal(expected);
    }
  });

  it("permissionsBoundary: is on every role, and on no other resource", async () => {
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    const program = await withSettings({ permissionsBoundary, tags: { team: "shop" } });
    for (const { type, name, inputs } of custom(program)) {
      const expected = type === "aws:iam/role:Role" ? permissionsBoundary : undefined;
      expect(inputs["permissionsBoundary"], `${type} ${name}`).to.equal(expected);
    }
  });

  it("have no undefined output, for which each preview would print a warning", async () => {
    const pool = { by: "userPool", callbackUrls: ["https://app.example.com"] };
    for (const identity of [undefined, pool, { ...pool, by: "authorizer" }]) {
      const program = identity === undefined ? await shipped("prod") : await withSettings({ identity });
      const { outputs } = program;
      const empty = Object.entries(outputs).filter(([, { value }]) => value === undefined);
      expect(empty.map(([name]) => name)).to.deep.equal([]);
      const hasPool = ofType(program, "aws:cognito/userPool:UserPool").length > 0;
      expect(hasPool || identity === undefined).to.equal(true);
      expect(Object.keys(outputs["signIn"]!.value as object)).to.deep.equal(hasPool ? ["url", "appClientId"] : []);
    }
  });
});

/** True if a type's arguments in the provider have `tags`; `aws:lambda/function:Function` is lambda/function.d.ts. */
function isTaggable(type: string): boolean {
  const [, file = "", name = ""] = /^aws:(.*):(\w+)$/.exec(type) ?? [];
  const text = readFileSync(join(root, "node_modules", "@pulumi", "aws", `${file}.d.ts`), "utf8");
  const [, args = ""] = new RegExp(`interface ${name}Args \\{([^]*?)\\n\\}`).exec(text) ?? [];
  return /\n {4}tags\?:/.test(args);
}
