import { APIGatewayClient, GetAccountCommand } from "@aws-sdk/client-api-gateway";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { EndpointListener, type EndpointRun } from "../../src/endpoint/listener";

const credentials = { accessKeyId: "a", secretAccessKey: "b" };

describe("a service that is not emulated", () => {
  const logs: string[] = [];
  const server = new EndpointListener({ log: ({ text }) => logs.push(text) } as Partial<EndpointRun> as EndpointRun);
  let endpoint: string;
  before(async () => {
    endpoint = await server.listen();
  });
  after(() => server.close());

  const options = () => ({ endpoint, region: "eu-central-1", credentials, maxAttempts: 1 });
  const calls: readonly [operation: string, call: () => Promise<unknown>][] = [
    ["sts: GetCallerIdentity", () => new STSClient(options()).send(new GetCallerIdentityCommand({}))],
    ["iam: ListRoles", () => new IAMClient(options()).send(new ListRolesCommand({}))],
    ["dynamodb: ListTables", () => new DynamoDBClient(options()).send(new ListTablesCommand({}))],
    ["apigateway: GET /account", () => new APIGatewayClient(options()).send(new GetAccountCommand({}))],
    [
      "lambda: POST /2015-03-31/functions/fn/invocations",
      () => new LambdaClient(options()).send(new InvokeCommand({ FunctionName: "fn" })),
    ],
  ];
  for (const [operation, call] of calls) {
    it(`is named with its operation in the SDK's protocol: ${operation}`, async () => {
      const error = await call().then(
        () => expect.fail("it succeeded"),
        (thrown: Error) => thrown,
      );
      const sentence = `the local cloud does not emulate ${operation} is refused, and nothing left this machine`;
      expect([error.name, error.message]).to.deep.equal(["NotEmulatedException", sentence]);
      expect(logs).to.include(sentence);
    });
  }

  it("is named over CBOR", async () => {
    const answer = await fetch(`${endpoint}/service/GraniteServiceVersion20100801/operation/PutMetricData`, {
      method: "POST",
      headers: {
        "smithy-protocol": "rpc-v2-cbor",
        Authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/monitoring/aws4_request, Signature=b",
      },
    });
    expect(answer.headers.get("smithy-protocol")).to.equal("rpc-v2-cbor");
    const sentence =
      "the local cloud does not emulate monitoring: PutMetricData is refused, and nothing left this machine";
    // RFC 8949: a map of two entries, each text with a length of four bytes.
    const expected = ["__type", "NotEmulatedException", "message", sentence].map((text) => {
      const length = text.length.toString(16).padStart(8, "0");
      return `7a${length}${Buffer.from(text).toString("hex")}`;
    });
    expect(Buffer.from(await answer.arrayBuffer()).toString("hex")).to.equal(`a2${expected.join("")}`);
  });
});
