import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parsePolicy, type Program } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { policyResources } from "@onemachine/api-tools";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { suppressions } from "../../policy/suppressions";
import { bookingProgram, declare, ofType, only } from "../support/program";

const { program } = bookingProgram;
const key = "sk_test_0123456789";

describe("a program with each kind of declared resource", () => {
  let declared: Program;
  before(async () => {
    declared = await declare({ ...bookingProgram, secrets: [`stripeKey=${key}`] });
  });

  const variables = (route: string) => {
    const { environment } = only(declared, "aws:lambda/function:Function", `${route}-function`).inputs;
    const {
      CORS_ORIGINS: _c,
      POWERTOOLS_SERVICE_NAME: _s,
      ...own
    } = (environment as { variables: object }).variables as Record<string, unknown>;
    return own;
  };
  const grants = (route: string) =>
    parsePolicy(String(only(declared, "aws:iam/rolePolicy:RolePolicy", `${route}-policy`).inputs["policy"]))
      .filter(({ actions }) => !actions.some((action) => action.startsWith("logs:")))
      .map(({ effect, actions, resources }) => ({ effect, actions, resources }));

  it("gives each function the names of what its route's access lists, and no others", () => {
    const stateOf = (type: string, name: string) => only(declared, type, name).state;
    const bucket = stateOf("aws:s3/bucket:Bucket", "Uploads")["bucket"];
    expect(variables("signUpload")).to.deep.equal({ UPLOADS_BUCKET_NAME: bucket });
    const secret = stateOf("aws:secretsmanager/secret:Secret", "StripeKey")["name"];
    expect(variables("readSecret")).to.deep.equal({ STRIPE_KEY_SECRET_NAME: secret });
    const parameter = stateOf("aws:ssm/parameter:Parameter", "Prices")["name"];
    expect(variables("readPrices")).to.deep.equal({ PRICES_PARAMETER_NAME: parameter });
  });

  it("allows each role the listed actions, on objects, buckets, secrets and parameters", () => {
    const arn = (type: string, name: string) => String(only(declared, type, name).state["arn"]);
    const bucket = arn("aws:s3/bucket:Bucket", "Uploads");
    const allow = (action: string, resource: string) => [{ effect: "Allow", actions: [action], resources: [resource] }];
    expect(grants("signUpload")).to.deep.equal(allow("s3:PutObject", `${bucket}/*`));
    expect(grants("listUploads")).to.deep.equal(allow("s3:ListBucket", bucket));
    const secret = arn("aws:secretsmanager/secret:Secret", "StripeKey");
    expect(grants("readSecret")).to.deep.equal(allow("secretsmanager:GetSecretValue", secret));
    const parameter = arn("aws:ssm/parameter:Parameter", "Prices");
    expect(grants("readPrices")).to.deep.equal(allow("ssm:GetParameter", parameter));
  });

  it("declares private, encrypted buckets that reject requests without TLS", () => {
    const { state } = only(declared, "aws:s3/bucket:Bucket", "Uploads");
    const inputs = (type: string, name: string) => {
      const { bucket, ...rest } = only(declared, `aws:s3/${type}`, `Uploads-${name}`).inputs;
      expect(bucket).to.equal(state["bucket"]);
      return rest;
    };
    expect(inputs("bucketPublicAccessBlock:BucketPublicAccessBlock", "public-access")).to.deep.equal({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(inputs("bucketOwnershipControls:BucketOwnershipControls", "ownership")).to.deep.equal({
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const encryption = "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(inputs(encryption, "encryption")).to.deep.equal({
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const { policy } = inputs("bucketPolicy:BucketPolicy", "policy");
    const arn = String(state["arn"]);
    expect((JSON.parse(String(policy)) as { Statement: unknown }).Statement).to.deep.equal([
      {
        Sid: "RequireTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(inputs("bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle")).to.deep.equal({
      rules: [
        {
          id: "abandoned-uploads",
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          status: "Enabled",
          filter: {},
        },
      ],
    });
    expect(ofType(declared, "aws:s3/bucketVersioning:BucketVersioning")).to.deep.equal([]);
  });

  it("has the secret in no archive, output or other input than its version", async () => {
    const version = only(declared, "aws:secretsmanager/secretVersion:SecretVersion");
    expect([version.name, version.inputs["secretString"]]).to.deep.equal(["StripeKey-value", key]);
    const others = declared.resources.filter((each) => each !== version);
    const archives = others.flatMap(({ inputs }) => (inputs["code"] === undefined ? [] : [inputs["code"]]));
    for (const archive of archives) {
      const assets = Object.values(await (archive as pulumi.asset.AssetArchive).assets) as pulumi.asset.StringAsset[];
      for (const { text } of assets) expect(await text).to.not.include(key);
    }
    const rest = others.map(({ inputs: { code: _code, ...inputs }, state: { code: _same, ...state } }) => [
      inputs,
      state,
    ]);
    expect(JSON.stringify([rest, declared.outputs])).to.not.include(key);
  });

  it("violates no policy by its buckets, secrets, parameters and roles", () => {
    const found = violationsOf(policyResources(declared), policies, suppressions);
    const own = found.filter(
      ({ policy, type }) => policy === "function-no-secrets" || /^aws:(?:iam|s3|secretsmanager|ssm)\//.test(type),
    );
    expect(own).to.deep.equal([]);
  });
});

describe("the settings of declared resources", () => {
  const declareWith = (config: readonly string[], secrets: readonly string[] = []) =>
    declare({ ...bookingProgram, config, secrets });

  it("keep versions, protect data, expire objects and encrypt with the stack's key", async () => {
    const program = await declareWith([
      "pointInTimeRecovery=true",
      "deletionProtection=true",
      "customerKey=true",
      'buckets={"uploads":{"expireAfterDays":90,"infrequentAccessAfterDays":30}}',
    ]);
    const { rules } = only(
      program,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "Uploads-lifecycle",
    ).inputs as { rules: readonly { id: string }[] };
    expect(rules.slice(1)).to.deep.equal([
      {
        id: "replaced-objects",
        noncurrentVersionExpiration: { noncurrentDays: 35 },
        status: "Enabled",
        filter: {},
      },
      { id: "old-objects", expiration: { days: 90 }, status: "Enabled", filter: {} },
      {
        id: "rarely-read-objects",
        transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
        status: "Enabled",
        filter: {},
      },
    ]);
    const bucket = only(program, "aws:s3/bucket:Bucket", "Uploads");
    expect(bucket.inputs["forceDestroy"]).to.equal(false);
    const customerKey = only(program, "aws:kms/key:Key");
    const secret = only(program, "aws:secretsmanager/secret:Secret", "StripeKey");
    expect(secret.inputs).to.deep.equal({
      description: "the key of the payment provider",
      recoveryWindowInDays: 30,
      kmsKeyId: customerKey.state["arn"],
    });
    const { Statement } = JSON.parse(String(customerKey.inputs["policy"])) as {
      Statement: { Sid: string; Condition: { StringEquals: object } }[];
    };
    expect(Statement.find(({ Sid }) => Sid === "Tables")!.Condition.StringEquals).to.deep.include({
      "kms:ViaService": ["dynamodb", "s3", "secretsmanager"].map((each) => `${each}.eu-central-1.amazonaws.com`),
    });
  });

  it("use existing secrets and parameters by name, and declare none", async () => {
    const program = await declareWith([
      'existing={"secrets":{"stripeKey":"shop/stripe"},"parameters":{"prices":"/shop/prices"}}',
    ]);
    expect(ofType(program, "aws:secretsmanager/secret:Secret").map(({ name }) => name)).to.deep.equal(["UnusedKey"]);
    expect(ofType(program, "aws:ssm/parameter:Parameter")).to.deep.equal([]);
    const resourceOf = (route: string) => {
      const { policy } = only(program, "aws:iam/rolePolicy:RolePolicy", `${route}-policy`).inputs;
      return (JSON.parse(String(policy)) as { Statement: { Resource: string }[] }).Statement[0]!.Resource;
    };
    expect(resourceOf("readSecret")).to.match(/^arn:aws:secretsmanager:eu-central-1:\d{12}:secret:shop\/stripe-\?{6}$/);
    expect(resourceOf("readPrices")).to.match(/^arn:aws:ssm:eu-central-1:\d{12}:parameter\/shop\/prices$/);
  });

  const refused: [what: string, config: string[], sentence: RegExp][] = [
    [
      "a secret in plain text",
      ["stripeKey=sk"],
      /^booking:stripeKey is in plain text: set it with pulumi config set --secret booking:stripeKey, or for a local run with --secret booking:stripeKey=VALUE$/,
    ],
    [
      "a value for an existing parameter",
      ["prices={}", 'existing={"parameters":{"prices":"/shop/prices"}}'],
      /^booking:prices is set, and the stack adopts the parameter \/shop\/prices, which has a value: remove one of them$/,
    ],
    [
      "an existing secret that is not declared",
      ['existing={"secrets":{"stripe":"a"}}'],
      /^booking:existing\.secrets\.stripe is "a": there is no such secret; the secrets are stripeKey, unusedKey$/,
    ],
    [
      "a lifecycle of a bucket that is not declared",
      ['buckets={"files":{}}'],
      /^booking:buckets\.files is \{\}: there is no such bucket; the buckets are uploads, unusedFiles$/,
    ],
    [
      "a move to Standard-IA before 30 days",
      ['buckets={"uploads":{"infrequentAccessAfterDays":29}}'],
      /^booking:buckets\.uploads\.infrequentAccessAfterDays is 29: it must be an integer from 30 to 36500$/,
    ],
  ];
  for (const [what, config, sentence] of refused) {
    it(`reject ${what}`, async () => {
      const error = await declareWith(config).catch((reason: Error) => reason.message);
      expect(error).to.match(sentence);
    });
  }
});

describe("a local run of a program with each kind of declared resource", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ program, secrets: { stripeKey: key }, clock: "running", console: true });
  });
  after(() => cloud.stop());

  const call = async (path: string, method = "GET") => {
    const response = await fetch(`${cloud.url}${path}`, { method, headers: { "x-api-key": cloud.apiKey! } });
    return [response.status, await response.json()] as const;
  };
  const signUpload = async () => {
    const [, body] = await call("/uploads", "POST");
    return body as { form: { url: string; fields: Record<string, string> }; put: string };
  };
  const post = async (file: Blob, change: Record<string, string> = {}) => {
    const { form } = await signUpload();
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...form.fields, ...change })) data.append(name, value);
    data.append("file", file);
    return (await fetch(form.url, { method: "POST", body: data, headers: { Origin: "https://shop.example.com" } }))
      .status;
  };

  it("reads the secret and the parameter", async () => {
    const digest = createHash("sha256").update(key).digest("hex");
    expect(await call("/secret")).to.deep.equal([200, { digest }]);
    expect(await call("/prices")).to.deep.equal([200, {}]);
    expect(
      cloud
        .logs()
        .map(({ text }) => text)
        .join("\n"),
    ).to.not.include(key);
  });

  it("accepts an upload by form within its conditions alone", async () => {
    expect(await post(new Blob(["12345"]))).to.equal(204);
    expect(await post(new Blob(["12345678901"]))).to.equal(400);
    expect(await post(new Blob([""]))).to.equal(400);
    expect(await post(new Blob(["12345"]), { "Content-Type": "text/html" })).to.equal(403);
    expect(await post(new Blob(["12345"]), { key: "other.txt" })).to.equal(403);
    expect(await call("/uploads")).to.deep.equal([200, ["form.txt"]]);
  });

  it("accepts an upload by URL with the signed type and size alone, and returns it by a signed download", async () => {
    const { put } = await signUpload();
    const send = async (body: string, type: string) =>
      (await fetch(put, { method: "PUT", body, headers: { "Content-Type": type } })).status;
    expect(await send("1234", "text/plain")).to.equal(403);
    expect(await send("123", "text/html")).to.equal(403);
    expect(await send("123", "text/plain")).to.equal(200);
    const [, { url }] = (await call("/uploads/put.txt")) as [number, { url: string }];
    const response = await fetch(url, { headers: { Origin: "https://shop.example.com" } });
    expect([response.status, await response.text()]).to.deep.equal([200, "123"]);
    expect(response.headers.get("content-disposition")).to.equal(
      "attachment; filename*=UTF-8''%C3%9Cbersicht%20%281%29.txt",
    );
    expect(response.headers.get("access-control-allow-origin")).to.equal("*");
  });

  it("writes and reads several tables at once, and answers failed conditions with the declared errors", async () => {
    const path = (room: string, id: string) => `/rooms/${room}/bookings/${id}`;
    const status = async (route: string, method: string) =>
      (await fetch(`${cloud.url}${route}`, { method, headers: { "x-api-key": cloud.apiKey! } })).status;
    expect(await status("/rooms/1", "PUT")).to.equal(204);
    expect(await status("/rooms/2", "PUT")).to.equal(204);
    expect(await call(path("1", "a"), "POST")).to.deep.equal([201, { id: "a", room: "1" }]);
    const [taken, { error }] = (await call(path("1", "b"), "POST")) as [number, { error: string }];
    expect([taken, error]).to.deep.equal([409, "The room is taken"]);
    const [exists, second] = (await call(path("2", "a"), "POST")) as [number, { error: string }];
    expect([exists, second.error]).to.deep.equal([422, "The booking exists"]);
    // The failed transaction left room 2 as it was.
    expect(await call(path("2", "b"))).to.deep.equal([200, { room: { id: "2", isFree: true }, booking: null }]);
    expect(await call(path("1", "a"))).to.deep.equal([
      200,
      { room: { id: "1", isFree: false }, booking: { id: "a", room: "1" } },
    ]);
    expect(await status(path("1", "a"), "DELETE")).to.equal(204);
    expect(await call(path("1", "a"))).to.deep.equal([200, { room: { id: "1", isFree: false }, booking: null }]);
  });

  it("uses exactly what the roles grant", () => {
    expect(cloud.denials()).to.deep.equal([]);
    const used = Object.entries(cloud.grants()).map(([route, grants]) => [
      route,
      grants.filter(({ action, used: isUsed }) => isUsed && !action.startsWith("logs:")).map(({ action }) => action),
    ]);
    expect(Object.fromEntries(used)).to.deep.equal({
      signUpload: ["s3:PutObject"],
      signDownload: ["s3:GetObject"],
      listUploads: ["s3:ListBucket"],
      readSecret: ["secretsmanager:GetSecretValue"],
      readPrices: ["ssm:GetParameter"],
      openRoom: ["dynamodb:PutItem"],
      bookRoom: ["dynamodb:UpdateItem", "dynamodb:PutItem"],
      cancelBooking: ["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"],
      readBooking: ["dynamodb:GetItem", "dynamodb:GetItem"],
    });
  });
});

describe("a local run without a value of a secret", () => {
  it("answers 500, and logs the secret's name with the remedy", async () => {
    const cloud = await startCloud({ program });
    try {
      const response = await fetch(`${cloud.url}/secret`, { headers: { "x-api-key": cloud.apiKey! } });
      expect(response.status).to.equal(500);
      const text = cloud
        .logs()
        .map((each) => each.text)
        .join("\n");
      expect(text).to.match(
        /the secret stripeKey has no value: store one with aws secretsmanager put-secret-value --secret-id StripeKey-\w+, or for a local run with --secret stripeKey=VALUE/,
      );
    } finally {
      await cloud.stop();
    }
  });
});
