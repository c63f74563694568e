import { expect } from "chai";
import { checkIntegration, checkPaths } from "../../src/apigateway/declared/refusals";
import type { Refusal } from "../../src/kernel/errors";
import { smallApi, startProgram } from "../support/cloud";
import { integrationOf } from "../support/exchange";

function message(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Refusal).answer.message;
  }
}

describe("a definition that API Gateway refuses", () => {
  const lambda = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:fn/invocations";
  const proxy = (uri: string, httpMethod: string | undefined = "POST") =>
    message(() =>
      checkIntegration("api", integrationOf({ type: "AWS_PROXY", uri, ...(httpMethod === "" ? {} : { httpMethod }) })),
    );

  it("an integration URI that calls no function", () => {
    expect(proxy(lambda)).to.equal(undefined);
    expect(proxy("arn:aws:lambda:us-east-1:111111111111:function:fn")).to.equal(
      "AWS ARN for integration must contain path or action",
    );
    expect(proxy(`bad-${lambda}`)).to.equal("Invalid ARN specified in the request");
    expect(proxy("arn:aws:apigateway:us-east-1:lambda:path/random/value/arn:fn/invocations")).to.equal(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  });

  it("an integration without an HTTP method, unless it is MOCK", () => {
    expect(proxy(lambda, "")).to.equal("Enumeration value for HttpMethod must be non-empty");
    expect(message(() => checkIntegration("api", integrationOf()))).to.equal(undefined);
  });

  it("two variables side by side, and a child of a greedy one", () => {
    expect(message(() => checkPaths("api", ["/{proxy+}", "/parent/{child+}", "/parent/fixed"]))).to.equal(undefined);
    expect(message(() => checkPaths("api", ["/{proxy+}", "/{dynamic}"]))).to.equal(
      "A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed",
    );
    expect(message(() => checkPaths("api", ["/{proxy+}/child"]))).to.equal(
      "Cannot create a child of a resource with a greedy path variable: {proxy+}",
    );
  });

  it("rejects a deployment that depends on no method, as AWS can", async () => {
    const source = `
      const api = new aws.apigateway.RestApi("api");
      const method = new aws.apigateway.Method("get", { restApi: api.id, resourceId: api.rootResourceId, httpMethod: "GET", authorization: "NONE" });
      new aws.apigateway.Integration("get", { restApi: api.id, resourceId: api.rootResourceId, httpMethod: method.httpMethod, type: "MOCK" });
      new aws.apigateway.Deployment("now", { restApi: api.id });`;
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      "deployment now: BadRequestException: The REST API doesn't contain any methods (the deployment depends on none: add dependsOn)",
    );
  });

  it("rejects an integration that does not depend on its method, as AWS can", async () => {
    const source = `
      const api = new aws.apigateway.RestApi("api");
      const of = { restApi: api.id, resourceId: api.rootResourceId, httpMethod: "GET" };
      const method = new aws.apigateway.Method("get", { ...of, authorization: "NONE" });
      new aws.apigateway.Integration("get", { ...of, type: "MOCK" });`;
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      "integration get: NotFoundException: Invalid Method identifier specified (the integration does not depend on its method: use method.httpMethod as its httpMethod)",
    );
  });

  it("an API key's value of fewer than 20 or more than 128 characters", async () => {
    const key = (value: string) => `new aws.apigateway.ApiKey("key", { value: ${JSON.stringify(value)} });`;
    const refusal = (length: number) =>
      startProgram(key("a".repeat(length))).then(
        (small) => small.stop(),
        (error: Error) => error.message.replace(/^.*BadRequestException: /, ""),
      );
    expect(await refusal(19)).to.equal("API Key value should be at least 20 characters");
    expect(await refusal(20)).to.equal(undefined);
    expect(await refusal(128)).to.equal(undefined);
    expect(await refusal(129)).to.equal("API Key value exceeds maximum size of 128 characters");
  });

  it("rejects a body that is not an OpenAPI document, and names the API", async () => {
    const source = smallApi({ handler: "//" }).replace(/body: pulumi[^}]*/, 'body: "{\'key:value}" ');
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      "REST API api: BadRequestException: Invalid OpenAPI input.",
    );
  });
});
