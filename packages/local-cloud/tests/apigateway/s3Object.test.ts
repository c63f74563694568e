import { expect } from "chai";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { getsObject, getS3Object } from "../../src/apigateway/integrations/s3Object";
import type { Authorizer } from "../../src/kernel/interfaces/authorization";
import { apiOf, exchangeOf, integrationOf, requestOf } from "../support/exchange";

const uri = "arn:aws:apigateway:eu-central-1:s3:path/files/{key}";
const bytes = Buffer.from([0xff, 0x00]);
const stored = { contentType: "image/png", body: bytes, headers: {}, metadata: {}, eTag: "e", modified: 0 };

describe("an integration with S3", () => {
  const answered = (allowed: readonly string[], key: string, more: { binaryMediaTypes?: string[] } = {}) =>
    getS3Object(
      exchangeOf({
        api: apiOf(more),
        request: requestOf({ headers: [["Accept", "*/*"]] }),
        match: {
          method: exchangeOf({
            method: {
              integration: integrationOf({
                type: "AWS",
                httpMethod: "GET",
                uri,
                credentials: "arn:aws:iam::123456789012:role/reader",
                requestParameters: { "integration.request.path.key": "method.request.path.name" },
                responses: [
                  {
                    statusCode: 200,
                    responseParameters: {
                      "method.response.header.Content-Type": "integration.response.header.Content-Type",
                    },
                    responseTemplates: {},
                  },
                  { selectionPattern: "4\\d{2}", statusCode: 410, responseParameters: {}, responseTemplates: {} },
                ],
              }),
            },
          }).match!.method,
          pathParameters: { name: key },
        },
      }),
      {
        iam: {
          authorize: (_: object, action: string, resource: string) => ({
            allowedBy: allowed.includes(`${action} ${resource}`) ? "a statement" : undefined,
          }),
        } as unknown as Authorizer,
        objects: {
          hasBucket: (bucket) => bucket === "files",
          read: (_, name) => Promise.resolve(name === "a b/c" ? stored : undefined),
        },
        log: () => undefined,
      },
    );

  it("answers what an object holds, by its decoded key, as bytes where the API's media types say so", async () => {
    const allowed = ["s3:GetObject arn:aws:s3:::files/a b/c"];
    expect(await answered(allowed, "a%20b/c", { binaryMediaTypes: ["*/*"] })).to.deep.equal({
      status: 200,
      headers: [["Content-Type", "image/png"]],
      body: bytes,
    });
    expect((await answered(allowed, "a%20b/c")).body.toString()).to.equal("\ufffd\0");
  });

  it("answers by the integration response of S3's status where the role may not read, or there is nothing", async () => {
    const code = async (allowed: readonly string[], key: string) => {
      const { status, body } = await answered(allowed, key);
      return [status, /<Code>(\w+)</.exec(body.toString())?.[1]];
    };
    expect(await code([], "a%20b/c")).to.deep.equal([410, "AccessDenied"]);
    expect(await code(["s3:GetObject arn:aws:s3:::files/none"], "none")).to.deep.equal([410, "AccessDenied"]);
    const lists = ["s3:GetObject arn:aws:s3:::files/none", "s3:ListBucket arn:aws:s3:::files"];
    expect(await code(lists, "none")).to.deep.equal([410, "NoSuchKey"]);
  });

  it("calls no bucket that the program does not declare", async () => {
    const exchange = exchangeOf({
      method: {
        integration: integrationOf({
          type: "AWS",
          httpMethod: "GET",
          uri: "arn:aws:apigateway:eu-central-1:s3:path/theirs/x",
        }),
      },
    });
    const error = await getS3Object(exchange, { log: () => undefined }).catch((reason: GatewayError) => reason);
    expect((error as GatewayError).reason).to.equal(
      "the bucket theirs is not declared by the program; the local cloud calls no bucket on AWS",
    );
  });

  it("gets, and does nothing else", () => {
    expect(getsObject({ type: "AWS", httpMethod: "GET", uri })).to.equal(true);
    expect(getsObject({ type: "AWS", httpMethod: "PUT", uri })).to.equal(false);
    expect(getsObject({ type: "AWS", httpMethod: "GET", uri: uri.replace("s3:path", "sqs:path") })).to.equal(false);
  });
});
