import { expect } from "chai";
import { smallApi, startProgram, type SmallApi, type TestCloud } from "./support/cloud";

const ok = "exports.handler = async () => ({ statusCode: 200, body: process.env.AWS_LAMBDA_INITIALIZATION_TYPE });";

async function withApi<T>(api: SmallApi, work: (cloud: TestCloud) => Promise<T>): Promise<T> {
  const cloud = await startProgram(smallApi(api));
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
}

async function get({ apiUrl }: TestCloud, path = "/x"): Promise<[number, string]> {
  const response = await fetch(`${apiUrl}${path}`);
  return [response.status, await response.text()];
}

const failed = [500, '{"message": "Internal server error"}'];
const badGateway = [502, '{"message": "Internal server error"}'];

describe("a program with a wrong declaration fails as on AWS", () => {
  it("a permission without the alias's qualifier responds with 500", async () => {
    const permission = "{ action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', function: fn.name }";
    await withApi({ handler: ok, permission }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal(failed);
      expect(cloud.logs.map(({ text }) => text).join()).to.include(
        "AccessDeniedException: apigateway.amazonaws.com is not authorized",
      );
    });
  });

  it("an integration on $LATEST uses no provisioned environment", async () => {
    const provisioned = `new aws.lambda.ProvisionedConcurrencyConfig("p", { functionName: fn.name, qualifier: alias.name, provisionedConcurrentExecutions: 1 });`;
    const permission = "{ action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', function: fn.name }";
    await withApi({ handler: ok, more: provisioned, uri: "fn.invokeArn", permission }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal([200, "on-demand"]);
    });
    await withApi({ handler: ok, more: provisioned }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal([200, "provisioned-concurrency"]);
    });
  });

  it("provisioned concurrency on $LATEST is rejected", async () => {
    const more = `new aws.lambda.ProvisionedConcurrencyConfig("p", { functionName: fn.name, qualifier: "$LATEST", provisionedConcurrentExecutions: 1 });`;
    const error = await startProgram(smallApi({ handler: ok, more })).catch((reason: Error) => reason.message);
    expect(error).to.equal(
      "function fn: InvalidParameterValueException: Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    );
  });

  it("provisioned concurrency of an undeclared function is rejected", async () => {
    const more = `new aws.lambda.ProvisionedConcurrencyConfig("p", { functionName: "nobody", qualifier: "live", provisionedConcurrentExecutions: 1 });`;
    const error = await startProgram(smallApi({ handler: ok, more })).catch((reason: Error) => reason.message);
    expect(error).to.equal(
      "provisioned concurrency p: ResourceNotFoundException: " +
        "Function not found: arn:aws:lambda:eu-central-1:123456789012:function:nobody:live",
    );
  });

  it("reserved concurrency below the provisioned concurrency is rejected", async () => {
    const more = `new aws.lambda.ProvisionedConcurrencyConfig("p", { functionName: fn.name, qualifier: "live", provisionedConcurrentExecutions: 3 });`;
    const functionArgs = "reservedConcurrentExecutions: 2,";
    const error = await startProgram(smallApi({ handler: ok, more, functionArgs })).catch(
      (reason: Error) => reason.message,
    );
    expect(error).to.equal(
      "function fn: InvalidParameterValueException: Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    );
  });

  it("a missing IAM action is denied inside the function", async () => {
    // The function uses the SDK of the runtime, because the archive of this test contains none.
    const handler = `const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
    exports.handler = async () => {
      const put = new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: "a" } } });
      try {
        await new DynamoDBClient({}).send(put);
        return { body: "{}" };
      } catch ({ name, message, $metadata }) {
        return { statusCode: $metadata.httpStatusCode, body: JSON.stringify({ name, message }) };
      }
    };`;
    const table = `const table = new aws.dynamodb.Table("t", { name: "things", attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" });`;
    const statements = (action: string) =>
      `[{ Effect: "Allow", Action: "${action}", Resource: "arn:aws:dynamodb:eu-central-1:123456789012:table/things" }]`;
    const functionArgs = 'environment: { variables: { TABLE: "things" } },';
    await withApi({ handler, more: table, functionArgs, statements: statements("dynamodb:GetItem") }, async (cloud) => {
      const [status, text] = await get(cloud);
      const { name, message } = JSON.parse(text) as Record<string, string>;
      expect([status, name]).to.deep.equal([400, "AccessDeniedException"]);
      expect(message).to.match(
        /^User: arn:aws:sts::123456789012:assumed-role\/role-\w+\/fn-\w+ is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table\/things because no identity-based policy allows the dynamodb:PutItem action$/,
      );
    });
    await withApi({ handler, more: table, functionArgs, statements: statements("dynamodb:PutItem") }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal([200, "{}"]);
    });
  });

  it("an integration that is not POST responds with 500", async () => {
    const source = smallApi({ handler: ok }).replace('httpMethod: "POST"', 'httpMethod: "GET"');
    const cloud = await startProgram(source);
    expect(await get(cloud)).to.deep.equal(failed);
    await cloud.stop();
  });
});

