import { expect } from "chai";
import { checkDocument } from "../../src/apigateway/declared/documentChecks";
import { nameAuthorizers } from "../../src/apigateway/component/authorizers";
import type { Properties } from "../../src/kernel/resources";
import { startProgram } from "../support/cloud";
import { declared, refusalOf } from "../support/declared";

const pathPart = (part: string) =>
  `BadRequestException: Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end. (path part '${part}')`;

const verbs = "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY";

const size = (bytes: string) =>
  `BadRequestException: Invalid minimum compression size, must be between 0 and 10485760 (minimumCompressionSize ${bytes})`;

describe("a document that API Gateway does not import", () => {
  const integration = (more: object) => ({
    "/a": { get: { "x-amazon-apigateway-integration": { type: "mock", ...more } } },
  });
  const document = (more: Properties) =>
    refusalOf(() => checkDocument("REST API api", more))?.replace(
      /^REST API api: BadRequestException: Errors found during import: /,
      "",
    );

  it("has a path, a timeout, a method, a TTL or a compression size that is refused", () => {
    const at = "Unable to put integration on 'GET' for resource at path '/a': ";
    expect(document({ paths: { "/a b/{id}": {} } })).to.equal(
      `Unable to create resource at path '/a b/{id}': ${pathPart("a b").replace("BadRequestException: ", "")}`,
    );
    expect(document({ paths: integration({ timeoutInMillis: 10 }) })).to.equal(
      `${at}Timeout should be between 50 ms and 29000 ms (timeout 10 ms)`,
    );
    expect(document({ paths: integration({ httpMethod: "FETCH" }) })).to.equal(`${at}${verbs} (httpMethod 'FETCH')`);
    expect(
      document({
        components: {
          securitySchemes: { a: { "x-amazon-apigateway-authorizer": { authorizerResultTtlInSeconds: 4_000 } } },
        },
      }),
    ).to.equal(
      "Unable to create authorizer 'a': Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds. (4000 seconds)",
    );
    expect(document({ "x-amazon-apigateway-minimum-compression-size": 20_000_000 })).to.equal(
      size("20000000").replace("BadRequestException: ", ""),
    );
  });

  it("is accepted with methods in either case, and with greedy variables", () => {
    expect(
      document({
        paths: {
          ...integration({ httpMethod: "post", timeoutInMillis: 29_000 }),
          "/{proxy+}": { "x-amazon-apigateway-any-method": {} },
          "/": { summary: "root" },
        },
      }),
    ).to.equal(undefined);
  });
});

describe("a RestAPI of the component package", () => {
  const location = { project: "p", stack: "s", region: "us-east-1" };
  const role = declared("aws:iam/role:Role", { name: "role" });
  const route = (path: string, parameterName: string) => ({
    path,
    authorizers: [{ authorizerName: "own", parameterName }],
  });
  const refusal = (...routes: object[]) =>
    nameAuthorizers("api", routes as Parameters<typeof nameAuthorizers>[1], {
      declare: () => Promise.resolve(role),
      location,
    }).then(
      () => undefined,
      (error: Error) => error.message,
    );

  it("is refused with two authorizers of one name, and accepts one authorizer for two routes", async () => {
    expect(await refusal(route("/a", "x-a"), route("/b", "x-b"))).to.equal(
      "route /b: Two different authorizers using the same name: own",
    );
    expect(await refusal(route("/a", "x-a"), route("/b", "x-a"))).to.equal(undefined);
  });
});

describe("a deployed API", () => {
  it("is refused without any method", async () => {
    const source = `
      const api = new aws.apigateway.RestApi("api");
      new aws.apigateway.Deployment("now", { restApi: api.id });`;
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      "deployment now: BadRequestException: The REST API doesn't contain any methods",
    );
  });

  it("is refused with two variables side by side that have no methods yet", async () => {
    const source = `
      const api = new aws.apigateway.RestApi("api");
      const of = { restApi: api.id, parentId: api.rootResourceId };
      new aws.apigateway.Resource("a", { ...of, pathPart: "{id}" });
      new aws.apigateway.Resource("b", { ...of, pathPart: "{other}" });`;
    expect(await startProgram(source).catch((error: Error) => error.message)).to.equal(
      "resource b: BadRequestException: A sibling ({id}) of this resource already has a variable path part -- only one is allowed",
    );
  });
});
