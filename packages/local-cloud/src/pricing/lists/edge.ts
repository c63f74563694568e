import { everywhere, type Price } from "../price";

// AWS bills by the place of the viewer. Each region has the price of the viewers nearest to it.
const edge = {
  service: "CloudFront",
  asOf: "2026-06-13",
  source: "https://aws.amazon.com/cloudfront/pricing/ (offer AmazonCloudFront)",
};
const edgeFunctions = {
  service: "Lambda@Edge",
  asOf: "2026-06-13",
  source: "https://aws.amazon.com/lambda/pricing/ (Lambda@Edge pricing)",
};

export const edgePrices = {
  edgeRequests: {
    ...edge,
    unit: "HTTPS requests to distributions",
    per: 1_000_000,
    usd: { "eu-central-1": 1.2, "us-east-1": 1 },
    free: 10_000_000,
  },
  edgeTransferOut: { ...edge, unit: "GB to viewers", per: 1, usd: everywhere(0.085), free: 1_024 },
  edgeCalls: { ...edgeFunctions, unit: "calls at the edge", per: 1_000_000, usd: everywhere(0.6) },
  edgeDuration: { ...edgeFunctions, unit: "GB-seconds at the edge", per: 1, usd: everywhere(0.00005001) },
} satisfies Record<string, Price>;
