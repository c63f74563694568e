import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A MOCK integration behind one path. */
export function served(path: string): aws.apigateway.Stage {
  const api = new aws.apigateway.RestApi("api", {
    body: JSON.stringify({
      swagger: "2.0",
      info: { title: pulumi.getProject(), version: "1" },
      paths: {
        [path]: {
          get: {
            responses: { 200: { description: "" } },
            "x-amazon-apigateway-integration": {
              type: "mock",
              requestTemplates: { "application/json": '{"statusCode": 200}' },
              responses: { default: { statusCode: "200", responseTemplates: { "application/json": '{"esm": true}' } } },
            },
          },
        },
      },
    }),
  });
  const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
  return new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
}
