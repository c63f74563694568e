import { declaredName } from "../kernel/identity";
import type { EmulatedTypes, Properties } from "../kernel/resources";

export const subscriptionFilter = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";

/** Returns true for the ARN of a function. */
export function isFunction(destination: unknown): destination is string {
  return typeof destination === "string" && /^arn:[^:]+:lambda:/.test(destination);
}

function missingDestinations({ destinationArn: destination }: Properties): string[] {
  return isFunction(destination) ? [] : [`destinationArn=${String(destination)}`];
}

export const types: EmulatedTypes = {
  [subscriptionFilter]: {
    reads: ["destinationArn", "filterPattern", "logGroup", "name"],
    ignores: ["distribution", "roleArn"],
    partsWithoutEffect: missingDestinations,
    provide: ({ type, name, inputs }, location) => {
      const filter = declaredName({ type, name, inputs }, location);
      return { id: `cwlsf-${filter}`, state: { name: filter, distribution: "ByLogStream", roleArn: "" } };
    },
  },
};
