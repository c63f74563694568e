import type { z } from "zod";
import type { settingsSchema } from "./schema";

type Parsed = z.infer<typeof settingsSchema>;

/** Provisioned, autoscaled and reserved concurrency of one function. */
export interface Concurrency {
  readonly provisionedConcurrency?: number | undefined;
  readonly autoscaling?: Parsed["autoscaling"] | undefined;
  readonly reservedConcurrency?: number | undefined;
}

type Stackwide = Pick<Parsed, "provisionedConcurrency" | "autoscaling" | "reservedConcurrency" | "routeConcurrency">;

/** Returns the concurrency of a function: its entry in `routeConcurrency`, or what the stack gives it. */
export function concurrencyOf(settings: Readonly<Stackwide>, functionName: string): Concurrency {
  const { routeConcurrency, provisionedConcurrency: provisioned, autoscaling, reservedConcurrency } = settings;
  if (Object.hasOwn(routeConcurrency, functionName)) return routeConcurrency[functionName]!;
  const scales = autoscaling?.routes?.includes(functionName) ?? true;
  return {
    provisionedConcurrency:
      typeof provisioned === "object" ? new Map(Object.entries(provisioned)).get(functionName) : provisioned,
    autoscaling: scales ? autoscaling : undefined,
    reservedConcurrency,
  };
}
