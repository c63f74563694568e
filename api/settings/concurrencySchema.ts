import { z } from "zod";
import { closed, integer, list, number, text } from "./rules";

/** Application Auto Scaling, target tracking on ProvisionedConcurrencyUtilization. */
const autoscaling = closed({
  min: integer(1, 1_000).describe("minimum number of environments, and the number after the first deployment"),
  max: integer(1, 1_000).describe("maximum number of environments"),
  // Lambda Developer Guide, "Configuring provisioned concurrency": 0.1 to 0.9.
  targetUtilization: number(0.1, 0.9).describe("share of the provisioned environments that should be busy"),
});

const environments = integer(1, 1_000);

/**
 * Concurrency of one function. Lambda rejects 0 provisioned environments (recorded case: lambda-concurrency/put-zero).
 */
export const concurrency = {
  provisionedConcurrency: environments
    .optional()
    .describe("initialized environments of each function, billed even when idle; not together with `autoscaling`"),
  autoscaling: autoscaling.optional().describe("provisioned concurrency that follows utilization"),
  reservedConcurrency: integer(1, 10_000)
    .optional()
    .describe(
      "maximum concurrent executions of each function, including provisioned ones; reserved from the account's limit",
    ),
};

/** Concurrency of all functions of a stack. */
export const stackConcurrency = {
  provisionedConcurrency: z
    .union([environments, z.record(z.string(), environments)], {
      error: "must be an integer from 1 to 1000, or such integers keyed by route or group",
    })
    .optional()
    .describe(
      "initialized environments of each function, or of the functions that an object names; billed even when idle; not together with `autoscaling`",
    ),
  autoscaling: closed({
    ...autoscaling.shape,
    routes: list(text(/^\w+$/, "the name of a route or group"), "names of routes and groups")
      .min(1, { error: "must name at least one route or group" })
      .optional()
      .describe("routes and groups to which it applies; without it all"),
  })
    .optional()
    .describe("provisioned concurrency that follows utilization"),
  reservedConcurrency: concurrency.reservedConcurrency,
};
