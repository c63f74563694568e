import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalCloud } from "../../src/cloud";
import { roleSession } from "../../src/kernel/identity";
import { authorizer } from "../../src/kernel/interfaces/authorization";
import { serviceEndpoint } from "../../src/kernel/protocols/serviceEndpoint";
import { readProject } from "../../src/program/project/readProject";
import { programSource, writeProject } from "../support/cloud";

/** Program of the restart test: a machine that counts items in a table, one that waits for a callback, and one that maps over lines. */
const resources = `
new aws.dynamodb.Table("counts", { name: "counts", hashKey: "id", billingMode: "PAY_PER_REQUEST", attributes: [{ name: "id", type: "S" }] });
new aws.sqs.Queue("tokens", { name: "tokens" });
const runner = new aws.iam.Role("runner", { name: "runner", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("runner", { role: runner.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["dynamodb:*", "s3:*", "sqs:SendMessage"], Resource: "*" }],
}) });
const caller = new aws.iam.Role("caller", { name: "caller", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("caller", { role: caller.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["dynamodb:*", "s3:*", "states:*", "sqs:*"], Resource: "*" }],
}) });
const count = { Type: "Task", Resource: "arn:aws:states:::dynamodb:updateItem", Next: "Pause", ResultPath: null, Parameters: {
  TableName: "counts", Key: { id: { "S.$": "$" } }, UpdateExpression: "ADD n :one", ExpressionAttributeValues: { ":one": { N: "1" } },
} };
const branches = [
  { StartAt: "Each", States: { Each: { Type: "Map", ItemsPath: "$.ids", MaxConcurrency: 1, End: true, ItemProcessor: {
    StartAt: "Count", States: { Count: count, Pause: { Type: "Wait", Seconds: 1, End: true } },
  } } } },
  { StartAt: "Ask", States: { Ask: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true,
    Parameters: { "QueueUrl.$": "$.url", "MessageBody.$": "$$.Task.Token" } } } },
];
new aws.sfn.StateMachine("counter", {
  name: "counter", roleArn: runner.arn,
  definition: JSON.stringify({ StartAt: "Both", States: { Both: { Type: "Parallel", Branches: branches, End: true } } }),
});
new aws.s3.Bucket("lines", { bucket: "lines" });
const put = { Type: "Task", Resource: "arn:aws:states:::dynamodb:putItem", End: true, ResultPath: null, Parameters: {
  TableName: "counts", Item: { id: { "S.$": "$.id" } },
} };
new aws.sfn.StateMachine("importer", {
  name: "importer", roleArn: runner.arn,
  definition: JSON.stringify({ StartAt: "Lines", States: { Lines: {
    Type: "Map", MaxConcurrency: 20, End: true,
    ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: { InputType: "JSONL" }, Parameters: { Bucket: "lines", Key: "lines.jsonl" } },
    ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, StartAt: "Put", States: { Put: put } },
    ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "lines", Prefix: "results" } },
  } } }),
});
`;

/** Starts the program with the data in a folder, prints the options of an SDK client, and runs until it is killed. */
async function main([dataDir, program]: readonly string[]): Promise<void> {
  writeProject(program!);
  writeFileSync(join(program!, "index.ts"), programSource(resources));
  const options = { host: "127.0.0.1", port: 0, dataDir: dataDir! };
  const { registry } = await LocalCloud.start(readProject(program!, "dev", []), options);
  const credentials = registry
    .use(authorizer)
    .credentialsFor(roleSession("arn:aws:iam::123456789012:role/caller", "test"));
  const client = { endpoint: registry.use(serviceEndpoint).url, region: "eu-central-1", credentials, maxAttempts: 1 };
  process.stdout.write(`${JSON.stringify(client)}\n`);
  setInterval(() => undefined, 60_000);
}

void main(process.argv.slice(2));
