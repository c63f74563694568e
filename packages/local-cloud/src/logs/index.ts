import { knownText, type TypeChecks } from "../kernel/checks";
import { ofType } from "../kernel/resources";
import type { ServiceDefinition } from "../kernel/service";
import { parseFilterPattern } from "./filterPattern";
import { FilterPatternError } from "./patternError";
import { Subscriptions } from "./subscriptions";
import { subscriptionFilter, types } from "./types";

/** CloudWatch Logs: subscription filters, which send log events to functions. */
export const logs: ServiceDefinition = {
  emulates: types,
  refuses: [
    {
      type: subscriptionFilter,
      label: "subscription filter",
      code: "InvalidParameterException",
      checks: [
        (state) => {
          try {
            parseFilterPattern(knownText(state, "filterPattern") ?? "");
            return undefined;
          } catch (error) {
            if (error instanceof FilterPatternError) return `Invalid filter pattern (${error.message})`;
            throw error;
          }
        },
      ],
    },
  ] satisfies TypeChecks[],
  create: (run) => {
    const subscriptions = new Subscriptions(run);
    run.facts.read((fact) => {
      if (fact.kind === "log" && fact.inGroup === true) subscriptions.add(fact);
    });
    return { declare: ({ resources }) => subscriptions.declare(ofType(resources, subscriptionFilter)) };
  },
};
