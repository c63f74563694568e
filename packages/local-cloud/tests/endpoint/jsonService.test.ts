import { expect } from "chai";
import { RoleAuthorizer } from "../../src/iam/authorizer";
import { EndpointListener } from "../../src/endpoint/listener";
import type { AccessRequest } from "../../src/kernel/policies/access";
import { Facts, type Fact } from "../../src/kernel/facts/facts";
import { roleSession } from "../../src/kernel/identity";
import { authorizer } from "../../src/kernel/interfaces/authorization";
import { jsonService, ServiceError } from "../../src/kernel/protocols/jsonService";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";
import { sendSigned, type DynamoDbAnswer, type Signing } from "../support/signedRequest";

const roleArn = "arn:aws:iam::123456789012:role/caller";
const policyOf = (effect: string) =>
  JSON.stringify({ Statement: { Effect: effect, Principal: { AWS: roleArn }, Action: "ssm:*", Resource: "*" } });

describe("a service at the endpoint", () => {
  const registry = new ServiceRegistry();
  const facts = new Facts({ now: () => 0 });
  const published: Fact[] = [];
  facts.read((fact) => published.push(fact));
  const roles = new RoleAuthorizer({ facts, log: () => undefined });
  registry.offer(authorizer, roles);
  const location = { project: "p", stack: "dev", region: "eu-central-1" };
  const listener = new EndpointListener({ registry, facts, location, log: () => undefined });
  const access = ({ Name, policy }: Readonly<Record<string, unknown>>): AccessRequest[] => [
    { action: "ssm:Read", resource: `arn:aws:ssm:eu-central-1:123456789012:${String(Name)}`, policy: policy as string },
  ];
  listener.serve(
    jsonService({
      signingName: "ssm",
      version: "1.1",
      registry,
      operations: {
        Read: { access, run: ({ Name }, { region }) => ({ Name, region }), resources: ({ Name }) => [String(Name)] },
        Fail: {
          run: () => {
            throw new ServiceError("ParameterNotFound", "no such parameter", { members: { Name: "x" } });
          },
        },
      },
    }),
  );
  let endpoint: string;
  before(async () => {
    endpoint = await listener.listen();
    const statement = { Effect: "Allow", Action: "ssm:Read", Resource: "*:own" };
    roles.declare([
      {
        type: "aws:iam/role:Role",
        name: "caller",
        urn: "",
        parent: "",
        custom: true,
        id: "caller",
        inputs: {},
        state: { name: "caller", arn: roleArn, inlinePolicies: [{ policy: JSON.stringify({ Statement: statement }) }] },
        options: {
          dependencies: [],
          protect: false,
          retainOnDelete: false,
          ignoreChanges: [],
          additionalSecretOutputs: [],
          importId: "",
        },
      },
    ]);
  });
  after(() => listener.close());

  const send = (operation: string, body: object | string, signing: Signing = {}): Promise<DynamoDbAnswer> => {
    const credentials = roles.credentialsFor(roleSession(roleArn, "fn"));
    const headers = { "x-amz-target": `AmazonSSM.${operation}` };
    return sendSigned({ endpoint, credentials }, { operation, body }, { service: "ssm", headers, ...signing });
  };

  const allowed: [what: string, body: object][] = [
    ["the caller's policy allows it", { Name: "own" }],
    ["the resource's policy allows it", { Name: "other", policy: policyOf("Allow") }],
  ];
  for (const [what, body] of allowed) {
    it(`responds if ${what}`, async () => {
      const answer = await send("Read", body);
      const { Name } = body as { Name: string };
      expect([answer.status, answer.body]).to.deep.equal([200, { Name, region: "eu-central-1" }]);
    });
  }

  const session = "arn:aws:sts::123456789012:assumed-role/caller/fn";
  const denial = (name: string, why: string) =>
    `User: ${session} is not authorized to perform: ssm:Read on resource: arn:aws:ssm:eu-central-1:123456789012:${name} ${why}`;
  const refused: [what: string, sent: [string, object | string, Signing?], type: string, message: string][] = [
    [
      "an action that no policy allows",
      ["Read", { Name: "other" }],
      "AccessDeniedException",
      denial("other", "because no identity-based policy allows the ssm:Read action"),
    ],
    [
      "an action that the resource's policy denies",
      ["Read", { Name: "own", policy: policyOf("Deny") }],
      "AccessDeniedException",
      denial("own", "with an explicit deny in a resource-based policy"),
    ],
    ["an error of the operation", ["Fail", {}], "ParameterNotFound", "no such parameter"],
    ["a body that is not JSON", ["Read", "{"], "SerializationException", "the request is no JSON object"],
    ["a body that is a list", ["Read", []], "SerializationException", "the request is no JSON object"],
    ["an unknown operation", ["Write", {}], "UnknownOperationException", "the local cloud does not emulate ssm:Write"],
    [
      "an operation with a name of Object.prototype",
      ["constructor", {}],
      "UnknownOperationException",
      "the local cloud does not emulate ssm:constructor",
    ],
    [
      "a signature for another service",
      ["Read", {}, { service: "sns" }],
      "NotEmulatedException",
      "the local cloud does not emulate sns: Read is refused, and nothing left this machine",
    ],
    [
      "a signature that does not cover the operation",
      ["Read", {}, { unsigned: ["x-amz-target"] }],
      "InvalidSignatureException",
      "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
    ],
  ];
  for (const [what, sent, type, message] of refused) {
    it(`rejects ${what}`, async () => {
      const answer = await send(...sent);
      expect([answer.type, answer.message]).to.deep.equal([type, message]);
    });
  }

  it("publishes each call as a fact", async () => {
    published.length = 0;
    await send(
      "Read",
      { Name: "own" },
      { headers: { "x-amz-target": "AmazonSSM.Read", "x-amzn-trace-id": "Root=1-a-b" } },
    );
    const calls = published.flatMap((fact) => (fact.kind === "serviceCall" ? [{ ...fact, millis: 0 }] : []));
    expect(calls).to.deep.equal([
      {
        at: 0,
        kind: "serviceCall",
        trace: "1-a-b",
        service: "ssm",
        operation: "Read",
        resources: ["own"],
        status: 200,
        errorType: undefined,
        millis: 0,
        allowedBy: "caller, statement 1",
        denial: undefined,
      },
    ]);
  });
});
