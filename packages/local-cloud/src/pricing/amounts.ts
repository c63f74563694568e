import { isPriced } from "./price";
import { prices, type PriceName } from "./prices";
import { UserError } from "../kernel/errors";

/** Hours of a month in AWS's hourly prices. */
export const hoursOfMonth = 730;
export const secondsOfMonth = hoursOfMonth * 3_600;

/** A billed quantity of a month. */
export interface Amount {
  readonly price: PriceName;
  readonly quantity: number;
}

/** Returns the US dollars of an amount, without the free tier. @throws UserError for a region without prices */
export function usdOf({ price, quantity }: Amount, region: string): number {
  if (!isPriced(region)) throw new UserError(`there are no prices for ${region}`);
  const { usd, per } = prices[price];
  return (quantity * usd[region]) / per;
}
