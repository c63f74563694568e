import { expect } from "chai";
import { integrationName } from "../../src/apigateway/integrations/integrationName";

describe("an integration that is not emulated", () => {
  const aws = "arn:aws:apigateway:eu-central-1";
  for (const [integration, name] of [
    [{ type: "AWS", uri: `${aws}:sqs:path/123456789012/queue`, httpMethod: "POST" }, "with sqs (POST)"],
    [{ type: "AWS", uri: `${aws}:events:action/PutEvents`, httpMethod: "POST" }, "with events (PutEvents)"],
    [{ type: "AWS", uri: `${aws}:states:action/StartExecution`, httpMethod: "POST" }, "with states (StartExecution)"],
    [{ type: "AWS", uri: `${aws}:s3:path/bucket/{key}`, httpMethod: "PUT" }, "with s3 (PUT)"],
    [{ type: "AWS", uri: "arn:aws-cn:apigateway:cn-north-1:sns:path//", httpMethod: "POST" }, "with sns (POST)"],
    [{ type: "AWS", uri: "${stageVariables.uri}", httpMethod: "POST" }, "with ${stageVariables.uri}"],
    [{ type: "AWS" }, "with no URI"],
    [{ type: "HTTP", uri: "http://127.0.0.1/" }, "of type HTTP"],
  ] as const)
    it(`is named ${name}`, () => expect(integrationName(integration)).to.equal(name));
});
