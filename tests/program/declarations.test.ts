import { expect } from "chai";
import { streamsAnswers } from "../../api/http/mediaTypes";
import { consumers, declarations, routes, tables } from "../../api/routes";
import type { Route } from "../../api/route/resource";
import { functionNameOf, functionUnits } from "../../api/route/functionUnit";
import type { Settings } from "../../api/settings";
import { concurrencyOf, functionSettingsOf } from "../../api/settings";
import { ofKind } from "../../api/kinds";
import { type Declared, parsePolicy, type Program } from "@onemachine/local-cloud";
import { expectedStatements, expectedVariables } from "../support/expectedAccess";
import { declareWithoutCode, ofType, only, shipped } from "../support/program";
import { shippedStack } from "../support/shipped";
import { stackSettings, tokenCheckOf } from "../support/stackFile";

const units = functionUnits(routes);
const functionNames = units.map(({ name }) => name);

for (const stack of ["dev", "prod"] as const) {
  describe(`the program on stack ${stack}`, () => {
    let program: Program;
    let settings: Settings;
    before(async () => {
      program = await shipped(stack);
      settings = stackSettings(program);
    });

    it("declares each table on demand, with the throughput and the protection of the stack", () => {
      const declaredTables = ofType(program, "aws:dynamodb/table:Table");
      expect(declaredTables.map(({ name }) => name)).to.have.members(
        Object.values(ofKind(declarations, "table")).map(({ logicalName }) => logicalName),
      );
      for (const { inputs, options } of declaredTables) {
        expect(inputs).to.deep.include({
          billingMode: "PAY_PER_REQUEST",
          deletionProtectionEnabled: settings.deletionProtection,
          pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
        });
        expect(inputs["onDemandThroughput"]).to.deep.equal(settings.onDemandThroughput);
        expect(options.protect).to.equal(settings.deletionProtection);
      }
    });

    it("declares one function per route or group, published, with the settings of the stack", () => {
      const consumerNames = consumers.map(({ name }) => `${name}-function`);
      const functions = ofType(program, "aws:lambda/function:Function").filter(({ urn }) => !isOfIdentity(urn));
      expect(functions.map(({ name }) => name)).to.have.members([
        ...functionNames.map((name) => `${name}-function`),
        ...consumerNames,
      ]);
      for (const unit of units) {
        const { code, ...inputs } = only(program, "aws:lambda/function:Function", `${unit.name}-function`).inputs;
        const { memorySize, timeout, logLevel } = functionSettingsOf(settings, unit.name);
        const { reservedConcurrency } = concurrencyOf(settings, unit.name);
        expect(code).to.be.an("object");
        expect(inputs).to.deep.equal({
          architectures: [settings.architecture],
          environment: {
            variables: {
              CORS_ORIGINS: settings.corsOrigins.join(" "),
              POWERTOOLS_SERVICE_NAME: "items-api",
              ...(logLevel === undefined ? {} : { POWERTOOLS_LOG_LEVEL: logLevel }),
              ...expectedVariables(program, unit),
            },
          },
          handler: "__index.handler",
          loggingConfig: {
            logFormat: "Text",
            logGroup: only(program, "aws:cloudwatch/logGroup:LogGroup", `${unit.name}-logs`).state["name"],
          },
          memorySize,
          publish: true,
          role: only(program, "aws:iam/role:Role", `${unit.name}-role`).state["arn"],
          runtime: "nodejs24.x",
          timeout,
          tracingConfig: { mode: settings.tracing ? "Active" : "PassThrough" },
          ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
        });
      }
    });

    it("gives each function its own role, with its actions on data and logs only", () => {
      for (const unit of units) {
        const logs = only(program, "aws:cloudwatch/logGroup:LogGroup", `${unit.name}-logs`);
        const { role, policy } = only(program, "aws:iam/rolePolicy:RolePolicy", `${unit.name}-policy`).inputs;
        expect(role).to.equal(only(program, "aws:iam/role:Role", `${unit.name}-role`).state["name"]);
        expect(JSON.parse(String(policy))).to.deep.equal({
          Version: "2012-10-17",
          Statement: [
            ...expectedStatements(program, unit),
            {
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
              Resource: `${String(logs.state["arn"])}:*`,
            },
            ...(settings.tracing
              ? [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }]
              : []),
          ],
        });
        const { assumeRolePolicy } = only(program, "aws:iam/role:Role", `${unit.name}-role`).inputs;
        expect(JSON.parse(String(assumeRolePolicy))).to.deep.equal({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
        });
      }
    });

    it("creates each log group before its function, with retention, and retains it if the stack is protected", () => {
      for (const name of functionNames) {
        const logs = only(program, "aws:cloudwatch/logGroup:LogGroup", `${name}-logs`);
        const fn = only(program, "aws:lambda/function:Function", `${name}-function`);
        expect(logs.inputs).to.deep.equal({ retentionInDays: settings.logRetentionDays });
        expect(logs.options.retainOnDelete).to.equal(settings.deletionProtection);
        expect(fn.options.dependencies).to.include(logs.urn);
      }
    });

    it("publishes each function under the alias live", () => {
      for (const name of functionNames) {
        const fn = only(program, "aws:lambda/function:Function", `${name}-function`);
        expect(only(program, "aws:lambda/alias:Alias", `${name}-live`).inputs).to.deep.equal({
          functionName: fn.state["name"],
          functionVersion: "1",
          name: "live",
        });
      }
    });

    it("permits API Gateway exactly one stage, method and path, on the alias", () => {
      const api = only(program, "aws:apigateway/restApi:RestApi");
      const permissions = ofType(program, "aws:lambda/permission:Permission");
      expect(permissions.map(({ name }) => name)).to.have.members(routes.map(({ name }) => `${name}-permission`));
      for (const route of routes) {
        const { name, method, path } = route;
        const fn = only(program, "aws:lambda/function:Function", `${functionNameOf(route)}-function`);
        expect(only(program, "aws:lambda/permission:Permission", `${name}-permission`).inputs).to.deep.equal({
          action: "lambda:InvokeFunction",
          function: fn.state["name"],
          principal: "apigateway.amazonaws.com",
          qualifier: "live",
          sourceArn: `${String(api.state["executionArn"])}/${settings.stageName}/${method}${path}`,
        });
      }
    });

    it("imports the document under a name of the project and the stack, and does not fail on warnings", () => {
      const { body, ...inputs } = only(program, "aws:apigateway/restApi:RestApi").inputs;
      expect(inputs).to.deep.equal({
        endpointConfiguration: { types: "REGIONAL" },
        name: `items-api/${stack}/items`,
      });
      expect(Object.keys(JSON.parse(String(body)).paths)).to.have.members([...new Set(routes.map(({ path }) => path))]);
    });

    it("integrates every operation with its function's alias by POST, and OPTIONS with a mock", () => {
      const openRoutes = routes.filter(({ withoutKey }) => withoutKey !== undefined).map(({ name }) => name);
      const document = JSON.parse(String(only(program, "aws:apigateway/restApi:RestApi").inputs["body"])) as Document;
      for (const operations of Object.values(document.paths)) {
        for (const [method, operation] of Object.entries(operations)) {
          const integration = operation["x-amazon-apigateway-integration"];
          if (method === "options") {
            expect(integration.type).to.equal("mock");
            expect(operation).to.not.have.property("security");
            continue;
          }
          const route = routes.find(({ name }) => name === operation.operationId)!;
          const alias = only(program, "aws:lambda/alias:Alias", `${functionNameOf(route)}-live`);
          const call = callOf(route, alias, functionSettingsOf(settings, functionNameOf(route)).timeout);
          expect(integration).to.deep.equal({ type: "aws_proxy", httpMethod: "POST", ...call });
          const schemes = operation.security.flatMap((each) => Object.keys(each));
          const check = tokenCheckOf(program, route.name);
          expect(schemes).to.deep.equal([
            ...(openRoutes.includes(route.name) ? [] : ["apiKey"]),
            ...(check === "key" ? [] : [check]),
          ]);
        }
      }
    });

    it("creates a new deployment when the body changes, and updates the stage after the permissions", () => {
      const { inputs } = only(program, "aws:apigateway/deployment:Deployment");
      expect((inputs["triggers"] as { body: string }).body).to.match(/^[0-9a-f]{64}$/);
      const stage = only(program, "aws:apigateway/stage:Stage");
      expect(stage.options.dependencies).to.include.members(
        ofType(program, "aws:lambda/permission:Permission").map(({ urn }) => urn),
      );
      expect(stage.inputs["stageName"]).to.equal(settings.stageName);
      expect(stage.inputs["xrayTracingEnabled"]).to.equal(settings.tracing);
    });

    it("throttles the stage and switches data traces off", () => {
      const { inputs } = only(program, "aws:apigateway/methodSettings:MethodSettings", "items-method-settings");
      expect(inputs["methodPath"]).to.equal("*/*");
      expect(inputs["settings"]).to.deep.equal({
        dataTraceEnabled: false,
        loggingLevel: settings.executionLogs ? "ERROR" : "OFF",
        metricsEnabled: true,
        throttlingBurstLimit: settings.stageThrottle.burstLimit,
        throttlingRateLimit: settings.stageThrottle.rateLimit,
      });
    });

    it("exports URL and key for clients, with the key's value as a secret", () => {
      const { apiUrl, apiEndpoint, apiKeyValue, tableName, tableNames: names } = program.outputs;
      const [path = ""] = routes.map((route) => route.path).filter((each) => !each.includes("{"));
      expect(apiEndpoint!.value).to.equal(`${String(apiUrl!.value)}${path}`);
      expect(tableName!.value).to.equal(Object.values(names!.value as object)[0] ?? "");
      expect(String(apiUrl!.value).endsWith(`/${settings.stageName}`)).to.equal(true);
      expect(apiKeyValue!.secret).to.equal(true);
      expect(names!.value).to.deep.equal(
        Object.fromEntries(Object.entries(tables).map(([key, table]) => [key, stateOf(program, table).name])),
      );
    });

    it("allows only X-Ray's two actions on *", () => {
      for (const { resource, document } of policies(program)) {
        for (const { effect, actions: allowed, resources, principal } of parsePolicy(document).map((statement, i) => ({
          ...statement,
          principal: (JSON.parse(document) as { Statement: { Principal?: unknown }[] }).Statement[i]!.Principal,
        }))) {
          if (effect !== "Allow") continue;
          const xray = allowed.every((action) =>
            ["xray:PutTraceSegments", "xray:PutTelemetryRecords"].includes(action),
          );
          expect(allowed.join(), resource).to.not.include("*");
          expect(principal, resource).to.not.equal("*");
          if (!xray) expect(resources, resource).to.not.include("*");
        }
      }
    });

    it("contains undefined in no string, and unique logical names", () => {
      const names = program.resources.map(({ type, name }) => `${type} ${name}`);
      expect(new Set(names).size).to.equal(names.length);
      for (const { name, type, inputs } of program.resources) {
        const { code: _, ...rest } = inputs;
        expect(JSON.stringify(rest), `${type} ${name}`).to.not.match(/undefined|\[object|Calling \[to/);
      }
    });

    it("marks the values of keys as secrets", () => {
      const keys = ofType(program, "aws:apigateway/apiKey:ApiKey").map(({ state }) => String(state["value"]));
      for (const { inputs } of program.resources) {
        for (const key of keys) expect(JSON.stringify(inputs)).to.not.include(key);
      }
      for (const { options } of ofType(program, "aws:apigateway/usagePlanKey:UsagePlanKey")) {
        expect(options.additionalSecretOutputs).to.deep.equal(["value"]);
      }
    });
  });
}

describe("the program's usage plans", () => {
  for (const stack of ["dev", "prod"] as const) {
    it(`have the throttle, the quota and the keys of the settings in ${stack}`, async () => {
      const program = await shipped(stack);
      const { usagePlans, stageName, existing } = stackSettings(program);
      const api = only(program, "aws:apigateway/restApi:RestApi");
      for (const { name, burstLimit, rateLimit, quota, keys } of usagePlans) {
        const plan = only(program, "aws:apigateway/usagePlan:UsagePlan", name);
        expect(plan.inputs).to.deep.equal({
          apiStages: [{ apiId: api.id, stage: stageName }],
          quotaSettings: quota,
          throttleSettings: { burstLimit, rateLimit },
        });
        for (const key of keys.filter((each) => existing?.keys[each] === undefined)) {
          const { id } = only(program, "aws:apigateway/apiKey:ApiKey", key);
          expect(only(program, "aws:apigateway/usagePlanKey:UsagePlanKey", `${name}-${key}`).inputs).to.deep.equal({
            keyId: id,
            keyType: "API_KEY",
            usagePlanId: plan.id,
          });
        }
      }
    });
  }
});

describe("the program's concurrency", () => {
  for (const stack of ["dev", "prod"] as const) {
    it(`provisions the environments of the settings for each alias in ${stack}, and no others`, async () => {
      const program = await shipped(stack);
      const settings = stackSettings(program);
      const type = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
      const provisioned = functionNames.flatMap((name) => {
        const { provisionedConcurrency: count, autoscaling } = concurrencyOf(settings, name);
        const environments = autoscaling?.min ?? count;
        return environments === undefined ? [] : [[`${name}-provisioned`, environments] as const];
      });
      const found = ofType(program, type).map(({ name, inputs }) => [name, inputs["provisionedConcurrentExecutions"]]);
      expect(found).to.have.deep.members(provisioned);
      for (const { name, inputs } of ofType(program, type)) {
        const fn = only(program, "aws:lambda/function:Function", name.replace(/-provisioned$/, "-function"));
        expect(inputs).to.include({ functionName: fn.state["name"], qualifier: "live" });
      }
    });
  }
});

describe("the program's logs of the API", () => {
  const config = ["accessLogs=true", "executionLogs=true", "apiGatewayAccountRole=create", "logRetentionDays=365"];
  let program: Program;
  before(async () => {
    const { project } = (await shipped("prod")).location;
    program = await declareWithoutCode({
      ...shippedStack("prod"),
      config: config.map((setting) => `${project}:${setting}`),
    });
  });

  it("are JSON, with the key's id but without the key", () => {
    const { accessLogSettings } = only(program, "aws:apigateway/stage:Stage").inputs;
    const { destinationArn, format } = accessLogSettings as { destinationArn: string; format: string };
    expect(destinationArn).to.equal(
      only(program, "aws:cloudwatch/logGroup:LogGroup", "items-access-logs").state["arn"],
    );
    const fields = JSON.parse(format) as Record<string, string>;
    expect(fields["requestId"]).to.equal("$context.requestId");
    expect(fields["apiKeyId"]).to.equal("$context.identity.apiKeyId");
    expect(Object.values(fields)).to.not.include("$context.identity.apiKey");
  });

  it("depend on the account's role, which remains when the stack is deleted", () => {
    const account = only(program, "aws:apigateway/account:Account");
    expect(account.options.retainOnDelete).to.equal(true);
    expect(only(program, "aws:apigateway/stage:Stage").options.dependencies).to.include(account.urn);
  });

  it("have a group with retention for execution logs, with the name that API Gateway uses", () => {
    const api = only(program, "aws:apigateway/restApi:RestApi");
    expect(only(program, "aws:cloudwatch/logGroup:LogGroup", "items-execution-logs").inputs).to.deep.equal({
      name: `API-Gateway-Execution-Logs_${api.id}/${stackSettings(program).stageName}`,
      retentionInDays: 365,
    });
  });
});

interface Document {
  paths: Record<string, Record<string, Operation>>;
}

interface Operation {
  operationId: string;
  security: readonly Record<string, unknown>[];
  "x-amazon-apigateway-integration": Record<string, unknown>;
}

/** Returns the part of an integration that calls an alias. Streamed and binary answers use another call. */
function callOf(route: Route, { state }: Declared, timeoutSeconds: number): object {
  const uri = String(state["invokeArn"]);
  if (!streamsAnswers(route.responses)) return { uri };
  return {
    uri: uri.replace("/2015-03-31/", "/2021-11-15/").replace(/invocations$/, "response-streaming-invocations"),
    responseTransferMode: "STREAM",
    timeoutInMillis: Math.max(29, timeoutSeconds) * 1000,
  };
}

/** True for a resource of the authorizer. identity.test.ts checks those. */
function isOfIdentity(urn: string): boolean {
  return urn.includes("::rest-api:identity:");
}

function policies(program: Program): { resource: string; document: string }[] {
  return program.resources.flatMap((resource: Declared) =>
    ["policy", "assumeRolePolicy"]
      .filter((key) => typeof resource.inputs[key] === "string")
      .map((key) => ({ resource: `${resource.type} ${resource.name}`, document: String(resource.inputs[key]) })),
  );
}

/** Returns the physical name and the ARN of a table. */
function stateOf(program: Program, { logicalName }: { readonly logicalName: string }) {
  return only(program, "aws:dynamodb/table:Table", logicalName).state as { name: string; arn: string };
}
