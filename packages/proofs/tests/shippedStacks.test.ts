import { expect } from "chai";
import { readProject } from "../../local-cloud";
import { root } from "../../local-cloud/tests/support/program";

/** Settings of the shipped stacks that a team would notice: limits, cost, protection. Teams change them in their copy. */
const shipped = {
  dev: {
    stageName: "v1",
    memorySize: 128,
    timeout: 10,
    architecture: "arm64",
    logRetentionDays: 14,
    tracing: false,
    accessLogs: false,
    executionLogs: false,
    corsOrigins: ["*"],
    stageThrottle: { burstLimit: 2000, rateLimit: 1000 },
    usagePlans: [
      {
        name: "dev-plan",
        burstLimit: 1000,
        rateLimit: 500,
        quota: { limit: 1000000, period: "DAY" },
        keys: ["dev-key"],
      },
    ],
    pointInTimeRecovery: false,
    deletionProtection: false,
    onDemandThroughput: { maxReadRequestUnits: 1000, maxWriteRequestUnits: 1000 },
    alarmTopicEncryption: false,
  },
  prod: {
    stageName: "v1",
    memorySize: 512,
    timeout: 10,
    architecture: "arm64",
    logRetentionDays: 365,
    tracing: true,
    accessLogs: true,
    executionLogs: true,
    apiGatewayAccountRole: "create",
    corsOrigins: ["https://www.example.com"],
    stageThrottle: { burstLimit: 500, rateLimit: 200 },
    usagePlans: [
      {
        name: "basic-plan",
        burstLimit: 20,
        rateLimit: 10,
        quota: { limit: 1000, period: "MONTH" },
        keys: ["production-key"],
      },
    ],
    provisionedConcurrency: 5,
    reservedConcurrency: 40,
    consumerConcurrency: 10,
    pointInTimeRecovery: true,
    deletionProtection: true,
    onDemandThroughput: { maxReadRequestUnits: 4000, maxWriteRequestUnits: 1000 },
    alarmEmails: [],
    alarmTopicEncryption: false,
  },
};

describe("the shipped stacks", () => {
  for (const [stack, expected] of Object.entries(shipped)) {
    it(`${stack} has these settings, apart from the alarms' thresholds, and no others`, () => {
      const { name, config } = readProject(root, stack, []);
      const { alarmThresholds, ...settings } = Object.fromEntries(
        Object.entries(config)
          .filter(([key]) => key.startsWith(`${name}:`))
          .map(([key, text]) => [key.slice(name.length + 1), text]),
      );
      expect(alarmThresholds).to.be.a("string");
      expect(settings).to.deep.equal(
        Object.fromEntries(
          Object.entries(expected).map(([key, value]) => [
            key,
            typeof value === "object" ? JSON.stringify(value) : String(value),
          ]),
        ),
      );
    });
  }
});
