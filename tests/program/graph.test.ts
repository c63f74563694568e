import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ofKind } from "../../api/kinds";
import { consumers, declarations, routes, tasks } from "../../api/routes";
import type { Program } from "@onemachine/local-cloud";
import type { DeclareOptions } from "@onemachine/local-cloud/testing";
import { functionUnits } from "../../api/route/functionUnit";
import { concurrencyOf } from "../../api/settings/concurrency";
import { declare, declared, declareWithoutCode, groupsProgram, ofType, only, root } from "../support/program";
import { stacks } from "../support/approved";
import { shippedStack } from "../support/shipped";
import { stackSettings } from "../support/stackFile";

/** A stack of the owner: prod, unless it has another name. */
const last = stacks.at(-1)!;

/** Returns the URNs of a cycle of recorded dependencies; empty without one. */
function cycle({ resources }: Program): string[] {
  const dependencies = new Map(resources.map(({ urn, options }) => [urn, options.dependencies]));
  const done = new Set<string>();
  const visit = (urn: string, path: readonly string[]): string[] => {
    if (path.includes(urn)) return [...path.slice(path.indexOf(urn)), urn];
    if (done.has(urn)) return [];
    for (const dependency of dependencies.get(urn) ?? []) {
      const found = visit(dependency, [...path, urn]);
      if (found.length > 0) return found;
    }
    done.add(urn);
    return [];
  };
  for (const urn of dependencies.keys()) {
    const found = visit(urn, []);
    if (found.length > 0) return found;
  }
  return [];
}

