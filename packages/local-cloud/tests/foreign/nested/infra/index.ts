import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface Database {
  readonly user: string;
  readonly token: string;
}

// No tsconfig.json and no package.json. Paths are relative to this folder. Stack transformations apply to every
// resource.
export = async () => {
  const config = new pulumi.Config();
  const password = config.requireSecret("password");
  const database = config.requireSecretObject<Database>("database");
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    type === "aws:lambda/function:Function"
      ? { props: { ...(props as object), environment: { variables: { PASSWORD: password } } }, opts }
      : undefined,
  );
  const role = await Promise.resolve(new aws.iam.Role("role", { assumeRolePolicy: "{}" }));
  const fn = new aws.lambda.Function("secrets", {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "handler.show",
    code: new pulumi.asset.FileArchive("./functions"),
  });
  const api = new aws.apigateway.RestApi("api");
  const method = new aws.apigateway.Method("root", {
    restApi: api.id,
    resourceId: api.rootResourceId,
    httpMethod: "GET",
    authorization: "NONE",
  });
  const integration = new aws.apigateway.Integration("root", {
    restApi: api.id,
    resourceId: method.resourceId,
    httpMethod: method.httpMethod,
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: fn.invokeArn,
  });
  new aws.lambda.Permission("gateway", {
    action: "lambda:InvokeFunction",
    function: fn.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*/GET/`,
  });
  const deployment = new aws.apigateway.Deployment("api", { restApi: api.id }, { dependsOn: [integration] });
  const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "dev" });
  return { url: stage.invokeUrl, user: pulumi.unsecret(database.apply(({ user, token }) => `${user} ${token}`)) };
};
