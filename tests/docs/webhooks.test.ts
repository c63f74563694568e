import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect } from "chai";
import type { Declared } from "@onemachine/local-cloud";
import { openFunction } from "@onemachine/local-cloud/testing";
import { gatewayDocument } from "../../api/openapi/gatewayDocument";
import { openApiDocument } from "../../api/openapi/document";
import { packager } from "../../api/packaging/archive";
import { findViolations } from "../../api/route/checks";
import type { Resource } from "../../api/route/resource";
import { apiAccessPolicies } from "../../policy/controls/apiAccess";
import { fakeDynamoDb, requestId } from "../support/artefact";
import { blocks } from "../support/blocks";
import { root } from "../support/program";

const secret = "whsec-0123456789";
let folder: string;
let hooks: Resource;

before(() => {
  folder = mkdtempSync(join(root, "api", "tmp-"));
  const file = join(folder, "routes.ts");
  writeFileSync(file, blocks("docs/webhooks-and-other-answers.md", "ts")[0]!);
  ({ hooks } = createRequire(__filename)(file) as { hooks: Resource });
});
after(() => rmSync(folder, { recursive: true }));

async function answersOf(name: string, ...events: Partial<APIGatewayProxyEvent>[]) {
  const route = hooks.routes.find((each) => each.name === name)!;
  const inputs = { code: packager()(route), handler: "__index.handler", runtime: "nodejs24.x" };
  // Any service of AWS that answers in JSON.
  const parameters = await fakeDynamoDb();
  parameters.answer.body = { Parameter: { Value: secret } };
  const fn = await openFunction({ name, inputs } as unknown as Declared, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SSM: parameters.endpoint,
    PAYMENT_SECRET_PARAMETER_NAME: "payment-secret",
  });
  try {
    const answers = [];
    for (const event of events) {
      const requestContext = { requestId, stage: "v1", identity: {} };
      const outcome = await fn.call({ headers: {}, body: null, isBase64Encoded: false, requestContext, ...event });
      if (outcome.kind !== "result") throw new Error(JSON.stringify(outcome.failure));
      answers.push(
        JSON.parse(outcome.payload) as { statusCode: number; headers: Record<string, string>; body: string },
      );
    }
    return answers;
  } finally {
    await fn.stop();
    await parameters.stop();
    reads = parameters.operations;
  }
}

/** Operations that the last function sent to AWS. */
let reads: readonly string[] = [];

/** A signed event as API Gateway passes a binary media type. */
function signed(body: string | Buffer, signature?: string): Partial<APIGatewayProxyEvent> {
  const digest = createHmac("sha256", secret).update(body).digest("hex");
  return {
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
    headers: { "content-type": "application/json; charset=utf-8", "x-signature": signature ?? digest },
  };
}

describe("docs/webhooks-and-other-answers.md", () => {
  it("declares routes without violations", () => {
    expect([...findViolations([hooks])]).to.deep.equal([]);
  });

  it("shows a webhook that checks the exact bytes, and throws declared errors by name", async () => {
    const bytes = Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const first = signed('{ "type":  "paid" }');
    const large = signed(`"${"x".repeat(100_000)}"`);
    const answers = await answersOf(
      "receivePayment",
      first,
      signed('{"type":"paid"}', "0".repeat(64)),
      signed('{"type":"paid"}', "zz"),
      signed(bytes),
      { ...large },
      { ...first, headers: { ...first.headers, "content-type": "text/plain" } },
      { ...first, headers: { "content-type": "application/json" } },
    );
    const parts = (text: string) => {
      const { error, code } = (text === "" ? { error: "" } : JSON.parse(text)) as { error: string; code?: string };
      return code === undefined ? [error] : [error, code];
    };
    expect(answers.map(({ statusCode, body }) => [statusCode, ...parts(body)])).to.deep.equal([
      [204, ""],
      [401, "The signature is not valid", "wrongSignature"],
      [401, "The signature is not valid", "wrongSignature"],
      [422, "The event is unknown", "unknownEvent"],
      [413, "request body is too large"],
      [415, "Content-Type must be application/json"],
      [400, "X-Signature is required"],
    ]);
    expect(reads, "the secret is read once per environment").to.deep.equal(["GetParameter"]);
  });

  it("shows a CSV file and a redirect", async () => {
    const [csv] = await answersOf("exportPayments", {});
    expect([csv?.statusCode, csv?.headers["Content-Type"], csv?.body]).to.deep.equal([
      200,
      "text/csv; charset=utf-8",
      "id,amount\n1,20\n",
    ]);
    const [redirect] = await answersOf("openDashboard", {});
    expect([redirect?.statusCode, redirect?.headers["Location"], redirect?.body]).to.deep.equal([
      302,
      "https://example.com/",
      "",
    ]);
  });

  it("documents the errors by status, the raw body, the media type and the missing key", () => {
    const { paths } = openApiDocument("test", hooks.routes) as unknown as { paths: Record<string, any> };
    const hook = paths["/hooks/payments"].post;
    expect(hook.security).to.deep.equal([]);
    expect(hook.description).to.include("Requires no API key: the provider signs each request and sends no key.");
    expect([hook.responses[401].description, hook.responses[422].description]).to.deep.equal([
      "The signature is not valid",
      "The event is unknown",
    ]);
    expect(hook["x-errors"]).to.deep.equal({ wrongSignature: 401, unknownEvent: 422 });
    expect(hook.requestBody.content).to.deep.equal({
      "application/json": { schema: { type: "string", format: "binary", maxLength: 100_000 } },
    });
    expect(paths["/payments.csv"].get.responses[200].content).to.deep.equal({
      "text/csv; charset=utf-8": { schema: { type: "string" } },
    });
  });

  it("satisfies the policy of open methods by the reason, which API Gateway imports", () => {
    const imported = gatewayDocument(openApiDocument("test", hooks.routes), {
      corsOrigins: ["*"],
      integrationUris: {},
    });
    const { paths, ...rest } = imported as { paths: Record<string, any> } & Record<string, unknown>;
    expect(rest["x-amazon-apigateway-binary-media-types"]).to.deep.equal(["application/json"]);
    expect(paths["/hooks/payments"].post.description).to.equal(
      "Open: the provider signs each request and sends no key",
    );
    expect(paths["/payments.csv"].get.security).to.deep.equal([{ apiKey: [] }]);
    const [policy] = apiAccessPolicies;
    const violations = (body: unknown) =>
      (policy as unknown as { check(resource: object): string[] }).check({ props: { body: JSON.stringify(body) } });
    expect(violations(imported)).to.deep.equal([]);
    delete paths["/hooks/payments"].post.description;
    expect(violations(imported)).to.deep.equal(["POST /hooks/payments has no security"]);
  });
});
