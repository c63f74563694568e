import { cachePrices } from "./lists/caches";
import { edgePrices } from "./lists/edge";
import { messagingPrices } from "./lists/messaging";
import { observingPrices } from "./lists/observing";
import { servingPrices } from "./lists/serving";
import { storingPrices } from "./lists/storing";
import { workflowPrices } from "./lists/workflows";
import type { Price } from "./price";

const lists = {
  ...servingPrices,
  ...edgePrices,
  ...cachePrices,
  ...storingPrices,
  ...messagingPrices,
  ...workflowPrices,
  ...observingPrices,
};

export type PriceName = keyof typeof lists;

/**
 * AWS's list prices. They are the prices of the first tier: above 333 million requests or 10 TB a month, AWS charges
 * less.
 *
 * Source: the Price List of each service (`https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/OFFER/current/REGION/
 * index.json`), read on the date `asOf`. The pricing page of the service shows the same prices. Check them before you
 * rely on them: `npx api-tools cost` prints the oldest date.
 */
export const prices: Readonly<Record<PriceName, Price>> = lists;
