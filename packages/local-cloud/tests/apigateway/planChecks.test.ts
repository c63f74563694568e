import { expect } from "chai";
import { declared } from "../support/declared";
import { api, describeType, refusal, stage } from "../support/gatewayChecks";

const offset = (range: string, period: string, value: number) =>
  `BadRequestException: Usage Plan quota offset must be ${range} in the ${period} period (offset ${value})`;

describeType(
  "usagePlan:UsagePlan",
  [
    [{ quotaSettings: { limit: 5, offset: 9, period: "DAY" } }, offset("zero", "DAY", 9)],
    [{ quotaSettings: { limit: 5, offset: 7, period: "WEEK" } }, offset("between 0 and 6 inclusive", "WEEK", 7)],
    [{ quotaSettings: { limit: 5, offset: 28, period: "MONTH" } }, offset("between 0 and 27 inclusive", "MONTH", 28)],
    [
      { quotaSettings: { limit: 0, period: "DAY" } },
      "BadRequestException: Usage Plan quota limit must be a non-negative numeric, at least 1 (limit 0)",
    ],
    [
      { throttleSettings: { rateLimit: -1, burstLimit: 1 } },
      "BadRequestException: Usage Plan rateLimit must not be negative (rateLimit -1)",
    ],
    [{ apiStages: [{ apiId: "api", stage: "v2" }] }, "NotFoundException: API Stage not found: api:v2", api, stage],
    [
      {
        apiStages: [
          { apiId: "api", stage: "v1" },
          { apiId: "api", stage: "v1" },
        ],
      },
      "BadRequestException: API stage api:v1 is listed twice in the usage plan",
      api,
      stage,
    ],
  ],
  [
    { quotaSettings: { limit: 1, period: "DAY" } },
    { quotaSettings: { limit: 1, offset: 6, period: "WEEK" } },
    { quotaSettings: { limit: 1, offset: 27, period: "MONTH" } },
    {
      apiStages: [
        { apiId: "api", stage: "v1" },
        { apiId: "of-another-program", stage: "v2" },
      ],
    },
  ],
);

describe("keys and plans, as API Gateway checks them together", () => {
  const plan = (id: string, ...stages: string[]) =>
    declared(
      "aws:apigateway/usagePlan:UsagePlan",
      { apiStages: stages.map((name) => ({ apiId: "other", stage: name })) },
      { id, name: id },
    );
  const planKey = (name: string, usagePlanId: string, keyId = "key") =>
    declared("aws:apigateway/usagePlanKey:UsagePlanKey", { keyId, keyType: "API_KEY", usagePlanId }, { name });
  const key = (name: string, value: string) => declared("aws:apigateway/apiKey:ApiKey", { value }, { name });

  it("refuse a key in two plans of one stage, and accept it for two stages", () => {
    expect(refusal([plan("p1", "a", "b"), plan("p2", "b"), planKey("k1", "p1"), planKey("k2", "p2")])).to.equal(
      "usage plan key k2: ConflictException: API key key is already associated with the API stage other:b by the usage plan p1: a key can be in one usage plan for each stage",
    );
    expect(refusal([plan("p1", "a"), plan("p2", "b"), planKey("k1", "p1"), planKey("k2", "p2")])).to.equal(undefined);
    expect(refusal([plan("p1", "a"), plan("p2", "a"), planKey("k1", "p1"), planKey("k2", "p2", "key2")])).to.equal(
      undefined,
    );
  });

  it("refuse a key that is in the plan already, and two keys of one value", () => {
    expect(refusal([plan("p1", "a"), planKey("k1", "p1"), planKey("k2", "p1")])).to.equal(
      "usage plan key k2: ConflictException: Usage plan p1 contains the API key key already",
    );
    expect(refusal([key("a", "same"), key("b", "same")])).to.equal(
      "API key b: ConflictException: API Key already exists (another key has the same value)",
    );
    expect(refusal([key("a", "one"), key("b", "two")])).to.equal(undefined);
  });
});
