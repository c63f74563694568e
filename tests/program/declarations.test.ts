import { expect } from "chai";
import { consumers, declarations, routes, tables } from "../../api/routes";
import { ofKind } from "../../api/kinds";
import { tableKind } from "../../api/tables/kind";
import { type Declared, parsePolicy, type Program } from "@onemachine/local-cloud";
import { declared, ofType, only } from "../support/program";

const routeNames = routes.map(({ name }) => name);

for (const stack of ["dev", "prod"] as const) {
  const prod = stack === "prod";

  describe(`the program on stack ${stack}`, () => {
    let program: Program;
    before(async () => {
      program = await declared(stack);
    });

    it("declares each table on demand, with a maximum throughput, and protects it in prod", () => {
      const declaredTables = ofType(program, "aws:dynamodb/table:Table");
      expect(declaredTables.map(({ name }) => name)).to.have.members(
        Object.values(ofKind(declarations, "table")).map(({ logicalName }) => logicalName),
      );
      for (const { inputs, options } of declaredTables) {
        expect(inputs).to.deep.include({
          billingMode: "PAY_PER_REQUEST",
          deletionProtectionEnabled: prod,
          onDemandThroughput: { maxReadRequestUnits: prod ? 4000 : 1000, maxWriteRequestUnits: 1000 },
          pointInTimeRecovery: { enabled: prod },
        });
        expect(options.protect).to.equal(prod);
      }
    });

    it("declares one function per route, published, with the settings of the stack", () => {
      const functions = ofType(program, "aws:lambda/function:Function");
      const consumerNames = consumers.map(({ name }) => `${name}-function`);
      expect(functions.map(({ name }) => name).sort()).to.deep.equal(
        [...routeNames.map((name) => `${name}-function`), ...consumerNames].sort(),
      );
      for (const fn of functions.filter(({ name }) => !consumerNames.includes(name))) {
        const route = fn.name.replace("-function", "");
        const { code, ...inputs } = fn.inputs;
        expect(code).to.be.an("object");
        expect(inputs).to.deep.equal({
          architectures: ["arm64"],
          environment: {
            variables: {
              CORS_ORIGINS: prod ? "https://www.example.com" : "*",
              POWERTOOLS_SERVICE_NAME: "items-api",
              ...tableNames(program, route),
            },
          },
          handler: "__index.handler",
          loggingConfig: {
            logFormat: "Text",
            logGroup: only(program, "aws:cloudwatch/logGroup:LogGroup", `${route}-logs`).state["name"],
          },
          memorySize: prod ? 512 : 128,
          publish: true,
          role: only(program, "aws:iam/role:Role", `${route}-role`).state["arn"],
          runtime: "nodejs24.x",
          timeout: 10,
          tracingConfig: { mode: prod ? "Active" : "PassThrough" },
          ...(prod ? { reservedConcurrentExecutions: 40 } : {}),
        });
      }
    });

    it("gives each function its own role, with its actions on data and logs only", () => {
      for (const route of routeNames) {
        const logs = only(program, "aws:cloudwatch/logGroup:LogGroup", `${route}-logs`);
        const { role, policy } = only(program, "aws:iam/rolePolicy:RolePolicy", `${route}-policy`).inputs;
        expect(role).to.equal(only(program, "aws:iam/role:Role", `${route}-role`).state["name"]);
        expect(JSON.parse(String(policy))).to.deep.equal({
          Version: "2012-10-17",
          Statement: [
            ...dataStatements(program, route),
            {
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
              Resource: `${String(logs.state["arn"])}:*`,
            },
            ...(prod
              ? [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }]
              : []),
          ],
        });
        const { assumeRolePolicy } = only(program, "aws:iam/role:Role", `${route}-role`).inputs;
        expect(JSON.parse(String(assumeRolePolicy))).to.deep.equal({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
        });
      }
    });

    it("creates each log group before its function, with retention, and retains it in prod", () => {
      for (const route of routeNames) {
        const logs = only(program, "aws:cloudwatch/logGroup:LogGroup", `${route}-logs`);
        const fn = only(program, "aws:lambda/function:Function", `${route}-function`);
        expect(logs.inputs).to.deep.equal({ retentionInDays: prod ? 365 : 14 });
        expect(logs.options.retainOnDelete).to.equal(prod);
        expect(fn.options.dependencies).to.include(logs.urn);
      }
    });

    it("publishes each function under the alias live", () => {
      for (const route of routeNames) {
        const fn = only(program, "aws:lambda/function:Function", `${route}-function`);
        expect(only(program, "aws:lambda/alias:Alias", `${route}-live`).inputs).to.deep.equal({
          functionName: fn.state["name"],
          functionVersion: "1",
          name: "live",
        });
      }
    });

    it("permits API Gateway exactly one stage, method and path, on the alias", () => {
      const api = only(program, "aws:apigateway/restApi:RestApi");
      const permissions = ofType(program, "aws:lambda/permission:Permission");
      expect(permissions).to.have.length(routeNames.length);
      for (const { name: route, method, path } of routes) {
        const fn = only(program, "aws:lambda/function:Function", `${route}-function`);
        expect(only(program, "aws:lambda/permission:Permission", `${route}-permission`).inputs).to.deep.equal({
          action: "lambda:InvokeFunction",
          function: fn.state["name"],
          principal: "apigateway.amazonaws.com",
          qualifier: "live",
          sourceArn: `${String(api.state["executionArn"])}/v1/${method}${path}`,
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
      const document = JSON.parse(String(only(program, "aws:apigateway/restApi:RestApi").inputs["body"])) as Document;
      for (const operations of Object.values(document.paths)) {
        for (const [method, operation] of Object.entries(operations)) {
          const integration = operation["x-amazon-apigateway-integration"];
          if (method === "options") {
            expect(integration.type).to.equal("mock");
            expect(operation.security).to.equal(undefined);
            continue;
          }
          const alias = only(program, "aws:lambda/alias:Alias", `${operation.operationId}-live`);
          expect(integration).to.deep.equal({ type: "aws_proxy", httpMethod: "POST", uri: alias.state["invokeArn"] });
          expect(operation.security).to.deep.equal([{ apiKey: [] }]);
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
      expect(stage.inputs["stageName"]).to.equal("v1");
      expect(stage.inputs["xrayTracingEnabled"]).to.equal(prod);
    });

    it("throttles the stage and switches data traces off", () => {
      const { settings, methodPath } = only(program, "aws:apigateway/methodSettings:MethodSettings").inputs;
      expect(methodPath).to.equal("*/*");
      expect(settings).to.deep.equal({
        dataTraceEnabled: false,
        loggingLevel: prod ? "ERROR" : "OFF",
        metricsEnabled: true,
        throttlingBurstLimit: prod ? 500 : 2000,
        throttlingRateLimit: prod ? 200 : 1000,
      });
    });

    it("exports URL and key for clients, with the key's value as a secret", () => {
      const { apiUrl, apiEndpoint, apiKeyValue, tableNames: names } = program.outputs;
      expect(apiEndpoint!.value).to.equal(`${String(apiUrl!.value)}/items`);
      expect(apiUrl!.value).to.match(/\/v1$/);
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
  it("contain the plan basic-plan with its key in prod", async () => {
    const program = await declared("prod");
    const key = only(program, "aws:apigateway/apiKey:ApiKey", "production-key");
    const plan = only(program, "aws:apigateway/usagePlan:UsagePlan", "basic-plan");
    const api = only(program, "aws:apigateway/restApi:RestApi");
    expect(plan.inputs).to.deep.equal({
      apiStages: [{ apiId: api.id, stage: "v1" }],
      quotaSettings: { limit: 1000, period: "MONTH" },
      throttleSettings: { burstLimit: 20, rateLimit: 10 },
    });
    expect(only(program, "aws:apigateway/usagePlanKey:UsagePlanKey", "basic-plan-production-key").inputs).to.deep.equal(
      {
        keyId: key.id,
        keyType: "API_KEY",
        usagePlanId: plan.id,
      },
    );
  });
});

describe("the program's concurrency", () => {
  it("provisions five environments of each alias in prod", async () => {
    const program = await declared("prod");
    for (const route of routeNames) {
      const fn = only(program, "aws:lambda/function:Function", `${route}-function`);
      const type = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
      expect(only(program, type, `${route}-provisioned`).inputs).to.deep.equal({
        functionName: fn.state["name"],
        provisionedConcurrentExecutions: 5,
        qualifier: "live",
      });
    }
  });

  it("provisions no environments in dev, which would cost money when idle", async () => {
    const program = await declared("dev");
    expect(
      program.resources.filter(({ type }) => /provisionedConcurrency|appautoscaling|kms|account:/.test(type)),
    ).to.deep.equal([]);
  });
});

describe("the program's logs of the API", () => {
  it("are JSON in prod, with the key's id but without the key", async () => {
    const program = await declared("prod");
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

  it("depend on the account's role, which remains when the stack is deleted", async () => {
    const program = await declared("prod");
    const account = only(program, "aws:apigateway/account:Account");
    expect(account.options.retainOnDelete).to.equal(true);
    expect(only(program, "aws:apigateway/stage:Stage").options.dependencies).to.include(account.urn);
  });

  it("have a group with retention for execution logs, with the name that API Gateway uses", async () => {
    const program = await declared("prod");
    const api = only(program, "aws:apigateway/restApi:RestApi");
    expect(only(program, "aws:cloudwatch/logGroup:LogGroup", "items-execution-logs").inputs).to.deep.equal({
      name: `API-Gateway-Execution-Logs_${api.id}/v1`,
      retentionInDays: 365,
    });
  });
});

interface Document {
  paths: Record<string, Record<string, Operation>>;
}

interface Operation {
  operationId: string;
  security?: unknown;
  "x-amazon-apigateway-integration": Record<string, unknown>;
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

function routeNamed(name: string) {
  return routes.find((route) => route.name === name)!;
}

/** Returns the environment variables with the names of the tables in a route's `access`. */
function tableNames(program: Program, name: string): Record<string, string> {
  const own = ofKind(routeNamed(name).declarations, "table");
  return Object.fromEntries(
    Object.entries(own).map(([key, table]) => [tableKind.variable(key), stateOf(program, table).name]),
  );
}

/** Returns the statements for a route's `access`: its actions on the tables and their indexes. */
function dataStatements(program: Program, name: string): object[] {
  const { access, declarations } = routeNamed(name);
  return Object.entries(ofKind(declarations, "table")).map(([key, table]) => {
    const { arn } = stateOf(program, table);
    const actions = access[key]!;
    const reads = actions.some((action) => ["Query", "Scan"].includes(action));
    const indexes = reads ? Object.keys(table.indexes ?? {}).map((index) => `${arn}/index/${index}`) : [];
    return {
      Effect: "Allow",
      Action: actions.map((action) => `dynamodb:${action}`),
      Resource: indexes.length === 0 ? arn : [arn, ...indexes],
    };
  });
}
