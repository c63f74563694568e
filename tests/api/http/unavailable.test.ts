import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { errorAnswer } from "../../../api/http/answers";

interface Failing {
  send(command: unknown): Promise<unknown>;
}

/** Calls of each service whose request the given answer ends. */
const calls: Readonly<Record<string, (options: any) => Promise<unknown>>> = {
  DynamoDB: (options) => sent(new DynamoDBClient(options), new GetItemCommand({ TableName: "t", Key: {} })),
  S3: (options) => sent(new S3Client(options), new GetObjectCommand({ Bucket: "b", Key: "k" })),
  "S3 HEAD": (options) => sent(new S3Client(options), new HeadObjectCommand({ Bucket: "b", Key: "k" })),
  "Secrets Manager": (options) => sent(new SecretsManagerClient(options), new GetSecretValueCommand({ SecretId: "s" })),
  "Parameter Store": (options) => sent(new SSMClient(options), new GetParameterCommand({ Name: "p" })),
  EventBridge: (options) => sent(new EventBridgeClient(options), new PutEventsCommand({ Entries: [] })),
};

async function sent(client: object, command: unknown): Promise<unknown> {
  return (client as Failing).send(command).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Returns the error with which the SDK's own client rejects. */
async function errorOf(service: string, statusCode: number, body: string): Promise<unknown> {
  const headers = { "content-type": service.startsWith("S3") ? "application/xml" : "application/x-amz-json-1.1" };
  const requestHandler = {
    handle: () => Promise.resolve({ response: { statusCode, headers, body: Buffer.from(body) } }),
  };
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  return calls[service]!({ region: "eu-central-1", credentials, requestHandler, maxAttempts: 1 });
}

const json = (type: string) => JSON.stringify({ __type: type, message: "why" });
const xml = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>why</Message></Error>`;

describe("the answer to a failed call of a service", () => {
  const unavailable: readonly (readonly [service: string, status: number, body: string])[] = [
    ["DynamoDB", 400, json("ProvisionedThroughputExceededException")],
    ["DynamoDB", 400, json("ThrottlingException")],
    ["DynamoDB", 500, json("InternalServerError")],
    ["S3", 503, xml("SlowDown")],
    ["S3", 503, xml("ServiceUnavailable")],
    ["S3", 500, xml("InternalError")],
    ["S3", 400, xml("RequestTimeout")],
    ["S3 HEAD", 503, ""],
    ["Secrets Manager", 400, json("ThrottlingException")],
    ["Secrets Manager", 500, json("InternalServiceError")],
    ["Parameter Store", 400, json("ThrottlingException")],
    ["Parameter Store", 500, json("InternalServerError")],
    ["Parameter Store", 429, json("TooManyUpdates")],
    ["EventBridge", 400, json("ThrottlingException")],
    ["EventBridge", 500, json("InternalException")],
  ];
  for (const [service, status, body] of unavailable) {
    it(`is 503 with Retry-After if ${service} answers ${status} ${/\w+(?=<\/Code|",)/.exec(body)?.[0] ?? ""}`, async () => {
      expect(errorAnswer(await errorOf(service, status, body), "id")).to.deep.equal({
        statusCode: 503,
        headers: { "Retry-After": "1" },
        body: { error: "Service unavailable", requestId: "id" },
      });
    });
  }

  for (const code of ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "ETIMEDOUT"]) {
    it(`is 503 if the connection fails with ${code}`, () => {
      expect(errorAnswer(Object.assign(new Error("connect"), { code }), "id")?.statusCode).to.equal(503);
    });
  }

  const defects: readonly (readonly [service: string, status: number, body: string])[] = [
    ["DynamoDB", 400, json("ValidationException")],
    ["DynamoDB", 400, json("ResourceNotFoundException")],
    ["S3", 403, xml("AccessDenied")],
    ["S3", 404, xml("NoSuchKey")],
    ["Secrets Manager", 400, json("AccessDeniedException")],
    ["Parameter Store", 400, json("ParameterNotFound")],
  ];
  for (const [service, status, body] of defects) {
    it(`is left to the gateway if ${service} answers ${status} ${/\w+(?=<\/Code|",)/.exec(body)?.[0] ?? ""}`, async () => {
      expect(errorAnswer(await errorOf(service, status, body), "id")).to.equal(undefined);
    });
  }

  it("is left to the gateway for an error of the callback", () => {
    const others = [new Error("Throttling of my own"), new TypeError("x"), undefined, null, "SlowDown"];
    expect(others.map((error) => errorAnswer(error, "id"))).to.deep.equal(others.map(() => undefined));
  });
});
