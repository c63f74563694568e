import { expect } from "chai";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as eventbridge from "@aws-sdk/client-eventbridge";
import * as secretsmanager from "@aws-sdk/client-secrets-manager";
import * as sfn from "@aws-sdk/client-sfn";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import { roleSession } from "../../src/kernel/identity";
import { callWithRole } from "../../src/kernel/protocols/roleCalls";
import { emulationFault } from "../../src/stepfunctions/definition/emulation";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";

const clients = {
  dynamodb: ["dynamodb", dynamodb],
  eventbridge: ["events", eventbridge],
  secretsmanager: ["secretsmanager", secretsmanager],
  sfn: ["states", sfn],
  sns: ["sns", sns],
  sqs: ["sqs", sqs],
  ssm: ["ssm", ssm],
} as const;

/** Operations that wait for work, so that the test does not call them. */
const waiting = ["GetActivityTask", "ReceiveMessage"];

const task = (resource: string) =>
  emulationFault(
    JSON.stringify({
      StartAt: "A",
      States: { A: { Type: "Task", Resource: `arn:aws:states:::${resource}`, End: true } },
    }),
  );

describe("an SDK integration", () => {
  let small: TestCloud;
  before(async function () {
    this.timeout(60_000);
    const handler = "exports.handler = async () => ({ statusCode: 200 });";
    const more = `
new aws.dynamodb.Table("t", { hashKey: "id", billingMode: "PAY_PER_REQUEST", attributes: [{ name: "id", type: "S" }] });
new aws.iam.RolePolicy("all", { role: role.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
}) });`;
    small = await startProgram(smallApi({ handler, more }));
  });
  after(() => small?.stop());

  for (const [name, [service, client]] of Object.entries(clients)) {
    it(`of ${name} is accepted exactly for the emulated operations of its SDK`, async () => {
      const { registry, program } = small.cloud;
      const role = program.resources.find(({ type }) => type === "aws:iam/role:Role")!;
      const principal = roleSession(String(role.state["arn"]), "test");
      const commands = Object.keys(client).filter((each) => /^[A-Z]\w+Command$/.test(each));
      const operations = commands.map((each) => each.replace(/Command$/, ""));
      expect(operations.length).to.be.above(10);
      const differing: string[] = [];
      for (const operation of operations) {
        const action = operation.charAt(0).toLowerCase() + operation.slice(1);
        const isAccepted = task(`aws-sdk:${name}:${action}`) === undefined;
        if (waiting.includes(operation)) {
          expect(isAccepted).to.equal(true);
          continue;
        }
        const call = { service, operation, input: {}, principal, region: "eu-central-1" };
        const answer = await callWithRole(registry, call);
        const code = answer?.error?.code;
        const isEmulated = answer !== undefined && code !== "UnknownOperationException" && code !== "InvalidAction";
        if (isEmulated !== isAccepted) differing.push(`${isEmulated ? "+" : "-"}${action}`);
      }
      expect(differing).to.deep.equal([]);
    });
  }

  const refused: [resource: string, fault: string][] = [
    ["aws-sdk:rekognition:detectLabels", "the local cloud does not emulate aws-sdk:rekognition:detectLabels"],
    ["aws-sdk:sqs:sendMessages", "the local cloud does not emulate aws-sdk:sqs:sendMessages"],
    ["aws-sdk:sqs:SendMessage", "the local cloud does not emulate aws-sdk:sqs:SendMessage"],
    ["aws-sdk:dynamodb:toString", "the local cloud does not emulate aws-sdk:dynamodb:toString"],
    ["aws-sdk:constructor:x", "the local cloud does not emulate aws-sdk:constructor:x"],
    ["aws-sdk:lambda:createFunction", "the local cloud does not emulate aws-sdk:lambda:createFunction"],
    ["aws-sdk:s3:selectObjectContent", "the local cloud does not emulate aws-sdk:s3:selectObjectContent"],
    ["ecs:runTask.sync", "the local cloud does not emulate ecs:runTask"],
    ["http:invoke", "the local cloud does not emulate http:invoke"],
    ["sqs:receiveMessage", "the local cloud does not emulate sqs:receiveMessage"],
    ["constructor:x", "the local cloud does not emulate constructor:x"],
  ];
  for (const [resource, fault] of refused) {
    it(`is refused by name for ${resource}`, () => {
      expect(task(resource)).to.equal(`state A: ${fault}`);
    });
  }
});
