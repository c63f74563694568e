import { expect } from "chai";
import { DynamoDbEngine } from "../../src/dynamodb/engine";
import { DataEndpoint } from "../../src/dynamodb/endpoint";
import { systemClock } from "../../src/kernel/clock";
import { Facts } from "../../src/kernel/facts/facts";
import { Faults } from "../../src/kernel/faults";
import { authorizer } from "../../src/kernel/interfaces/authorization";
import type { LogEvent } from "../../src/kernel/facts/logSink";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";
import { RoleAuthorizer } from "../../src/iam/authorizer";

const location = { project: "small", stack: "dev", region: "eu-central-1" };

describe("an operation of DynamoDB that is not emulated", () => {
  const logs: LogEvent[] = [];
  let engine: DynamoDbEngine;
  let endpoint: DataEndpoint;
  before(() => {
    engine = DynamoDbEngine.open();
    const facts = new Facts(systemClock);
    const log = (event: LogEvent) => logs.push(event);
    const registry = new ServiceRegistry();
    // The caller has no permission.
    registry.offer(authorizer, new RoleAuthorizer({ facts, log }));
    endpoint = new DataEndpoint(engine, { location, registry, faults: new Faults(), facts, log, dataDir: undefined });
  });
  after(() => engine.close());

  const act = (operation: string) =>
    endpoint.act(
      { roleArn: "arn:aws:iam::123456789012:role/r", sessionArn: "arn:aws:sts::123456789012:assumed-role/r/f" },
      { operation, body: '{"TableName":"t"}', traceId: "", region: location.region },
    );

  for (const operation of ["CreateBackup", "ExportTableToPointInTime", "PutResourcePolicy", "SearchVectors"]) {
    it(`is named in the response and in the log, with and without permission: ${operation}`, async () => {
      const sentence = `the local cloud does not emulate DynamoDB's ${operation}: nothing was done`;
      for (const { statusCode, body } of [await act(operation), await act(operation)]) {
        expect(statusCode).to.equal(400);
        expect(body).to.deep.equal({ __type: "com.amazon.coral.service#NotEmulatedException", message: sentence });
      }
      expect(logs.filter(({ text }) => text === sentence)).to.have.length(1);
    });
  }

  it("differs from one that DynamoDB does not have", async () => {
    const { body } = await act("Frobnicate");
    expect(body).to.deep.equal({ __type: "com.amazon.coral.service#UnknownOperationException" });
  });

  it("differs from one that is not allowed", async () => {
    const { body } = await act("GetItem");
    expect(body).to.have.property("__type", "com.amazon.coral.service#AccessDeniedException");
  });
});
