import type { Example, ExamplesOf } from "./example";

const variables = (values: object): Example => ({ props: { environment: { variables: values } } });
const gateway = (sourceArn?: string): Example => ({
  props: { principal: "apigateway.amazonaws.com", ...(sourceArn === undefined ? {} : { sourceArn }) },
});
const api = "arn:aws:execute-api:eu-central-1:123456789012:abc";

export const functionExamples: ExamplesOf = {
  "function-runtime": {
    passes: [{ props: { runtime: "nodejs24.x" } }, { props: { packageType: "Image" } }],
    fails: [
      [{ props: { runtime: "nodejs20.x" } }, "runtime is nodejs20.x"],
      [{ props: {} }, "runtime is not set"],
    ],
  },
  "function-tracing": {
    passes: [{ props: { tracingConfig: { mode: "Active" } } }],
    fails: [
      [{ props: { tracingConfig: { mode: "PassThrough" } } }, "tracingConfig.mode is PassThrough"],
      [{ props: {} }, "tracingConfig.mode is not set"],
    ],
  },
  "function-reserved-concurrency": {
    passes: [{ props: { reservedConcurrentExecutions: 1 } }, { props: { reservedConcurrentExecutions: 0 } }],
    fails: [
      [{ props: { reservedConcurrentExecutions: -1 } }, "reservedConcurrentExecutions is -1"],
      [{ props: {} }, "reservedConcurrentExecutions is not set"],
    ],
  },
  "function-log-group": {
    passes: [{ props: { loggingConfig: { logGroup: "logs" } } }],
    fails: [[{ props: { loggingConfig: { logFormat: "Text" } } }, "loggingConfig.logGroup is not set"]],
  },
  "function-no-secrets": {
    passes: [
      { props: {} },
      variables({ TABLE_NAME: "a", TOKEN_SECRET_ARN: "arn:aws:secretsmanager:::secret:a" }),
      variables({ DB_PASSWORD: "/prod/password", API_KEY_ID: "k1", TOKENS_PER_SECOND: "5" }),
    ],
    fails: [
      [variables({ A: `AKIA${"A".repeat(16)}` }), "the environment variable A contains a secret"],
      [variables({ A: "-----BEGIN RSA PRIVATE KEY-----" }), "the environment variable A contains a secret"],
      [variables({ A: `ghp_${"a".repeat(36)}` }), "the environment variable A contains a secret"],
      [
        variables({ DB_PASSWORD: "hunter2" }),
        "the environment variable DB_PASSWORD has the name of a secret, and no ARN or path as value",
      ],
      [
        variables({ apiKey: "x" }),
        "the environment variable apiKey has the name of a secret, and no ARN or path as value",
      ],
    ],
  },
  "function-vpc": {
    passes: [{ props: { vpcConfig: { subnetIds: ["a"], securityGroupIds: ["b"] } } }],
    fails: [[{ props: {} }, "vpcConfig is not set"]],
  },
  "function-code-signing": {
    passes: [{ props: { codeSigningConfigArn: "arn" } }],
    fails: [[{ props: {} }, "codeSigningConfigArn is not set"]],
  },
  "function-dead-letter-queue": {
    passes: [{ props: { deadLetterConfig: { targetArn: "arn" } } }],
    fails: [[{ props: {} }, "deadLetterConfig is not set"]],
  },
  "function-permission": {
    passes: [
      gateway(`${api}/v1/GET/a/{id}`),
      gateway(`${api}/v1/GET/`),
      gateway(`${api}/authorizers/x1`),
      { props: { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::bucket" } },
      { props: { principal: "123456789012" } },
      { props: { principal: "*", principalOrgId: "o-1" } },
    ],
    fails: [
      [gateway(), "sourceArn is not set, which allows any resource of apigateway.amazonaws.com"],
      [gateway(`${api}/*/GET/a`), "sourceArn allows any stage"],
      [gateway(`${api}/v1/*/a/*`), "sourceArn allows any method", "sourceArn allows any path"],
      [gateway(`${api}/authorizers/*`), `sourceArn is ${api}/authorizers/*, which contains a wildcard`],
      [gateway(api), "sourceArn allows any stage", "sourceArn allows any method"],
      [
        { props: { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::*" } },
        "sourceArn is arn:aws:s3:::*, which contains a wildcard",
      ],
      [{ props: { principal: "*" } }, "principal is *, which allows everybody"],
    ],
  },
  "function-permission-alias": {
    passes: [
      { props: { principal: "apigateway.amazonaws.com", qualifier: "live" } },
      { props: { principal: "s3.amazonaws.com" } },
    ],
    fails: [[gateway(), "qualifier is not set"]],
  },
};
