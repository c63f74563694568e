import type { PriceName } from "@onemachine/local-cloud";

/** A quantity of a month. */
export interface BilledAmount {
  readonly price: PriceName;
  readonly quantity: number;
  /** Name of an operation; absent if the item belongs to none, or to several. */
  readonly route?: string | undefined;
  /** Logical name of a function; absent if the item belongs to none, or to several. */
  readonly function?: string | undefined;
}

/** An item of the monthly bill. */
export interface CostLine extends BilledAmount {
  readonly service: string;
  readonly usd: number;
}

export interface Estimate {
  readonly region: string;
  /** Costs that grow with the requests. */
  readonly usage: readonly CostLine[];
  /** Costs that are due without any request. */
  readonly idle: readonly CostLine[];
  readonly total: number;
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}
