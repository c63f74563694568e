import { join } from "node:path";
import { expect } from "chai";
import { checkProgram } from "../../src/terminal/check";
import { smallApi, startProgram } from "../support/cloud";
import { finish } from "../support/run";

const program = (folder: string) => join(__dirname, "../foreign", folder);

async function checked(source: string): Promise<[string, boolean]> {
  const started = await startProgram(source);
  try {
    const { text, sound } = await checkProgram(started.cloud);
    return [text, sound];
  } finally {
    await started.stop();
  }
}

describe("npm start -- --check", () => {
  it("exits with 0 if every route can answer, and prints how far each type is emulated", async () => {
    const { code, stdout } = await finish(["--program", program("outputs"), "--check"]);
    expect(code).to.equal(0);
    expect(stdout).to.include("  1 of 1 routes can answer.\n");
    expect(stdout).to.match(/^ {2}Emulated: .*1 StateMachine/m);
    expect(stdout).to.match(/^ {2}Outputs only, without behaviour: 1 Stream$/m);
  });

  it("exits with 1 if a route cannot answer, and prints the reasons", async () => {
    const { code, stdout } = await finish(["--program", program("component"), "--check"]);
    expect(code).to.equal(1);
    expect(stdout).to.include("    GET /v1/signed: signatures are not emulated: it rejects every request\n");
  });

  it("reports a function that the gateway may not call, and one that does not run locally", async () => {
    const handler = "exports.handler = async () => ({ statusCode: 200 });";
    const [denied] = await checked(
      smallApi({
        handler,
        permission: "{ action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', function: fn.name }",
      }),
    );
    expect(denied).to.match(/ANY \/test\/\{proxy\+\}: .*not authorized.*: it answers 500\n/);
    const [parked, sound] = await checked(smallApi({ handler, runtime: "python3.12" }));
    expect(sound).to.equal(false);
    expect(parked).to.include("Function fn does not run here: its runtime is python3.12; only Node.js runs locally");
  });

  it("lists inputs without an effect, with the resources that set them", async () => {
    const [text] = await checked(`
      const table = (name: string) => new aws.dynamodb.Table(name, {
        attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST",
        replicas: [{ regionName: "eu-west-1" }], tags: { of: "nobody" },
      });
      table("one");
      table("other");`);
    expect(text).to.include("\n  Table one, other: replicas has no effect here\n");
    expect(text).not.to.include("tags");
  });

  it("reports an undeclared bucket, and an action on tables without a role", async () => {
    const [text] = await checked(`
      const page = (bucket: string) => ({ get: { "x-amazon-apigateway-integration": {
        type: "aws", httpMethod: "GET", uri: "arn:aws:apigateway:eu-central-1:s3:path/" + bucket + "/index.html",
      } } });
      const files = new aws.s3.Bucket("files", { bucket: "files" });
      const body = files.bucket.apply((name) => JSON.stringify({
        openapi: "3.0.1", info: { title: "pages", version: "1" },
        paths: { "/there": page(name), "/gone": page("gone"), "/any": page("{bucket}"),
          "/items": { post: { "x-amazon-apigateway-integration": {
            type: "aws", httpMethod: "POST", uri: "arn:aws:apigateway:eu-central-1:dynamodb:action/PutItem",
          } } } },
      }));
      const api = new aws.apigateway.RestApi("api", { body });
      const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
      new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "test" });`);
    expect(text).to.include("  2 of 4 routes can answer; the others cannot:\n");
    expect(text).to.match(/^ {4}POST \/test\/items: it has no role \(credentials\), .*: it answers 500$/m);
    expect(text).to.include("    GET /test/gone: the bucket gone is not declared by the program: it answers 500\n");
  });
});
