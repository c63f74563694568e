import { expect } from "chai";
import { parsePolicy, type Program } from "@onemachine/local-cloud";
import { routes } from "../../api/routes";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { suppressions } from "../../policy/suppressions";
import { policyResources } from "@onemachine/api-tools";
import { declareWithoutCode, only, shipped } from "../support/program";
import { shippedStack } from "../support/shipped";
import { stackSettings } from "../support/stackFile";

const callbackUrls = ["https://app.example.com/signed-in"];
const poolArn = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbCdEfGhI";

const loaded = new Map<string, Promise<Program>>();

async function withIdentity(identity: object, stack: "dev" | "prod" = "prod"): Promise<Program> {
  const { project } = (await shipped(stack)).location;
  const setting = `${project}:identity=${JSON.stringify(identity)}`;
  const program = loaded.get(stack + setting) ?? declareWithoutCode({ ...shippedStack(stack), config: [setting] });
  loaded.set(stack + setting, program);
  return program;
}

/** Returns the declared resources of Cognito, and the functions without a route. */
async function added(program: Program): Promise<string[]> {
  const before = (await shipped(program.location.stack as "dev" | "prod")).resources
    .filter(({ urn }) => !urn.includes("::rest-api:identity:"))
    .map(({ type, name }) => `${type} ${name}`);
  return program.resources
    .filter(({ custom, type, name }) => custom && !before.includes(`${type} ${name}`))
    .map(({ type }) => type.split(":").at(-1)!)
    .sort();
}

function imported(program: Program): any {
  return JSON.parse(String(only(program, "aws:apigateway/restApi:RestApi").inputs["body"]));
}

/** Returns the security requirements of each operation, without preflights. */
function securities(program: Program): object[] {
  const items = Object.values(imported(program).paths as Record<string, Record<string, any>>);
  const operations = items.flatMap((item) => Object.entries(item)).filter(([method]) => method !== "options");
  return operations.map(([, { security }]) => security as object);
}

