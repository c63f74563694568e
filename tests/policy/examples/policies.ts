import { statement, type Example, type ExamplesOf } from "./example";

const policy = (parts: object): Example => ({ props: { policy: statement(parts) } });
const table = "arn:aws:dynamodb:eu-central-1:123456789012:table/a";
const trust = (parts: object): Example => ({ props: { assumeRolePolicy: statement(parts) } });
const issuer = "token.actions.githubusercontent.com";
const federated = (conditions: object): Example =>
  trust({ Principal: { Federated: "arn" }, Action: "sts:AssumeRoleWithWebIdentity", Condition: conditions });
const withTls = (parts: object): Example => ({
  props: {
    policy: JSON.stringify({
      Statement: [
        { Effect: "Allow", Action: "sns:Publish", Resource: "arn", ...parts },
        { Effect: "Deny", Principal: "*", Action: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ],
    }),
  },
});
const cloudwatch = { Service: "cloudwatch.amazonaws.com" };
const ofAccount = { Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } };

export const policyExamples: ExamplesOf = {
  "iam-no-wildcard-action": {
    passes: [
      policy({ Action: "dynamodb:GetItem", Resource: table }),
      policy({ Effect: "Deny", Action: "*", Resource: "*" }),
      { props: { policy: "no JSON" } },
      { props: { policy: { Statement: { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn" } } } },
    ],
    fails: [
      [policy({ Action: "*", Resource: table }), "it allows *"],
      [policy({ Action: ["dynamodb:*", "s3:Get*"], Resource: table }), "it allows dynamodb:*", "it allows s3:Get*"],
      [policy({ NotAction: "iam:*", Resource: table }), "it allows all actions except iam:*"],
      [{ props: { policy: { Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "arn" }] } } }, "it allows s3:*"],
      [{ type: "aws:iam/policy:Policy", props: policy({ Action: "*" }).props }, "it allows *"],
    ],
  },
  "iam-no-wildcard-resource": {
    passes: [
      policy({ Action: "dynamodb:GetItem", Resource: `${table}/index/*` }),
      policy({ Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }),
    ],
    fails: [
      [policy({ Action: "dynamodb:GetItem", Resource: "*" }), "it allows dynamodb:GetItem on *"],
      [policy({ Action: ["xray:PutTraceSegments", "s3:GetObject"], Resource: "*" }), "it allows s3:GetObject on *"],
      [policy({ Action: "s3:GetObject", NotResource: "arn" }), "it allows all resources except arn"],
    ],
  },
  "iam-no-create-log-group": {
    passes: [
      policy({ Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "arn:*" }),
      policy({ Action: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], Resource: "arn:*" }),
    ],
    fails: [
      [
        policy({ Action: ["logs:CreateLogGroup", "logs:PutLogEvents"], Resource: "arn:*" }),
        "it allows logs:CreateLogGroup",
      ],
    ],
  },
  "iam-no-full-access": {
    passes: [
      { props: { policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs" } },
      { props: { policyArn: "arn:aws:iam::123456789012:policy/mine" } },
    ],
    fails: [
      [{ props: { policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess" } }, "AmazonS3FullAccess is attached"],
      [{ props: { policyArn: "arn:aws:iam::aws:policy/AWSLambda_FullAccess" } }, "AWSLambda_FullAccess is attached"],
      [{ props: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" } }, "AdministratorAccess is attached"],
    ],
  },
  "iam-role-no-full-access": {
    passes: [{ props: {} }, { props: { managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } }],
    fails: [
      [{ props: { managedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] } }, "PowerUserAccess is attached"],
    ],
  },
  "iam-role-trust": {
    passes: [
      trust({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
      federated({ StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "repo:a/b:ref:c" } }),
    ],
    fails: [
      [trust({ Principal: "*", Action: "sts:AssumeRole" }), "everybody may assume the role"],
      [trust({ Principal: { AWS: "*" }, Action: "sts:AssumeRole" }), "everybody may assume the role"],
      [federated({ StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" } }), "the trust has no condition on sub"],
      [
        federated({ StringLike: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "*" } }),
        "the trust allows every subject",
      ],
    ],
  },
  "topic-policy": {
    passes: [
      withTls({ Principal: cloudwatch, ...ofAccount }),
      withTls({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
    ],
    fails: [
      [withTls({ Principal: cloudwatch }), "it allows cloudwatch.amazonaws.com of any account"],
      [withTls({ Principal: "*" }), "it allows * of any account"],
      [withTls({ Principal: { AWS: "*" }, Action: "sns:*", ...ofAccount }), "it allows sns:*"],
      [
        policy({ Principal: cloudwatch, Action: "sns:Publish", ...ofAccount }),
        "no statement denies requests without TLS",
      ],
    ],
  },
  "topic-has-policy": {
    passes: [
      { props: {}, referredBy: [{ type: "aws:sns/topicPolicy:TopicPolicy", props: {} }] },
      { props: { policy: "{}" } },
    ],
    fails: [[{ props: {} }, "no TopicPolicy refers to the topic"]],
  },
  "queue-policy": {
    passes: [
      withTls({
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sqs:SendMessage",
        Condition: { ArnEquals: { "aws:SourceArn": "arn" } },
      }),
    ],
    fails: [[withTls({ Principal: "*", Action: "sqs:SendMessage" }), "it allows * of any account"]],
  },
};
