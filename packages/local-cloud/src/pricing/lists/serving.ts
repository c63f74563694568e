import { everywhere, type Price } from "../price";

const gateway = {
  service: "API Gateway",
  asOf: "2026-08-12",
  source: "https://aws.amazon.com/api-gateway/pricing/ (offer AmazonApiGateway)",
};
const lambda = {
  service: "Lambda",
  asOf: "2026-08-12",
  source: "https://aws.amazon.com/lambda/pricing/ (offer AWSLambda)",
};
const provisioned = {
  service: "Lambda",
  asOf: "2026-08-31",
  source: "https://aws.amazon.com/lambda/pricing/ (offer AWSLambda, us-east-1)",
};
const transfer = {
  service: "Data transfer",
  asOf: "2026-07-20",
  source: "https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer (offer AWSDataTransfer)",
};
const firewall = { service: "WAF", asOf: "2026-02-07", source: "https://aws.amazon.com/waf/pricing/" };

export const servingPrices = {
  // The free million a month ends with an account's first year.
  gatewayRequests: {
    ...gateway,
    unit: "requests",
    per: 1_000_000,
    usd: { "eu-central-1": 3.7, "us-east-1": 3.5 },
  },
  lambdaRequests: {
    ...lambda,
    unit: "calls",
    per: 1_000_000,
    usd: everywhere(0.2),
    free: 1_000_000,
  },
  lambdaDurationArm: {
    ...lambda,
    unit: "GB-seconds",
    per: 1,
    usd: everywhere(0.0000133334),
    free: 400_000,
  },
  lambdaDurationX86: {
    ...lambda,
    unit: "GB-seconds",
    per: 1,
    usd: everywhere(0.0000166667),
    free: 400_000,
  },
  // Read for us-east-1. eu-central-1 is assumed to be equal, because its other Lambda prices are.
  provisionedDurationArm: {
    ...provisioned,
    unit: "GB-seconds",
    per: 1,
    usd: everywhere(0.0000077778),
  },
  provisionedDurationX86: {
    ...provisioned,
    unit: "GB-seconds",
    per: 1,
    usd: everywhere(0.0000097222),
  },
  provisionedArm: {
    ...provisioned,
    unit: "GB-seconds provisioned",
    per: 1,
    usd: everywhere(0.0000033334),
  },
  provisionedX86: {
    ...provisioned,
    unit: "GB-seconds provisioned",
    per: 1,
    usd: everywhere(0.0000041667),
  },
  transferOut: {
    ...transfer,
    unit: "GB to the internet",
    per: 1,
    usd: everywhere(0.09),
    free: 100,
  },
  webAcls: { ...firewall, unit: "web ACLs", per: 1, usd: everywhere(5) },
  webAclRules: {
    ...firewall,
    unit: "rules and rule groups",
    per: 1,
    usd: everywhere(1),
  },
  webAclRequests: {
    ...firewall,
    unit: "requests inspected",
    per: 1_000_000,
    usd: everywhere(0.6),
  },
} satisfies Record<string, Price>;