describe("the graph of resources", () => {
  for (const stack of stacks) {
    it(`has no cycle on stack ${stack}, and every dependency is itself registered`, async () => {
      const program = await declared(stack);
      expect(cycle(program)).to.deep.equal([]);
      const urns = program.resources.map(({ urn }) => urn);
      for (const { options } of program.resources) expect(urns).to.include.members([...options.dependencies]);
    });
  }

  it("detects a cycle that mocks do not report, and names the waiting resources", async () => {
    const dir = mkdtempSync(join(root, "tests", "tmp-"));
    try {
      writeFileSync(join(dir, "Pulumi.yaml"), "name: cycle\nruntime: nodejs\nmain: index.ts\n");
      writeFileSync(join(dir, "Pulumi.dev.yaml"), "config: {}\n");
      writeFileSync(
        join(dir, "index.ts"),
        `import * as aws from "@pulumi/aws";
         import * as pulumi from "@pulumi/pulumi";
         let second: aws.sns.Topic;
         const name = pulumi.output(new Promise<aws.sns.Topic>((done) => setImmediate(() => done(second)))).apply((t) => t.arn);
         const first = new aws.sns.Topic("first", { displayName: name });
         second = new aws.sns.Topic("second", { displayName: first.arn });`,
      );
      const error = await declare({ program: dir, stuckMillis: 100 }).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error?.message).to.equal(
        "these resources wait for each other and are never registered: first (aws:sns/topic:Topic), second (aws:sns/topic:Topic)",
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe("two stacks in one account and region", () => {
  it("have no physical name in common", async () => {
    const arns = async (stack: string) =>
      (await declared(stack)).resources.flatMap(({ type, name, state }) =>
        String(state["arn"]).startsWith("arn:") ? [{ arn: state["arn"], what: `${type} ${name}` }] : [],
      );
    const [others, own] = [(await Promise.all(stacks.slice(0, -1).map(arns))).flat(), await arns(last)];
    expect(own).to.not.have.length(0);
    const taken = new Set(others.map(({ arn }) => arn));
    expect(own.filter(({ arn }) => taken.has(arn)).map(({ what }) => what)).to.deep.equal([]);
    const apis = async (stack: string) => only(await declared(stack), "aws:apigateway/restApi:RestApi").state["name"];
    const names = await Promise.all(stacks.map(apis));
    expect(new Set(names).size).to.equal(stacks.length);
  });
});

describe("the types of components", () => {
  it("have one namespace, which does not depend on the project's name", async () => {
    const settings = {
      domain: { name: "a.example.com", certificateArn: "arn:aws:acm:x:123456789012:certificate/x", hostedZoneId: "Z1" },
      firewall: { requestsPerAddress: 2000 },
      identity: { by: "authorizer", callbackUrls: ["https://app.example.com"] },
    };
    const config = Object.entries(settings).map(([key, value]) => `items-api:${key}=${JSON.stringify(value)}`);
    const { resources } = await declareWithoutCode({ ...shippedStack("dev"), config });
    const types = resources.filter(({ custom }) => !custom).map(({ type }) => type);
    const buckets = Object.keys(ofKind(declarations, "bucket")).length;
    expect([...new Set(types)].sort()).to.deep.equal([
      ...(buckets === 0 ? [] : ["rest-api:buckets:PrivateBucket"]),
      ...(consumers.length === 0 ? [] : ["rest-api:functions:ConsumerFunction"]),
      "rest-api:functions:RouteFunction",
      "rest-api:gateway:Access",
      "rest-api:gateway:CustomDomain",
      "rest-api:gateway:Firewall",
      "rest-api:gateway:RestApi",
      "rest-api:identity:AuthorizerFunction",
      "rest-api:identity:Identity",
      "rest-api:monitoring:Monitoring",
    ]);
  });
});

describe("two resources of one type and name", () => {
  it("are rejected as by Pulumi", async () => {
    const config = ["usagePlans=" + JSON.stringify(plans)].map((override) => `items-api:${override}`);
    const error = await declareWithoutCode({ ...shippedStack("dev"), config }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.equal(
      "two resources of type aws:apigateway/usagePlanKey:UsagePlanKey are named a-b-c, which Pulumi rejects",
    );
  });
  const limits = { burstLimit: 1, rateLimit: 1, quota: { limit: 1, period: "DAY" } };
  const plans = [
    { name: "a-b", keys: ["c"], ...limits },
    { name: "a", keys: ["b-c"], ...limits },
  ];
});

describe("the program in a preview", () => {
  it("registers every resource although ids, names and ARNs are unknown", async () => {
    const names = ({ resources }: Program) => resources.map(({ type, name }) => `${type} ${name}`).sort();
    expect(names(await declared(last, true))).to.deep.equal(names(await declared(last)));
  });

  it("contains the code of every function, so that changes are visible", async () => {
    for (const { inputs } of ofType(await declared(last, true), "aws:lambda/function:Function")) {
      const { assets } = inputs["code"] as { assets: Promise<Record<string, unknown>> };
      expect(Object.keys(await assets)).to.include.members(["__index.js", "runtime.js"]);
    }
  });
});

/** Returns options with settings of the program whose routes are the group `reads` and the route writeThing. */
const groupsWith = (settings: Readonly<Record<string, unknown>>) => ({
  ...groupsProgram,
  config: Object.entries(settings).map(([name, value]) => `groups:${name}=${JSON.stringify(value)}`),
});
const usagePlans = [
  { name: "p", burstLimit: 5, rateLimit: 1, quota: { limit: 1, period: "DAY" }, keys: ["k"] },
] as const;

describe("concurrency settings", () => {
  const summed = async (options: DeclareOptions) => (await declareWithoutCode(options)).outputs["concurrency"]!.value;

  it("are summed up in an output, which a preview shows, with the required limit of the account", async () => {
    expect(await summed(groupsProgram)).to.deep.equal({ reserved: 0, provisioned: 0 });
    const figures = { usagePlans, provisionedConcurrency: 5, reservedConcurrency: 40 };
    expect(await summed(groupsWith(figures))).to.deep.equal({
      reserved: 80,
      provisioned: 10,
      needs:
        "a limit of 180 concurrent executions in this account and region: 80 for these functions, and 100 " +
        "that Lambda leaves unreserved. If npx api-tools doctor reports a lower limit, request an increase (Service " +
        "Quotas, Lambda, Concurrent executions) or lower reservedConcurrency and provisionedConcurrency",
    });
    // Provisioned concurrency counts even without a reservation.
    const routeConcurrency = { reads: { reservedConcurrency: 2_000, provisionedConcurrency: 7 } };
    expect(await summed(groupsWith({ usagePlans, provisionedConcurrency: 7, routeConcurrency })))
      .to.have.property("needs")
      .that.includes("2007 for these");
  });

  for (const stack of stacks) {
    it(`of ${stack} are summed up over routes, groups and other functions`, async () => {
      const program = await declared(stack);
      const settings = stackSettings(program);
      const all = functionUnits(routes).map(({ name }) => concurrencyOf(settings, name));
      const sum = (figures: readonly (number | undefined)[]) => figures.reduce<number>((a, b = 0) => a + b, 0);
      const authorizer = ofType(program, "aws:lambda/function:Function").filter(({ urn }) =>
        urn.includes(":identity:"),
      );
      const others = sum([
        ...[...consumers, ...tasks].map(() => settings.consumerConcurrency),
        ...authorizer.map(({ inputs }) => inputs["reservedConcurrentExecutions"] as number | undefined),
      ]);
      expect(program.outputs["concurrency"]!.value).to.include({
        reserved: others + sum(all.map(({ reservedConcurrency }) => reservedConcurrency)),
        provisioned: sum(all.map(({ autoscaling, provisionedConcurrency: count }) => autoscaling?.max ?? count)),
      });
    });
  }

  it("include the reservation of the authorizer", async () => {
    const { project } = (await declared("prod")).location;
    const userPoolArn = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Abcdefghi";
    const reservedBy = async (identity: object) => {
      const config = [`${project}:identity=${JSON.stringify(identity)}`, `${project}:reservedConcurrency=900`];
      return ((await summed({ ...shippedStack("prod"), config })) as { readonly reserved: number }).reserved;
    };
    const withPool = await reservedBy({ by: "userPool", userPoolArn });
    expect(await reservedBy({ by: "authorizer", userPoolArn, audience: "app" })).to.equal(withPool + 900);
  });

  it("leaves memory, timeout and log level to single routes, and gives no other function the variable", async () => {
    const routeFunctions = { reads: { memorySize: 512, timeout: 20, logLevel: "DEBUG" } };
    const program = await declareWithoutCode(groupsWith({ routeFunctions }));
    const settingsOf = (name: string) => {
      const { memorySize, timeout, environment } = only(program, "aws:lambda/function:Function", name).inputs;
      const { variables } = environment as { variables: Record<string, string> };
      return [memorySize, timeout, variables["POWERTOOLS_LOG_LEVEL"]];
    };
    expect(settingsOf("reads-function")).to.deep.equal([512, 20, "DEBUG"]);
    expect(settingsOf("writeThing-function")).to.deep.equal([128, 10, undefined]);
  });

  it("can be set for a route, and autoscaling begins at a number that later deployments do not reset", async () => {
    const autoscaling = { min: 2, max: 8, targetUtilization: 0.7 };
    const routeConcurrency = { reads: { autoscaling, reservedConcurrency: 50 } };
    const program = await declareWithoutCode(groupsWith({ usagePlans, provisionedConcurrency: 5, routeConcurrency }));
    const fn = only(program, "aws:lambda/function:Function", "reads-function");
    const resourceId = `function:${String(fn.state["name"])}:live`;
    expect(fn.inputs["reservedConcurrentExecutions"]).to.equal(50);
    const type = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
    const start = only(program, type, "reads-provisioned");
    expect(start.inputs["provisionedConcurrentExecutions"]).to.equal(2);
    expect(start.options.ignoreChanges).to.deep.equal(["provisionedConcurrentExecutions"]);
    expect(only(program, "aws:appautoscaling/target:Target").inputs).to.deep.equal({
      maxCapacity: 8,
      minCapacity: 2,
      resourceId,
      scalableDimension: "lambda:function:ProvisionedConcurrency",
      serviceNamespace: "lambda",
    });
    expect(only(program, "aws:appautoscaling/policy:Policy").inputs).to.deep.equal({
      policyType: "TargetTrackingScaling",
      resourceId,
      scalableDimension: "lambda:function:ProvisionedConcurrency",
      serviceNamespace: "lambda",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "LambdaProvisionedConcurrencyUtilization" },
        targetValue: 0.7,
      },
    });
    expect(only(program, type, "writeThing-provisioned").inputs["provisionedConcurrentExecutions"]).to.equal(5);
  });
});
