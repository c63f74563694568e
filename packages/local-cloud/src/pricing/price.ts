/** Regions with prices. */
export const pricedRegions = ["eu-central-1", "us-east-1"] as const;

export type PricedRegion = (typeof pricedRegions)[number];

/** A list price in US dollars, without taxes and discounts, of the first tier. */
export interface Price {
  /** Name on the bill. */
  readonly service: string;
  readonly unit: string;
  /** Units that `usd` buys. */
  readonly per: number;
  readonly usd: Readonly<Record<PricedRegion, number>>;
  /** Units that are free each month; absent for none. The free tier of an account's first year does not count. */
  readonly free?: number;
  /** Day on which the source was read, or published it, as `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Pricing page, and the offer of AWS's Price List that was read. */
  readonly source: string;
}

/** The same price in each priced region. */
export function everywhere(usd: number): Price["usd"] {
  return { "eu-central-1": usd, "us-east-1": usd };
}

export function isPriced(region: string): region is PricedRegion {
  return (pricedRegions as readonly string[]).includes(region);
}
