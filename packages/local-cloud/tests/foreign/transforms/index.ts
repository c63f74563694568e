import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Covers transforms of all resources, of one resource and of its children.
pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
  type === "aws:dynamodb/table:Table"
    ? { props: { ...props, tags: { ...(props["tags"] as object), by: "stack" } }, opts }
    : undefined,
);

class Things extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;
  constructor(name: string, options: pulumi.ComponentResourceOptions) {
    super("example:index:Things", name, {}, options);
    this.table = new aws.dynamodb.Table(
      name,
      { attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" },
      {
        parent: this,
        transforms: [({ props, opts }) => ({ props: { ...props, tags: { first: "own" } }, opts })],
      },
    );
  }
}
const { table } = new Things("things", {
  transforms: [
    async ({ type, props, opts }) =>
      Promise.resolve(
        type === "aws:dynamodb/table:Table"
          ? { props: { ...props, tags: { ...(props["tags"] as object), then: "parent" } }, opts }
          : undefined,
      ),
  ],
});

const api = new aws.apigateway.RestApi("api", {
  body: JSON.stringify({
    openapi: "3.0.1",
    info: { title: "transforms", version: "1" },
    paths: {
      "/": {
        get: {
          "x-amazon-apigateway-integration": {
            type: "mock",
            requestTemplates: { "application/json": '{"statusCode": 200}' },
            responses: { default: { statusCode: "200", responseTemplates: { "application/json": "here" } } },
          },
        },
      },
    },
  }),
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id }, { dependsOn: pulumi.output([table]) });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "dev" });

export const url = stage.invokeUrl;
export const tags = table.tags;