describe("a function that fails", () => {
  it("responds with 502 when it throws, and keeps its environment", async () => {
    const handler = `let calls = 0; exports.handler = async () => { if (calls++ === 0) throw new TypeError("no"); return { body: String(calls) }; };`;
    await withApi({ handler }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal(badGateway);
      expect(await get(cloud)).to.deep.equal([200, "2"]);
      // Used memory is reported for a failed call too, and is below the maximum.
      const [used] = cloud.logs.flatMap(({ text }) => /Max Memory Used: (\d+) MB/.exec(text)?.[1] ?? []);
      expect(Number(used)).to.be.within(1, 64);
    });
  });

  it("responds with 502 when it exits, and gets a new environment", async () => {
    const handler = `let calls = 0; exports.handler = async (event) => { if (event.path === "/exit") process.exit(0); return { body: String(++calls) }; };`;
    await withApi({ handler }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal([200, "1"]);
      expect(await get(cloud, "/exit")).to.deep.equal(badGateway);
      expect(await get(cloud)).to.deep.equal([200, "1"]);
    });
  });

  it("reports its exit status", async () => {
    const cloud = await startProgram(smallApi({ handler: "exports.handler = async () => process.exit(3);" }));
    const fn = cloud.cloud.program.resources.find(({ type }) => type === "aws:lambda/function:Function")!;
    const { payload, requestId } = await cloud.cloud.invoke({ functionName: fn.id });
    await cloud.stop();
    expect(JSON.parse(payload)).to.deep.equal({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 3`,
    });
  });

  it("is stopped at its timeout, even in an endless loop, and logs the timeout", async () => {
    const handler = `exports.handler = async (event) => { while (event.path === "/loop"); return { body: "on" }; };`;
    await withApi({ handler, functionArgs: "timeout: 1," }, async (cloud) => {
      expect(await get(cloud, "/loop")).to.deep.equal(badGateway);
      expect(cloud.logs.map(({ text }) => text).find((text) => text.startsWith("REPORT"))).to.match(
        /\tDuration: 1000\.00 ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d{1,2} MB\tInit Duration: [\d.]+ ms\tStatus: timeout\t\n$/,
      );
      expect(await get(cloud)).to.deep.equal([200, "on"]);
    });
  });

  it("is killed when it exceeds its memory", async () => {
    const handler = `exports.handler = async (event) => { const all = []; while (event.path === "/grow") all.push(new Array(1e5).fill(all.length)); return { body: "on" }; };`;
    await withApi({ handler, functionArgs: "timeout: 20," }, async (cloud) => {
      expect(await get(cloud, "/grow")).to.deep.equal(badGateway);
      expect(await get(cloud)).to.deep.equal([200, "on"]);
    });
  });

  it("responds with 502 when it cannot be loaded", async () => {
    await withApi({ handler: "throw new Error('at init');" }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal(badGateway);
    });
  });
});

describe("an injected fault", () => {
  const faulty = async (faults: string[], work: (cloud: TestCloud) => Promise<unknown>) => {
    const cloud = await startProgram(smallApi({ handler: ok }), faults);
    try {
      await work(cloud);
    } finally {
      await cloud.stop();
    }
  };

  it("makes the runtime exit: 502 without gateway responses", () =>
    faulty(["lambda:crash=1"], async (cloud) => expect(await get(cloud)).to.deep.equal(badGateway)));

  it("makes Lambda throttle: 500 at the gateway", () =>
    faulty(["lambda:throttle=1"], async (cloud) => expect(await get(cloud)).to.deep.equal(failed)));

  it("delays the init, and calls still succeed", () =>
    faulty(["lambda:init=100"], async (cloud) => expect(await get(cloud)).to.deep.equal([200, "on-demand"])));
});

describe("environments", () => {
  const slow = `const id = Math.random(); exports.handler = async () => { await new Promise((r) => setTimeout(r, 50)); return { body: String(id) }; };`;
  const ids = async (cloud: TestCloud, calls: number) => Promise.all(Array.from({ length: calls }, () => get(cloud)));

  it("handle one request at a time: a second one gets another environment", async () => {
    await withApi({ handler: slow }, async (cloud) => {
      const first = await ids(cloud, 2);
      expect(new Set(first.map(([, id]) => id)).size).to.equal(2);
    });
  });

  it("are reused while warm", async () => {
    await withApi({ handler: slow }, async (cloud) => {
      const [, first] = await get(cloud);
      expect(await get(cloud)).to.deep.equal([200, first]);
    });
  });

  it("are limited to the reserved concurrency: Lambda throttles further calls, a 500 at the gateway", async () => {
    await withApi({ handler: slow, functionArgs: "reservedConcurrentExecutions: 2," }, async (cloud) => {
      const statuses = (await ids(cloud, 4)).map(([status]) => status).sort();
      expect(statuses).to.deep.equal([200, 200, 500, 500]);
    });
  });

  it("have Lambda's environment variables", async () => {
    const handler = `exports.handler = async (event, context) => ({ body: JSON.stringify([process.env.AWS_EXECUTION_ENV, process.env.AWS_LAMBDA_FUNCTION_VERSION, context.functionVersion, context.invokedFunctionArn.split(":").pop(), context.memoryLimitInMB, process.env.HOME ?? null, context.getRemainingTimeInMillis() <= 3000]) });`;
    await withApi({ handler }, async (cloud) => {
      const [, body] = await get(cloud);
      expect(JSON.parse(body)).to.deep.equal(["AWS_Lambda_nodejs24.x", "1", "1", "live", "128", null, true]);
    });
  });
});

describe("a role that allows too little", () => {
  it("stops the function's log, and is reported once", async () => {
    const statements = `[{ Effect: "Deny", Action: "logs:PutLogEvents", Resource: "*" }]`;
    await withApi({ handler: ok, statements }, async (cloud) => {
      expect(await get(cloud)).to.deep.equal([200, "on-demand"]);
      await get(cloud);
      expect(cloud.logs.map(({ source }) => source)).to.deep.equal(["lambda"]);
      expect(cloud.logs[0]?.text).to.match(
        /^fn writes no log: User: .* is not authorized to perform: logs:PutLogEvents/,
      );
    });
  });

  it("shows which of its grants were used", async () => {
    const statements = `[{ Effect: "Allow", Action: ["dynamodb:Get*"], Resource: "*" }]`;
    await withApi({ handler: ok, statements }, async (cloud) => {
      await get(cloud);
      expect(cloud.usage.grants(cloud.cloud.registry)["fn"]?.map(({ action, used }) => [action, used])).to.deep.equal([
        ["dynamodb:Get*", false],
        ["logs:CreateLogStream", true],
        ["logs:PutLogEvents", true],
      ]);
    });
  });
});
