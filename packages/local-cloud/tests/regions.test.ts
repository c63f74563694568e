import { expect } from "chai";
import { smallApi, startProgram } from "./support/cloud";

describe("a program whose provider sets a region", () => {
  it("runs in that region: ARNs, the functions' region, access to the table", async () => {
    const handler = `const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
      exports.handler = async () => {
        await new DynamoDBClient({}).send(new GetItemCommand({ TableName: "near", Key: { id: { S: "1" } } }));
        return { statusCode: 200, body: process.env.AWS_REGION };
      };`;
    const source = smallApi({
      handler,
      statements: `[{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:ap-south-1:*:table/near" }]`,
      functionArgs: "timeout: 10,",
      more: `new aws.dynamodb.Table("near", { name: "near", attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" });`,
    });
    // A stack transformation, because it applies to every resource.
    const everywhere = `const provider = new aws.Provider("mumbai", { region: "ap-south-1" });
      pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: { ...opts, provider } }));`;
    const started = await startProgram(`${everywhere}\n${source}`);
    const { cloud, apiUrl } = started;
    try {
      const response = await fetch(`${apiUrl}/x`);
      expect([response.status, await response.text()]).to.deep.equal([200, "ap-south-1"]);
      const arns = cloud.program.resources.map(({ state }) => (state["arn"] ?? "") as string);
      expect(arns.filter((arn) => / |us-east-1|eu-/.test(arn))).to.deep.equal([]);
      expect(cloud.notEmulated).to.deep.equal([]);
    } finally {
      await started.stop();
    }
  });
});
