import { everywhere, type Price } from "../price";

/**
 * An hour of a gateway cache. The smallest size was read for both regions, the others for us-east-1.
 *
 * @param gigabytes as API Gateway writes them.
 */
function cache(gigabytes: string, usd: number): Price {
  return {
    service: "API Gateway",
    unit: `hours of a cache of ${gigabytes} GB`,
    per: 1,
    usd: everywhere(usd),
    asOf: "2026-08-12",
    source: "https://aws.amazon.com/api-gateway/pricing/ (offer AmazonApiGateway)",
  };
}

export const cachePrices = {
  cache0_5: cache("0.5", 0.02),
  cache1_6: cache("1.6", 0.038),
  cache6_1: cache("6.1", 0.2),
  cache13_5: cache("13.5", 0.25),
  cache28_4: cache("28.4", 0.5),
  cache58_2: cache("58.2", 1),
  cache118: cache("118", 1.9),
  cache237: cache("237", 3.8),
} satisfies Record<string, Price>;
