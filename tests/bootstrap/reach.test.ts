import { join } from "node:path";
import { expect } from "chai";
import { actionsFor } from "../../bootstrap/deployerActions";
import type { Program } from "@onemachine/local-cloud";
import { decide, parsePolicy } from "@onemachine/local-cloud";
import { declare, declareWithoutCode, only, root, shipped, sourcesProgram } from "../support/program";
import { reviewStack, shippedStack } from "../support/shipped";

const account = "123456789012";
const arn = (service: string, resource: string, region = "eu-central-1") =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const gateway = (path: string) => `arn:aws:apigateway:eu-central-1::${path}`;

/** A request to check: its action, resource and condition keys. */
type Request = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

describe("a role of the bootstrap", () => {
  let program: Program;
  before(async () => {
    program = await declare({
      program: join(root, "bootstrap"),
      stack: "account",
      config: ["bootstrap:repository=team/api"],
    });
  });

  const bucket = () => String(only(program, "aws:s3/bucket:Bucket", "state").state["arn"]);
  const key = (stack: string) => String(only(program, "aws:kms/key:Key", `secrets-${stack}`).state["arn"]);
  const boundary = () => String(only(program, "aws:iam/policy:Policy", "review-boundary").state["arn"]);
  const policy = (role: string) =>
    parsePolicy(String(only(program, "aws:iam/rolePolicy:RolePolicy", `pipeline-${role}-policy`).inputs["policy"]));

  function may(role: string, [action, resource, context = {}]: Request): boolean {
    const keys = Object.fromEntries(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]));
    return decide(policy(role), { action, resource, context: keys }).kind === "allow";
  }

  /** Returns the requests whose decision differs from the expected one. */
  const unexpected = (role: string, requests: readonly Request[], expected: boolean) =>
    requests.filter((request) => may(role, request) !== expected).map(([action, resource]) => `${action} ${resource}`);

  /** Returns the ARNs of all files of a stack's state (pulumi/pulumi, pkg/backend/diy). */
  const stateOf = (stack: string) =>
    [
      `stacks/items-api/${stack}.json`,
      `stacks/items-api/${stack}.json.bak`,
      `stacks/items-api/${stack}.json.gz`,
      `stacks/items-api/${stack}.pulumi-tags`,
      `history/items-api/${stack}/${stack}-1.history.json`,
      `backups/items-api/${stack}/${stack}.1.json`,
      `journal/items-api/${stack}/1.json`,
      `locks/organization/items-api/${stack}/1.json`,
    ].map((path) => `${bucket()}/.pulumi/${path}`);
  const stateRequests = (stack: string, ...actions: string[]): Request[] =>
    stateOf(stack).flatMap((path) => actions.map((action): Request => [action, path]));
  const writes = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"];

  it("of a stack has access to the state and the secrets of that stack only", () => {
    for (const [role, other] of [
      ["dev", "prod"],
      ["prod", "dev"],
    ] as const) {
      const own: Request[] = [
        ...stateRequests(role, ...writes),
        ["kms:Encrypt", key(role)],
        ["kms:Decrypt", key(role)],
        ["s3:GetObject", `${bucket()}/.pulumi/meta.yaml`],
        ["s3:ListBucket", bucket()],
      ];
      const foreign: Request[] = [
        ...stateRequests(other, ...writes),
        ...stateRequests(`${role}2`, ...writes),
        ["kms:Decrypt", key(other)],
      ];
      expect(unexpected(role, own, true), role).to.deep.equal([]);
      expect(unexpected(role, foreign, false), role).to.deep.equal([]);
    }
  });

  it("of a stack configures the buckets of stacks, and not that of the state", () => {
    const configure = ["s3:PutBucketPolicy", "s3:DeleteBucket", "s3:PutLifecycleConfiguration"];
    for (const role of ["dev", "prod"]) {
      const own = configure.map((action): Request => [action, "arn:aws:s3:::uploads-0000000"]);
      const foreign: Request[] = [
        ...configure.map((action): Request => [action, bucket()]),
        ["s3:GetObject", "arn:aws:s3:::uploads-0000000/a"],
      ];
      expect(unexpected(role, own, true), role).to.deep.equal([]);
      expect(unexpected(role, foreign, false), role).to.deep.equal([]);
    }
  });

  it("of a reader can read the state of all stacks, and write none", () => {
    for (const stack of ["dev", "prod"]) {
      expect(
        unexpected("inspect", [...stateRequests(stack, "s3:GetObject"), ["kms:Decrypt", key(stack)]], true),
      ).to.deep.equal([]);
      expect(unexpected("inspect", stateRequests(stack, "s3:PutObject", "s3:DeleteObject"), false)).to.deep.equal([]);
    }
  });

  it("of previews can read the state of dev, but no resource, no API key and nothing of prod", () => {
    expect(
      unexpected("preview", [...stateRequests("dev", "s3:GetObject"), ["kms:Decrypt", key("dev")]], true),
    ).to.deep.equal([]);
    const foreign: Request[] = [
      ...stateRequests("prod", ...writes),
      ...stateRequests("dev", "s3:PutObject", "s3:DeleteObject"),
      ...stateRequests("pr-1", ...writes),
      ["kms:Decrypt", key("prod")],
      ["apigateway:GET", gateway("/apikeys/abc")],
      ["lambda:GetFunction", arn("lambda", "function:getItem-function-0000000")],
    ];
    expect(unexpected("preview", foreign, false)).to.deep.equal([]);
  });

  it("of review stacks has no access to other stacks", () => {
    const ofProd = { "aws:ResourceTag/stack": "prod" };
    const asReview = { "aws:RequestTag/stack": "pr-1" };
    const bounded = { "iam:PermissionsBoundary": boundary() };
    const prodRole = arn("iam", "role/getItem-role-0000000", "");
    const ownRole = arn("iam", "role/pr-1-getItem-role-0000000", "");
    const foreign: Request[] = [
      ...stateRequests("prod", ...writes),
      ...stateRequests("dev", ...writes),
      ...stateRequests("prod-pr-1", ...writes),
      ["kms:Decrypt", key("prod")],
      ["lambda:UpdateFunctionCode", arn("lambda", "function:getItem-function-0000000")],
      ["lambda:GetFunction", arn("lambda", "function:getItem-function-0000000")],
      ["dynamodb:DeleteTable", arn("dynamodb", "table/Items-0000000")],
      ["logs:DeleteLogGroup", arn("logs", "log-group:getItem-logs-0000000")],
      ["sns:DeleteTopic", arn("sns", "ops-topic-0000000")],
      ["cloudwatch:DeleteAlarms", arn("cloudwatch", "alarm:items-api-errors-getItem-0000000")],
      ["cloudwatch:DeleteDashboards", arn("cloudwatch", "dashboard/items-api_on_prod", "")],
      ["cloudwatch:DeleteDashboards", arn("cloudwatch", "dashboard/web-pr-1_on_prod", "")],
      ["iam:PutRolePolicy", prodRole, bounded],
      ["iam:PassRole", prodRole, { "iam:PassedToService": "lambda.amazonaws.com" }],
      ["iam:PassRole", arn("iam", "role/pipeline-prod-0000000", ""), { "iam:PassedToService": "lambda.amazonaws.com" }],
      ["iam:PassRole", ownRole, { "iam:PassedToService": "ec2.amazonaws.com" }],
      ["iam:CreateRole", ownRole],
      ["iam:CreateRole", ownRole, { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" }],
      ["iam:PutRolePolicy", ownRole],
      ["iam:AttachRolePolicy", ownRole, bounded],
      ["iam:DeleteRolePermissionsBoundary", ownRole, bounded],
      ["iam:PutRolePermissionsBoundary", ownRole, bounded],
      ["iam:CreatePolicyVersion", boundary()],
      ["apigateway:POST", gateway("/restapis")],
      ["apigateway:POST", gateway("/restapis"), { "aws:RequestTag/stack": "prod" }],
      ["apigateway:GET", gateway("/apikeys")],
      ["apigateway:GET", gateway("/apikeys/abc"), ofProd],
      ["apigateway:GET", gateway("/apikeys/abc"), { ...ofProd, ...asReview }],
      ["apigateway:PATCH", gateway("/restapis/abc/stages/v1"), ofProd],
      ["apigateway:DELETE", gateway("/restapis/abc")],
      ["apigateway:PUT", gateway("/tags/arn"), asReview],
      ["apigateway:PATCH", gateway("/account"), asReview],
      ["cognito-idp:CreateUserPool", "*", { "aws:RequestTag/stack": "prod" }],
      ["cognito-idp:DeleteUserPool", arn("cognito-idp", "userpool/eu-central-1_AbCdEfGhI"), ofProd],
      ["cognito-idp:CreateUserPoolClient", arn("cognito-idp", "userpool/eu-central-1_AbCdEfGhI")],
    ];
    expect(unexpected("review", foreign, false)).to.deep.equal([]);
  });

  const userPool = { by: "userPool", callbackUrls: ["https://app.example.com/"] };
  const settings: readonly (readonly [string, () => Promise<Program>])[] = [
    ["the settings of dev", () => declareWithoutCode(reviewStack(boundary()))],
    ["the shipped settings of dev", () => shipped("dev")],
    ["a consumer of each source", () => declareWithoutCode({ ...sourcesProgram, stack: "dev" })],
    [
      "a user pool",
      () => declareWithoutCode({ ...shippedStack("dev"), config: [`items-api:identity=${JSON.stringify(userPool)}`] }),
    ],
  ];
  for (const [what, load] of settings) {
    it(`of review stacks can deploy a stack with ${what}`, async () => {
      const { resources } = await load();
      const tagged = { "aws:ResourceTag/stack": "pr-12", "aws:RequestTag/stack": "pr-12" };
      const context = {
        ...tagged,
        "iam:PermissionsBoundary": boundary(),
        "iam:PassedToService": "lambda.amazonaws.com",
        "lambda:FunctionArn": arn("lambda", "function:pr-12-publishItemEvents-function-0000000:live"),
      };
      const toArn = (on: string) =>
        on
          .replace("REGION", "eu-central-1")
          .replace("ACCOUNT", account)
          .replace(/dashboard\/\*$/, "dashboard/items-api_on_pr-12")
          .replace("::/*", "::/restapis/abc")
          .replace(/(?<=.)\*$/, "pr-12-getItem-0000000");
      const requests = actionsFor(resources.filter(({ custom }) => custom)).flatMap(({ actions, on }) =>
        actions.map((action): Request => [action, toArn(on), context]),
      );
      // The description, session duration and boundary of a role do not change.
      const unneeded = /^iam:(?:UpdateRole|(?:Put|Delete)RolePermissionsBoundary)/;
      expect(requests).to.have.length.above(80);
      expect(unexpected("review", requests, true).filter((each) => !unneeded.test(each))).to.deep.equal([]);
      expect(unexpected("review", stateRequests("pr-12", ...writes), true)).to.deep.equal([]);
      expect(
        unexpected(
          "review",
          [
            ["kms:Encrypt", key("dev")],
            ["apigateway:POST", gateway("/apikeys"), tagged],
          ],
          true,
        ),
      ).to.deep.equal([]);
    });
  }

  it("of review stacks maps events to functions of review stacks only", () => {
    const mapping = arn("lambda", "event-source-mapping:0f8fad5b-d9cb-469f-a165-70867728950e");
    const to = (name: string) => ({ "lambda:FunctionArn": arn("lambda", `function:${name}`) });
    const requests = (name: string): Request[] => [
      ["lambda:CreateEventSourceMapping", "*", to(name)],
      ["lambda:UpdateEventSourceMapping", mapping, to(name)],
      ["lambda:DeleteEventSourceMapping", mapping, to(name)],
    ];
    expect(unexpected("review", requests("pr-1-a-function-0000000:live"), true)).to.deep.equal([]);
    expect(unexpected("review", requests("publishItemEvents-function-0000000:live"), false)).to.deep.equal([]);
  });

  it("of review stacks limits their functions to resources and logs of review stacks", () => {
    const statements = parsePolicy(String(only(program, "aws:iam/policy:Policy", "review-boundary").inputs["policy"]));
    const isAllowed = ([action, resource]: Request) => decide(statements, { action, resource }).kind === "allow";
    expect(isAllowed(["dynamodb:PutItem", arn("dynamodb", "table/pr-1-Items-0000000")])).to.equal(true);
    expect(isAllowed(["dynamodb:Query", arn("dynamodb", "table/pr-1-Items-0000000/index/byName")])).to.equal(true);
    expect(isAllowed(["logs:PutLogEvents", arn("logs", "log-group:pr-1-getItem-logs-0000000:log-stream:a")])).to.equal(
      true,
    );
    expect(isAllowed(["dynamodb:GetRecords", arn("dynamodb", "table/pr-1-Items-0000000/stream/2026")])).to.equal(true);
    expect(isAllowed(["events:PutEvents", arn("events", "event-bus/pr-1-ItemEvents-0000000")])).to.equal(true);
    expect(isAllowed(["sqs:SendMessage", arn("sqs", "pr-1-a-dead-letters-0000000")])).to.equal(true);
    expect(isAllowed(["events:PutEvents", arn("events", "event-bus/ItemEvents-0000000")])).to.equal(false);
    expect(isAllowed(["sqs:SendMessage", arn("sqs", "a-dead-letters-0000000")])).to.equal(false);
    expect(isAllowed(["dynamodb:PutItem", arn("dynamodb", "table/Items-0000000")])).to.equal(false);
    expect(isAllowed(["dynamodb:DeleteTable", arn("dynamodb", "table/pr-1-Items-0000000")])).to.equal(false);
    expect(isAllowed(["s3:PutObject", "arn:aws:s3:::pr-1-uploads-0000000/a"])).to.equal(true);
    expect(isAllowed(["s3:PutObject", "arn:aws:s3:::uploads-0000000/a"])).to.equal(false);
    const secret = (name: string) => arn("secretsmanager", `secret:${name}-0000000-AbCdEf`);
    expect(isAllowed(["secretsmanager:GetSecretValue", secret("pr-1-Key")])).to.equal(true);
    expect(isAllowed(["secretsmanager:GetSecretValue", secret("Key")])).to.equal(false);
    expect(isAllowed(["iam:PutRolePolicy", arn("iam", "role/pr-1-a", "")])).to.equal(false);
  });
});