describe("identities", () => {
  it("are off by default: no stack declares a user pool or an authorizer", async () => {
    for (const stack of ["dev", "prod"] as const) {
      const program = await shipped(stack);
      // The owner of the stack has set it.
      if (stackSettings(program).identity !== undefined) continue;
      expect(program.resources.filter(({ type }) => type.startsWith("aws:cognito/"))).to.deep.equal([]);
      expect(securities(program)).to.have.deep.members(
        routes.map(({ withoutKey }) => (withoutKey === undefined ? [{ apiKey: [] }] : [])),
      );
    }
  });

  it("with the stack's own user pool: declare the pool, its scopes and its sign-in page, and no function", async () => {
    const program = await withIdentity({ by: "userPool", callbackUrls });
    expect(await added(program)).to.deep.equal(["ResourceServer", "UserPool", "UserPoolClient", "UserPoolDomain"]);
    const { project, stack } = program.location;
    const { arn } = only(program, "aws:cognito/userPool:UserPool").state;
    expect(imported(program).components.securitySchemes.userPool).to.deep.equal({
      type: "apiKey",
      name: "Authorization",
      in: "header",
      "x-amazon-apigateway-authtype": "cognito_user_pools",
      "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [arn] },
    });
    const withoutKey = routes.filter((route) => route.withoutKey !== undefined).length;
    const keys = securities(program).map((security) => {
      const [token, ...others] = [...(security as { userPool: string[] }[])].reverse();
      for (const scope of token!.userPool) expect(scope).to.match(new RegExp(`^${project}-${stack}/\\w+$`));
      return JSON.stringify(others);
    });
    expect(keys.filter((each) => each !== '[{"apiKey":[]}]')).to.deep.equal(Array(withoutKey).fill("[]"));
  });

  it("with the stack's own user pool: use no client secret, allow no sign-up, and protect the pool in prod", async () => {
    const program = await withIdentity({ by: "userPool", callbackUrls });
    const { inputs, options } = only(program, "aws:cognito/userPool:UserPool");
    expect([options.protect, inputs["deletionProtection"]]).to.deep.equal([true, "ACTIVE"]);
    expect(inputs["adminCreateUserConfig"]).to.deep.equal({ allowAdminCreateUserOnly: true });
    const client = only(program, "aws:cognito/userPoolClient:UserPoolClient").inputs;
    expect(client).to.deep.include({ generateSecret: false, allowedOauthFlows: ["code"], callbackUrls });
    expect(client["allowedOauthScopes"]).to.deep.equal([
      "openid",
      ...(only(program, "aws:cognito/resourceServer:ResourceServer").state["scopeIdentifiers"] as string[]),
    ]);
  });

  it("with an existing user pool: declare only the scopes, which differ between stacks", async () => {
    const identifiers = [];
    for (const stack of ["dev", "prod"] as const) {
      const program = await withIdentity({ by: "userPool", userPoolArn: poolArn }, stack);
      expect(await added(program)).to.deep.equal(["ResourceServer"]);
      const { identifier, userPoolId } = only(program, "aws:cognito/resourceServer:ResourceServer").inputs;
      expect(userPoolId).to.equal("eu-central-1_AbCdEfGhI");
      identifiers.push(identifier);
    }
    expect(new Set(identifiers).size).to.equal(2);
  });

  it("with the authorizer: declare a function that may only write its log, and a role that may only call it", async () => {
    const program = await withIdentity({
      by: "authorizer",
      issuer: "https://login.example.com/",
      audience: "this-api",
    });
    expect(await added(program)).to.deep.equal(["Function", "LogGroup", "Role", "Role", "RolePolicy", "RolePolicy"]);
    const fn = only(program, "aws:lambda/function:Function", "identity-authorizer-function");
    expect((fn.inputs["environment"] as { variables: object }).variables).to.deep.include({
      TOKEN_ISSUER: "https://login.example.com/",
      TOKEN_AUDIENCE: "this-api",
    });
    const policy = only(program, "aws:iam/rolePolicy:RolePolicy", "identity-authorizer-policy");
    const actions = parsePolicy(String(policy.inputs["policy"])).flatMap(({ actions: each }) => each);
    // X-Ray tracing is on in prod.
    expect(actions).to.deep.equal([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
    ]);
    const caller = only(program, "aws:iam/rolePolicy:RolePolicy", "identity-authorizer-caller-policy");
    const [statement, ...others] = parsePolicy(String(caller.inputs["policy"]));
    expect([statement!.actions, statement!.resources, others]).to.deep.equal([
      ["lambda:InvokeFunction"],
      [fn.state["arn"]],
      [],
    ]);
    const { "x-amazon-apigateway-authorizer": declaration } = imported(program).components.securitySchemes.authorizer;
    const role = only(program, "aws:iam/role:Role", "identity-authorizer-caller-role");
    expect(declaration.authorizerCredentials).to.equal(role.state["arn"]);
  });

  it("with the authorizer: cache its results by token, method and path, for the seconds of the setting", async () => {
    const program = await withIdentity({ by: "authorizer", callbackUrls, cacheSeconds: 60 });
    const { "x-amazon-apigateway-authorizer": declaration } = imported(program).components.securitySchemes.authorizer;
    expect(declaration).to.deep.include({
      type: "request",
      identitySource: "method.request.header.Authorization, context.httpMethod, context.resourcePath",
      authorizerResultTtlInSeconds: 60,
    });
  });

  it("violate no mandatory policy", async () => {
    for (const by of ["userPool", "authorizer"]) {
      const found = violationsOf(policyResources(await withIdentity({ by, callbackUrls })), policies, suppressions);
      const open = found.filter(({ level, suppression }) => level === "mandatory" && suppression === undefined);
      expect(open.map(({ message }) => message)).to.deep.equal([]);
    }
  });

  it("of single routes: require no token on other routes", async () => {
    // A route with scopes and without a key must require a token.
    const tokenOnly = routes.filter(({ scopes, withoutKey }) => scopes !== undefined && withoutKey !== undefined);
    const withToken = [...new Set([...tokenOnly, ...routes.slice(0, 1)])].map(({ name }) => name);
    const checks = Object.fromEntries(withToken.map((name) => [name, "userPool"]));
    const program = await withIdentity({ by: "key", routes: checks, callbackUrls });
    const found = securities(program).filter((security) => (security as object[]).some((each) => "userPool" in each));
    expect(found).to.have.length(withToken.length);
  });
});
