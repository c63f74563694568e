import * as aws from "@pulumi/aws";

interface UrlEvent {
  readonly rawPath: string;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly requestContext: { readonly http: { readonly method: string } };
}

// Covers function URLs: a public one with an alias and CORS, and one with IAM authentication that a function calls.
const guarded = new aws.lambda.CallbackFunction("guarded", {
  callback: () => Promise.resolve("only for callers with a signature"),
});
const inner = new aws.lambda.FunctionUrl("guarded", {
  functionName: guarded.name,
  authorizationType: "AWS_IAM",
});

const front = new aws.lambda.CallbackFunction("front", {
  publish: true,
  environment: { variables: { INNER_URL: inner.functionUrl } },
  callback: async ({ rawPath, queryStringParameters, body, requestContext }: UrlEvent) => {
    if (rawPath === "/inner") {
      const answer = await fetch(process.env["INNER_URL"]!);
      return { statusCode: answer.status, headers: { "Content-Type": "text/plain" }, body: await answer.text() };
    }
    if (rawPath === "/fail") throw new Error("no");
    const { method } = requestContext.http;
    return { method, rawPath, name: queryStringParameters?.["name"], body };
  },
});
const live = new aws.lambda.Alias("live", {
  name: "live",
  functionName: front.name,
  functionVersion: front.version,
});
const outer = new aws.lambda.FunctionUrl("front", {
  functionName: front.name,
  qualifier: live.name,
  authorizationType: "NONE",
  cors: { allowOrigins: ["https://app.example"], allowMethods: ["*"], maxAge: 60 },
});

export const url = outer.functionUrl;
export const functionArn = outer.functionArn.apply((arn) => arn.replace(/-[0-9a-f]{7}:/, ":"));
